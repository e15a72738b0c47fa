#include "complexity/pairs/pair_sampler.hpp"

#include <algorithm>
#include <cmath>

#include <boost/random/normal_distribution.hpp>

#include "complexity/pairs/pair_law.hpp"
#include "random_matrix/signed_determinant.hpp"

namespace glasscape {
namespace {

// The symmetric square root, continuous in the matrix; rounding may leave eigenvalues below 0.
template <class Matrix>
Matrix symmetric_root(const Matrix& covariance) {
    const Eigen::SelfAdjointEigenSolver<Matrix> spectrum(covariance);
    return spectrum.eigenvectors() * spectrum.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal() *
           spectrum.eigenvectors().transpose();
}

// A pure mixture has h = r/p: four normals are enough, the others get no weight.
Eigen::Matrix<double, 6, 6> plane_root(const Mixture& mixture, double q) {
    const auto covariance = critical_plane_covariance(mixture, q);
    if (!mixture.is_pure()) return symmetric_root(covariance);
    const int free[] = {1, 2, 4, 5};
    const Eigen::Matrix4d root = symmetric_root<Eigen::Matrix4d>(covariance(free, free));
    Eigen::Matrix<double, 6, 6> map = Eigen::Matrix<double, 6, 6>::Zero();
    for (int i = 0; i < 4; ++i)
        map.row(free[i]).head<4>() = root.row(i);
    map.row(0) = map.row(1) / mixture.nu1();
    map.row(3) = map.row(4) / mixture.nu1();
    return map;
}

}  // namespace

PairSampler::PairSampler(const Mixture& mixture, int size, double spread, std::span<const double> overlaps)
    : size_(size),
      plane_normals_(mixture.is_pure() ? 4 : 6),
      spread_(spread),
      matrix_scale_(std::sqrt(mixture.nu2())),
      matrices_(size - 2),
      row_sums_(static_cast<std::size_t>(size - 2)),
      row_differences_(row_sums_.size()) {
    for (const double q : overlaps) {
        const auto row = row_law(mixture, q);
        overlaps_.push_back({plane_root(mixture, q), std::clamp(mixture.nu(q, 2) / mixture.nu2(), -1.0, 1.0),
                             std::sqrt(std::max(0.0, 0.5 * (row.variance + row.covariance))),
                             std::sqrt(std::max(0.0, 0.5 * (row.variance - row.covariance))),
                             log_pair_prefactor(mixture, size, q)});
    }
    for (auto& hessian : hessian_)
        hessian.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size - 1) / 2);
}

void PairSampler::draw(RandomStream& stream, std::span<PairDraw> draws) {
    boost::random::normal_distribution<double> normal;
    Eigen::Matrix<double, 6, 1> plane = Eigen::Matrix<double, 6, 1>::Zero();
    for (int i = 0; i < plane_normals_; ++i)
        plane[i] = spread_ * normal(stream);
    for (std::size_t i = 0; i < row_sums_.size(); ++i) {
        row_sums_[i] = normal(stream);
        row_differences_[i] = normal(stream);
    }
    matrices_.draw(stream);
    const double log_weight =
        plane_normals_ * std::log(spread_) - 0.5 * plane.squaredNorm() * (1.0 - 1.0 / (spread_ * spread_));
    for (std::size_t i = 0; i < overlaps_.size(); ++i)
        draws[i] = at(overlaps_[i], plane, log_weight);
}

PairDraw PairSampler::at(const Overlap& overlap, const Eigen::Matrix<double, 6, 1>& normals,
                         double log_weight) {
    const Eigen::Matrix<double, 6, 1> plane = overlap.root * normals;
    matrices_.pair(overlap.correlation, matrix_scale_, hessian_[0], hessian_[1]);
    PairDraw result{};
    double product = 1.0;
    for (int point = 0; point < 2; ++point) {
        const double radial = plane[Eigen::Index{3} * point + 1];
        double* entry = hessian_[point].data();
        for (int i = 0; i < size_ - 2; entry += ++i)
            entry[i] -= radial;
        for (std::size_t i = 0; i < row_sums_.size(); ++i)
            entry[i] = overlap.row_sum * row_sums_[i] +
                       (point == 0 ? 1.0 : -1.0) * overlap.row_difference * row_differences_[i];
        entry[size_ - 2] = plane[Eigen::Index{3} * point + 2] - radial;
        const auto determinant = signed_determinant(hessian_[point], size_ - 1);
        product *= std::abs(determinant.value);
        result.index[point] = determinant.negative;
        result.energy[point] = plane[Eigen::Index{3} * point] / std::sqrt(static_cast<double>(size_));
    }
    result.density = product * std::exp(overlap.log_prefactor + log_weight);
    return result;
}

}  // namespace glasscape
