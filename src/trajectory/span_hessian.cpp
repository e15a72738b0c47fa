#include "trajectory/span_hessian.hpp"

#include <cmath>

#include <Eigen/Dense>

namespace glasscape {

BorderedGoe tangent_hessian(const SpanHessian& span, const Mixture& mixture, double size, double radial) {
    const Eigen::Index d = span.block.rows();
    BorderedGoe matrix;
    matrix.block = static_cast<int>(d);
    matrix.rest = std::max(size - static_cast<double>(d) - 1.0, 0.0);
    matrix.deviation = std::sqrt(mixture.nu2() / size);
    matrix.shift = -radial;
    for (Eigen::Index i = 0; i < d; ++i)
        for (Eigen::Index k = 0; k < d; ++k)
            matrix.known.push_back(span.block(i, k) / std::sqrt(size) - (i == k ? radial : 0.0));
    constexpr double rounding = 1e-12;
    for (Eigen::Index i = 0; i < d; ++i) {
        if (span.variances[i] <= rounding * mixture.nu2()) continue;
        ++matrix.coupled;
        for (Eigen::Index k = 0; k < d; ++k)
            matrix.coupling.push_back(i == k ? std::sqrt(span.variances[i] / size) : 0.0);
    }
    return matrix;
}

Eigen::MatrixXd orthogonal_complement(const Eigen::VectorXd& unit) {
    const Eigen::MatrixXd basis = Eigen::HouseholderQR<Eigen::MatrixXd>(unit).householderQ();
    return basis.rightCols(unit.size() - 1);
}

Eigen::VectorXd draw_correlated(const Eigen::MatrixXd& covariance, double negligible, Variates& variates) {
    const Eigen::Index n = covariance.rows();
    Eigen::VectorXd draw = Eigen::VectorXd::Zero(n);
    Eigen::VectorXd left = covariance.diagonal();
    Eigen::MatrixXd factor(n, n);
    for (Eigen::Index rank = 0; rank < n; ++rank) {
        Eigen::Index pivot = 0;
        const double variance = left.maxCoeff(&pivot);
        if (variance <= negligible) break;
        auto column = factor.col(rank);
        column = covariance.col(pivot);
        column -= factor.leftCols(rank) * factor.row(pivot).head(rank).transpose();
        column /= std::sqrt(variance);
        left -= column.cwiseAbs2();
        left[pivot] = 0.0;
        draw += variates.normal() * column;
    }
    return draw;
}

}  // namespace glasscape
