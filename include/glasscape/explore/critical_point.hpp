// A critical point of a landscape on the sphere and how it is described.
#pragma once

#include <span>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

struct CriticalPoint {
    std::vector<double> state;
    double energy = 0.0;         ///< H/N
    double radial = 0.0;         ///< x = s.grad H/N
    int index = 0;               ///< negative eigenvalues of the tangent Hessian
    double gradient_norm = 0.0;  ///< |P grad H|/sqrt N
    double softest = 0.0;        ///< the tangent-Hessian eigenvalue nearest to 0
};

/// Eigenvalues, ascending, of the tangent Hessian P (hess H) P - x P at `state` (N - 1 of them). O(N^3).
std::vector<double> tangent_spectrum(const Landscape& landscape, std::span<const double> state);

/// Describes a state, whether or not its gradient vanishes.
CriticalPoint describe_point(const Landscape& landscape, std::span<const double> state);

}  // namespace glasscape
