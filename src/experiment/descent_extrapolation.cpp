#include "glasscape/experiment/descent_extrapolation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "stats/power_law_fit.hpp"

namespace glasscape {
namespace {

constexpr std::size_t fewest_points = 8;

struct CurvePoints {
    std::vector<double> times;
    std::vector<double> energies;
};

// The part from `first_time` on, thinned to points that are spaced by the logarithm of time.
CurvePoints late_points(std::span<const double> times, std::span<const double> energies, double first_time) {
    constexpr double points_per_octave = 32.0;
    const double spacing = std::exp2(1.0 / points_per_octave);
    CurvePoints points;
    double next = first_time;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (times[i] < next) continue;
        points.times.push_back(times[i]);
        points.energies.push_back(energies[i]);
        next = std::max(times[i], next * spacing);
        while (next <= times[i])
            next *= spacing;
    }
    return points;
}

PowerLaw fit(const CurvePoints& points) {
    return fit_power_law(points.times, points.energies);
}

CurvePoints every_other(const CurvePoints& points, std::size_t first) {
    CurvePoints some;
    for (std::size_t i = first; i < points.times.size(); i += 2) {
        some.times.push_back(points.times[i]);
        some.energies.push_back(points.energies[i]);
    }
    return some;
}

void require_curve(std::span<const double> times, std::span<const double> energies) {
    if (times.size() != energies.size())
        throw std::invalid_argument(fmt::format("{} times and {} energies: one energy a time is needed",
                                                times.size(), energies.size()));
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (!std::isfinite(times[i]) || !std::isfinite(energies[i]))
            throw std::invalid_argument(fmt::format("time or energy {} is not finite", i));
        if (i > 0 && !(times[i] > times[i - 1]))
            throw std::invalid_argument(fmt::format("times must ascend: number {} does not", i));
    }
}

}  // namespace

DescentLimit extrapolate_descent(std::span<const double> times, std::span<const double> energies) {
    require_curve(times, energies);
    const double end = times.empty() ? 0.0 : times.back();
    const auto late = late_points(times, energies, 0.5 * end);
    const auto earlier = std::count_if(times.begin(), times.end(),
                                       [&](double t) { return t >= 0.25 * end && t <= 0.5 * end; });
    if (!(end > 0.0) || late.times.size() < fewest_points || earlier < 4)
        throw std::invalid_argument(
            fmt::format("{} times in the last half of the run and {} in the quarter before it: an "
                        "extrapolation needs {} and 4 at least",
                        end > 0.0 ? late.times.size() : 0, end > 0.0 ? earlier : 0, fewest_points));
    const auto main = fit(late);
    DescentLimit limit{main.limit, 0.0, main.power, 0.0, main.converged};
    const auto before = static_cast<std::size_t>(
        std::distance(times.begin(), std::upper_bound(times.begin(), times.end(), 0.5 * end)));
    for (const auto& other :
         {fit(late_points(times, energies, 0.25 * end)), fit(late_points(times, energies, 0.125 * end)),
          fit(late_points(times.first(before), energies.first(before), 0.25 * end)),
          fit(every_other(late, 0)), fit(every_other(late, 1))}) {
        limit.converged = limit.converged && other.converged;
        limit.energy_error = std::max(limit.energy_error, std::abs(other.limit - main.limit));
        limit.power_error = std::max(limit.power_error, std::abs(other.power - main.power));
    }
    return limit;
}

}  // namespace glasscape
