// Whether two samples have one mean (Hotelling 1931).
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <boost/math/distributions/fisher_f.hpp>

namespace glasscape {

/// Probability of a larger Hotelling T^2 if the means of two samples agreed.
inline double hotelling(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const auto na = static_cast<double>(a.rows());
    const auto nb = static_cast<double>(b.rows());
    const auto k = static_cast<double>(a.cols());
    const Eigen::MatrixXd da = a.rowwise() - a.colwise().mean();
    const Eigen::MatrixXd db = b.rowwise() - b.colwise().mean();
    const Eigen::MatrixXd pooled = (da.transpose() * da + db.transpose() * db) / (na + nb - 2.0);
    const Eigen::VectorXd gap = (a.colwise().mean() - b.colwise().mean()).transpose();
    const double t2 = na * nb / (na + nb) * gap.dot(pooled.ldlt().solve(gap));
    const double f = t2 * (na + nb - k - 1.0) / (k * (na + nb - 2.0));
    return boost::math::cdf(boost::math::complement(boost::math::fisher_f(k, na + nb - k - 1.0), f));
}

}  // namespace glasscape
