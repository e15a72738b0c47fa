// Tangential gradients and Hessians on S^(N-1)(sqrt N) from Euclidean ones.
//
//     x = s.grad H/N (radial derivative),   P = I - s s^T/N,
//     Riemannian gradient P grad H,   Riemannian Hessian P (hess H) P - x P on the tangent space.
#pragma once

#include <span>

namespace glasscape {

/// Turns Euclidean gradients (M rows of N) into tangential ones in place and returns the radial derivatives
/// x in `radial` (M).
void to_tangent_gradients(int size, std::span<const double> states, std::span<double> gradients,
                          std::span<double> radial);

/// Riemannian Hessian ((N-1) x (N-1), row-major) in the TangentFrame of `state`, from the Euclidean one
/// (N x N) and x. Its eigenvalues do not depend on the frame.
void tangent_hessian(std::span<const double> state, std::span<const double> hessian, double radial,
                     std::span<double> result);

}  // namespace glasscape
