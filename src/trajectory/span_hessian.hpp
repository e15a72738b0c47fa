// The Hessian at a point of a path as the path's directions see it: among themselves, and with those outside.
#pragma once

#include <Eigen/Core>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/random_matrix/bordered_goe.hpp"

#include "trajectory/variates.hpp"

namespace glasscape {

/// sqrt N hess H at a point a, in an orthonormal basis of the directions of the path orthogonal to a.
struct SpanHessian {
    Eigen::MatrixXd basis;  ///< D x (D - 1)
    Eigen::MatrixXd block;  ///< D - 1 square
    Eigen::VectorXd
        variances;  ///< of an element that mixes one of them with a direction outside; independent
};

/// P (hess H) P - x P, x = s.grad H/N, with the directions outside: N - D, among which all is new.
BorderedGoe tangent_hessian(const SpanHessian& span, const Mixture& mixture, double size, double radial);

/// Orthonormal columns that span what is orthogonal to a unit vector.
Eigen::MatrixXd orthogonal_complement(const Eigen::VectorXd& unit);

/// A draw of N(0, covariance), what is known to within a variance of `negligible` given the rest being 0: Cholesky's
/// factor with pivots, O(n^2 rank).
Eigen::VectorXd draw_correlated(const Eigen::MatrixXd& covariance, double negligible, Variates& variates);

}  // namespace glasscape
