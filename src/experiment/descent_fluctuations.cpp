#include "experiment/descent_fluctuations.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "stats/power_law_fit.hpp"

namespace glasscape {
namespace {

constexpr double mean_exponent = -1.0;
constexpr double deviation_exponent = -0.5;

DescentRequest request_of_size(const DescentFluctuationsRequest& request, int size) {
    DescentRequest descent{parse_mixture(request.spec).mixture, size, 1, request.disorders, request.seed};
    descent.engine = DescentEngine::conditional;
    descent.dynamics.steps = request.steps;
    descent.dynamics.step = request.step;
    return descent;
}

double energy_at_infinity(const DescentFluctuationsRequest& request) {
    auto descent = request_of_size(request, 2);
    descent.engine = DescentEngine::infinite;
    descent.disorders = 1;
    plan_descent(descent);
    return descend(descent, 0).back().energy;
}

DescentFluctuation fluctuation_at(const DescentFluctuationsRequest& request, int size, double limit) {
    const auto descent = request_of_size(request, size);
    std::vector<double> energies(static_cast<std::size_t>(request.disorders));
    Progress progress(fmt::format("N = {}, disorders", size), request.disorders);
    parallel_for(request.disorders, [&](std::int64_t d) {
        energies[static_cast<std::size_t>(d)] = descend(descent, d).back().energy;
        progress.advance();
    });
    RunningMean excesses;
    for (const double energy : energies)
        excesses.add(energy - limit);
    const double deviation = std::sqrt(excesses.variance());
    // of normal energies
    const double share = 1.0 / std::sqrt(2.0 * static_cast<double>(request.disorders - 1));
    return {size, excesses.mean(), excesses.std_error(), deviation, share * deviation};
}

// One quantity of every size.
struct SizeSeries {
    std::vector<double> sizes;
    std::vector<double> values;
    std::vector<double> errors;
};

SizeSeries series_of(const DescentFluctuations& fluctuations, double DescentFluctuation::*value,
                     double DescentFluctuation::*error) {
    SizeSeries series;
    for (const auto& at : fluctuations.sizes) {
        series.sizes.push_back(at.size);
        series.values.push_back(at.*value);
        series.errors.push_back(at.*error);
    }
    return series;
}

SizeSeries means_of(const DescentFluctuations& fluctuations) {
    return series_of(fluctuations, &DescentFluctuation::excess, &DescentFluctuation::excess_error);
}

SizeSeries deviations_of(const DescentFluctuations& fluctuations) {
    return series_of(fluctuations, &DescentFluctuation::deviation, &DescentFluctuation::deviation_error);
}

// The amplitude of a law of known exponent, by weighted least squares.
double amplitude(const SizeSeries& series, double exponent) {
    double product = 0.0;
    double square = 0.0;
    for (std::size_t i = 0; i < series.sizes.size(); ++i) {
        const double law = std::pow(series.sizes[i], exponent) / series.errors[i];
        product += law * series.values[i] / series.errors[i];
        square += law * law;
    }
    return product / square;
}

// Empty where the first means are not above 0, so that no law can be told.
ScalingLaw fitted(const SizeSeries& series) {
    if (series.values[0] <= 0.0 || series.values[1] <= 0.0) return {};
    return fit_scaling_law(series.sizes, series.values, series.errors);
}

}  // namespace

void require_sound(const DescentFluctuationsRequest& request) {
    if (request.sizes.size() < 3)
        throw std::invalid_argument(
            fmt::format("{} sizes: exponents need three at least", request.sizes.size()));
    for (const int size : request.sizes)
        plan_descent(request_of_size(request, size));
}

DescentFluctuations descent_fluctuations(const DescentFluctuationsRequest& request) {
    require_sound(request);
    DescentFluctuations fluctuations{request, energy_at_infinity(request), {}};
    for (const int size : request.sizes)
        fluctuations.sizes.push_back(fluctuation_at(request, size, fluctuations.energy_at_infinity));
    return fluctuations;
}

Table descent_fluctuations_table(const DescentFluctuations& fluctuations) {
    Table table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"size", ColumnType::integer, "spins", "N"},
         {"disorders", ColumnType::integer, "1", "number of disorders, one replica each"},
         {"steps", ColumnType::integer, "1", "steps of gradient descent"},
         {"step", ColumnType::real, "1", "step h"},
         {"energy_at_infinity", ColumnType::real, "H/N", "energy at N = infinity after as many steps"},
         {"excess", ColumnType::real, "H/N", "mean energy above it"},
         {"excess_error", ColumnType::real, "H/N", "its standard error over disorders"},
         {"deviation", ColumnType::real, "H/N", "standard deviation of the energy over disorders"},
         {"deviation_error", ColumnType::real, "H/N", "its standard error"},
         {"excess_law", ColumnType::real, "H/N", "a/N that fits the mean best"},
         {"deviation_law", ColumnType::real, "H/N", "s/sqrt(N) that fits the deviation best"}});
    const double mean_amplitude = amplitude(means_of(fluctuations), mean_exponent);
    const double deviation_amplitude = amplitude(deviations_of(fluctuations), deviation_exponent);
    const auto& request = fluctuations.request;
    for (const auto& at : fluctuations.sizes)
        table.add_row({parse_mixture(request.spec).mixture.spec(), std::int64_t{at.size}, request.disorders,
                       request.steps, request.step, fluctuations.energy_at_infinity, at.excess,
                       at.excess_error, at.deviation, at.deviation_error,
                       mean_amplitude * std::pow(at.size, mean_exponent),
                       deviation_amplitude * std::pow(at.size, deviation_exponent)});
    return table;
}

Table descent_exponents_table(const DescentFluctuations& fluctuations) {
    Table table({{"mixture", ColumnType::text, "", "mixture spec"},
                 {"quantity", ColumnType::text, "", "mean of E - E_inf, or standard deviation of E"},
                 {"exponent", ColumnType::real, "1", "of N, fitted to all sizes"},
                 {"std_error", ColumnType::real, "1", "its standard error"},
                 {"expected", ColumnType::real, "1", "-1 of the mean, -1/2 of the standard deviation"}});
    const auto add = [&](const char* quantity, const ScalingLaw& law, double expected) {
        const double none = std::numeric_limits<double>::quiet_NaN();
        table.add_row({parse_mixture(fluctuations.request.spec).mixture.spec(), quantity,
                       cell_or_empty(law.converged ? law.exponent : none),
                       cell_or_empty(law.converged ? law.exponent_error : none), expected});
    };
    add("mean", fitted(means_of(fluctuations)), mean_exponent);
    add("standard deviation", fitted(deviations_of(fluctuations)), deviation_exponent);
    return table;
}

}  // namespace glasscape
