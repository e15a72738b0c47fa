#include "experiment/descent_limits.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/experiment/descent_extrapolation.hpp"
#include "glasscape/mixture/spec.hpp"

namespace glasscape {
namespace {

constexpr double missing_energy = std::numeric_limits<double>::quiet_NaN();

DescentRequest request_at_infinity(const DescentLimitsRequest& request, const std::string& spec) {
    DescentRequest descent{parse_mixture(spec).mixture, 2, 1, 1, 1};
    descent.engine = DescentEngine::infinite;
    descent.dynamics.steps = request.steps;
    descent.start_temperature = request.start_temperature;
    return descent;
}

// Of a pure mixture threshold and algorithmic energy are one, up to rounding.
bool apart(double threshold, double algorithmic) {
    return std::abs(threshold - algorithmic) > 1e-9;
}

}  // namespace

void require_sound(const DescentLimitsRequest& request) {
    for (const auto& spec : request.specs)
        plan_descent(request_at_infinity(request, spec));
}

std::vector<DescentCurve> descent_curves(const DescentLimitsRequest& request) {
    std::vector<DescentCurve> curves;
    for (const auto& spec : request.specs)
        curves.push_back({spec, parse_mixture(spec).mixture, {}, {}, {}});
    const auto mixtures = static_cast<std::int64_t>(curves.size());
    Progress progress("steps at N = infinity", mixtures * request.steps);
    parallel_for(mixtures, [&](std::int64_t i) {
        auto& curve = curves[static_cast<std::size_t>(i)];
        for (const auto& record :
             descend(request_at_infinity(request, curve.spec), 0, [&] { progress.advance(); })) {
            curve.times.push_back(record.time);
            curve.energies.push_back(record.energy);
            curve.overlaps.push_back(record.overlap_with_start);
        }
    });
    return curves;
}

Table descent_limits_table(const std::vector<DescentCurve>& curves) {
    Table table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"order_max", ColumnType::integer, "1", "highest order of the mixture, the layers of a network"},
         {"steps", ColumnType::integer, "1", "steps of 0.35/sqrt(nu''(1))"},
         {"time", ColumnType::real, "1", "sum of the steps"},
         {"energy", ColumnType::real, "H/N", "energy at the end"},
         {"limit", ColumnType::real, "H/N", "its extrapolation in time, E of E + c t^-b"},
         {"std_error", ColumnType::real, "H/N", "its error, from fits of several parts of the run"},
         {"power", ColumnType::real, "1", "b"},
         {"power_error", ColumnType::real, "1", "its error, likewise"},
         {"overlap_with_start", ColumnType::real, "1", "overlap of the end with the start"},
         {"u_th", ColumnType::real, "H/N", "threshold energy"},
         {"E_alg", ColumnType::real, "H/N", "best energy of stable algorithms"},
         {"ground_state", ColumnType::real, "H/N", "Parisi ground state"},
         {"below_threshold", ColumnType::real, "H/N", "u_th - limit"},
         {"above_algorithmic", ColumnType::real, "H/N", "limit - E_alg"},
         {"share", ColumnType::real, "1",
          "(u_th - limit)/(u_th - E_alg): 0 at the threshold, 1 at the algorithmic energy; empty where "
          "they are one"},
         {"share_error", ColumnType::real, "1", "its error"}});
    for (const auto& curve : curves) {
        const auto& mixture = curve.mixture;
        const auto limit = extrapolate_descent(curve.times, curve.energies);
        const double energy = limit.converged ? limit.energy : missing_energy;
        const double error = limit.converged ? limit.energy_error : missing_energy;
        const double threshold = threshold_energy(mixture);
        const double algorithmic = algorithmic_energy(mixture).energy;
        const double gap = apart(threshold, algorithmic) ? threshold - algorithmic : missing_energy;
        table.add_row({mixture.spec(), std::int64_t{mixture.terms().back().order},
                       static_cast<std::int64_t>(curve.times.size()) - 1, curve.times.back(),
                       curve.energies.back(), cell_or_empty(energy), cell_or_empty(error),
                       cell_or_empty(limit.converged ? limit.power : missing_energy),
                       cell_or_empty(limit.converged ? limit.power_error : missing_energy),
                       curve.overlaps.back(), cell_or_empty(threshold), cell_or_empty(algorithmic),
                       cell_or_empty(ground_state(mixture).energy), cell_or_empty(threshold - energy),
                       cell_or_empty(energy - algorithmic), cell_or_empty((threshold - energy) / gap),
                       cell_or_empty(error / std::abs(gap))});
    }
    return table;
}

Table descent_curves_table(const std::vector<DescentCurve>& curves) {
    Table table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"order_max", ColumnType::integer, "1", "highest order of the mixture, the layers of a network"},
         {"step", ColumnType::integer, "1", "steps made"},
         {"time", ColumnType::real, "1", "sum of the steps"},
         {"energy", ColumnType::real, "H/N", "energy per spin"},
         {"above_limit", ColumnType::real, "H/N", "energy above its extrapolation in time"},
         {"overlap_with_start", ColumnType::real, "1", "overlap with the start"}});
    constexpr int records_per_decade = 20;
    for (const auto& curve : curves) {
        const auto limit = extrapolate_descent(curve.times, curve.energies);
        const auto last = static_cast<std::int64_t>(curve.times.size()) - 1;
        for (const auto step : log_spaced_steps(last, records_per_decade)) {
            const auto at = static_cast<std::size_t>(step);
            const double above = limit.converged ? curve.energies[at] - limit.energy : missing_energy;
            table.add_row({curve.mixture.spec(), std::int64_t{curve.mixture.terms().back().order}, step,
                           curve.times[at], curve.energies[at], cell_or_empty(above), curve.overlaps[at]});
        }
    }
    return table;
}

}  // namespace glasscape
