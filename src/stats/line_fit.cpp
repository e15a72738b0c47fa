#include "stats/line_fit.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>

namespace glasscape {
namespace {

void require_points(std::span<const double> x, std::span<const double> y) {
    if (x.size() < 2 || x.size() != y.size())
        throw std::invalid_argument("a line needs at least two points, each with x and y");
}

}  // namespace

WeightedLine fit_weighted_line(std::span<const double> x, std::span<const double> y,
                               std::span<const double> errors) {
    require_points(x, y);
    if (errors.size() != x.size() ||
        !std::all_of(errors.begin(), errors.end(), [](double error) { return error > 0.0; }))
        throw std::invalid_argument("a weighted line needs a positive error for each point");
    std::vector<double> weights;
    for (const double error : errors)
        weights.push_back(1.0 / (error * error));
    WeightedLine line{};
    double variance0 = 0.0;
    double variance1 = 0.0;
    gsl_fit_wlinear(x.data(), 1, weights.data(), 1, y.data(), 1, x.size(), &line.intercept, &line.slope,
                    &variance0, &line.covariance, &variance1, &line.chi_squared);
    line.intercept_error = std::sqrt(variance0);
    line.slope_error = std::sqrt(variance1);
    return line;
}

Line fit_line(std::span<const double> x, std::span<const double> y) {
    require_points(x, y);
    Line line{};
    double covariances[3];
    double residual = 0.0;
    gsl_fit_linear(x.data(), 1, y.data(), 1, x.size(), &line.intercept, &line.slope, &covariances[0],
                   &covariances[1], &covariances[2], &residual);
    const double correlation = gsl_stats_correlation(x.data(), 1, y.data(), 1, x.size());
    line.r_squared = correlation * correlation;
    return line;
}

}  // namespace glasscape
