// A straight line through points, by GSL.
#pragma once

#include <span>

namespace glasscape {

struct WeightedLine {
    double intercept;
    double slope;
    double intercept_error;  ///< standard errors, from those of y
    double slope_error;
    double covariance;
    double chi_squared;  ///< of n - 2 degrees of freedom
};

/// y(x) by weighted least squares, weights 1/errors^2. Throws std::invalid_argument for fewer than two points,
/// spans of different lengths or an error that is not positive. O(n).
WeightedLine fit_weighted_line(std::span<const double> x, std::span<const double> y,
                               std::span<const double> errors);

struct Line {
    double intercept;
    double slope;
    double r_squared;  ///< share of the variance of y that the line explains
};

/// Least squares of y on x, all points alike. Throws like fit_weighted_line.
Line fit_line(std::span<const double> x, std::span<const double> y);

}  // namespace glasscape
