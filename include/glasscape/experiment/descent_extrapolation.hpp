// Where a descent would end. At N = infinity its energies approach their limit like E + c t^-b, b near 2/3; E, c
// and b are fitted to the last parts of a run.
#pragma once

#include <span>

namespace glasscape {

struct DescentLimit {
    double energy = 0.0;  ///< E, in the units of the energies
    double energy_error = 0.0;
    double power = 0.0;  ///< b
    double power_error = 0.0;
    bool converged = false;  ///< false: some part of the run has no such law
};

/// Fits the last half of the run, at points spaced by the logarithm of time. The errors are the largest
/// differences from fits of its last 7/8 and 3/4, of the quarter before the last half, and of every other point:
/// residuals of a smooth curve say nothing about how its law still drifts. Where the limit drifts like 1/t or
/// faster, the true one lies within energy_error to leading order; what sets in only after the run is not seen.
/// `times` ascend, one for each energy. Throws std::invalid_argument if they do not, if a number is not finite, or
/// if fewer than 8 times lie in the last half or fewer than 4 in the quarter before. O(number of times).
DescentLimit extrapolate_descent(std::span<const double> times, std::span<const double> energies);

}  // namespace glasscape
