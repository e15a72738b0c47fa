#include "experiment/digits/frechet_distance.hpp"

#include <Eigen/Eigenvalues>

namespace glasscape {
namespace {

struct NormalLaw {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
};

NormalLaw normal_law(const Panel<float>& x) {
    Eigen::MatrixXd centred(x.features(), x.samples());
    for (int i = 0; i < x.features(); ++i)
        for (int b = 0; b < x.samples(); ++b)
            centred(i, b) = static_cast<double>(x(i, b));
    const Eigen::VectorXd mean = centred.rowwise().mean();
    centred.colwise() -= mean;
    return {mean, centred * centred.transpose() / (x.samples() - 1.0)};
}

}  // namespace

double frechet_distance(const Panel<float>& first, const Panel<float>& second) {
    const auto a = normal_law(first);
    const auto b = normal_law(second);
    // tr (A B)^(1/2) = tr (S B S)^(1/2) with S = A^(1/2); rounding may leave eigenvalues below 0.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> of_a(a.covariance);
    const Eigen::VectorXd roots = of_a.eigenvalues().cwiseMax(0.0).cwiseSqrt();
    const Eigen::MatrixXd root = of_a.eigenvectors() * roots.asDiagonal() * of_a.eigenvectors().transpose();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> product(root * b.covariance * root,
                                                                 Eigen::EigenvaluesOnly);
    return (a.mean - b.mean).squaredNorm() + a.covariance.trace() + b.covariance.trace() -
           2.0 * product.eigenvalues().cwiseMax(0.0).cwiseSqrt().sum();
}

}  // namespace glasscape
