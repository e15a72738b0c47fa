// Power laws by nonlinear least squares (GSL, Levenberg-Marquardt).
#pragma once

#include <span>

namespace glasscape {

/// Towards a limit: y = limit + amplitude t^-power.
struct PowerLaw {
    double limit = 0.0;
    double amplitude = 0.0;
    double power = 0.0;
    bool converged = false;  ///< false: the points have no such law, the numbers mean nothing
};

/// Fits all three numbers to points alike in weight. For t > 0; throws std::invalid_argument for fewer than four
/// points, spans of different lengths or a t that is not positive. O(n) an iteration.
PowerLaw fit_power_law(std::span<const double> t, std::span<const double> y);

/// Of means with errors: y = amplitude x^exponent.
struct ScalingLaw {
    double amplitude = 0.0;
    double exponent = 0.0;
    double exponent_error = 0.0;  ///< from the errors of y
    bool converged = false;
};

/// Weights 1/errors^2, y itself rather than its logarithm, so that means within their errors of 0 do not bias it.
/// From the law through the first and the second point, which must be positive. For x > 0; throws
/// std::invalid_argument for fewer than three points, spans of different lengths, or an x or error that is not
/// positive. O(n) an iteration.
ScalingLaw fit_scaling_law(std::span<const double> x, std::span<const double> y,
                           std::span<const double> errors);

}  // namespace glasscape
