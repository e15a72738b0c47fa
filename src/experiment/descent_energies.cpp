#include "experiment/descent_energies.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/experiment/descent_extrapolation.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "experiment/descent_limits.hpp"
#include "stats/line_fit.hpp"

namespace glasscape {
namespace {

constexpr double edge_exponent = 2.0 / 3.0;

struct EnergiesReached {
    double mean = 0.0;
    double error = 0.0;
    double lowest = 0.0;
    double gradient_norm = 0.0;  // largest at the end
};

EnergiesReached energies_reached(const Mixture& mixture, int size, const DescentEnergiesRequest& request) {
    DescentRequest descent{mixture, size, request.replicas, request.disorders, request.seed};
    descent.dynamics.steps = request.steps;
    descent.dynamics.gradient_tolerance = 1e-3;  // leaves about 1e-6 of energy, far below its error
    const auto plan = plan_descent(descent);
    std::vector<std::vector<DescentRecord>> records(static_cast<std::size_t>(request.disorders));
    Progress progress(fmt::format("{}, N = {}, disorders", mixture.spec(), size), request.disorders);
    for_each_disorder(plan, request.disorders, [&](std::int64_t d) {
        records[static_cast<std::size_t>(d)] = descend(descent, d);
        progress.advance();
    });
    EnergiesReached reached;
    RunningMean over_disorders;
    for (const auto& of_disorder : records) {
        std::map<std::int64_t, DescentRecord> last;
        for (const auto& record : of_disorder)
            last.insert_or_assign(record.replica, record);
        RunningMean over_replicas;
        for (const auto& [replica, record] : last) {
            over_replicas.add(record.energy);
            reached.lowest = std::min(reached.lowest, record.energy);
            reached.gradient_norm = std::max(reached.gradient_norm, record.gradient_norm);
        }
        over_disorders.add(over_replicas.mean());
    }
    reached.mean = over_disorders.mean();
    reached.error = over_disorders.std_error();
    return reached;
}

// The mean at N -> infinity, and its error with that of the law that extrapolates it.
struct Extrapolated {
    double value;
    double error;
};

Extrapolated extrapolated(const std::vector<int>& sizes, const std::vector<EnergiesReached>& reached) {
    std::vector<double> edge;
    std::vector<double> inverse;
    std::vector<double> means;
    std::vector<double> errors;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        edge.push_back(std::pow(static_cast<double>(sizes[i]), -edge_exponent));
        inverse.push_back(1.0 / static_cast<double>(sizes[i]));
        means.push_back(reached[i].mean);
        errors.push_back(reached[i].error);
    }
    const auto line = fit_weighted_line(edge, means, errors);
    const double other = fit_weighted_line(inverse, means, errors).intercept;
    return {line.intercept, std::hypot(line.intercept_error, line.intercept - other)};
}

// Beside them the same descent without finite size, as many small steps.
std::vector<DescentLimit> limits_at_infinity(const DescentEnergiesRequest& request) {
    constexpr std::int64_t fewest_steps = 100;
    constexpr std::int64_t most_steps = 2500;
    DescentLimitsRequest infinite{{}, std::clamp(request.steps, fewest_steps, most_steps)};
    for (const auto& mixture : request.mixtures)
        infinite.specs.push_back(mixture.spec);
    std::vector<DescentLimit> limits;
    for (const auto& curve : descent_curves(infinite))
        limits.push_back(extrapolate_descent(curve.times, curve.energies));
    return limits;
}

}  // namespace

Table descent_energies_table(const DescentEnergiesRequest& request) {
    Table table({{"mixture", ColumnType::text, "", "mixture spec"},
                 {"size", ColumnType::text, "spins", "N, or inf for the extrapolation"},
                 {"edge", ColumnType::real, "1", "N^(-2/3)"},
                 {"replicas", ColumnType::integer, "1", "replicas on each disorder"},
                 {"disorders", ColumnType::integer, "1", "number of disorders"},
                 {"energy", ColumnType::real, "H/N", "mean energy reached"},
                 {"std_error", ColumnType::real, "H/N",
                  "its error over disorders; of the extrapolation, with the fit's"},
                 {"lowest", ColumnType::real, "H/N", "lowest energy reached"},
                 {"gradient_norm", ColumnType::real, "1", "largest gradient norm at the end"},
                 {"ground_state", ColumnType::real, "H/N", "Parisi ground state"},
                 {"E_0", ColumnType::real, "H/N", "annealed lowest energy of minima"},
                 {"u_th", ColumnType::real, "H/N", "threshold energy"},
                 {"E_alg", ColumnType::real, "H/N", "best energy of stable algorithms"},
                 {"infinite", ColumnType::real, "H/N",
                  "energy of descent at N = infinity, extrapolated in time; in the row of size inf"},
                 {"infinite_error", ColumnType::real, "H/N", "its error"}});
    const auto at_infinity = limits_at_infinity(request);
    std::size_t number = 0;
    for (const auto& [spec, sizes] : request.mixtures) {
        const auto mixture = parse_mixture(spec).mixture;
        const double lowest_energies[] = {ground_state(mixture).energy, lowest_energy(mixture, 0),
                                          threshold_energy(mixture), algorithmic_energy(mixture).energy};
        const auto add = [&](const std::string& size, double edge, double energy, double error,
                             const EnergiesReached* reached, const DescentLimit& infinite) {
            table.add_row({mixture.spec(), size, edge, request.replicas, request.disorders, energy, error,
                           reached != nullptr ? Cell{reached->lowest} : Cell{std::monostate{}},
                           reached != nullptr ? Cell{reached->gradient_norm} : Cell{std::monostate{}},
                           cell_or_empty(lowest_energies[0]), cell_or_empty(lowest_energies[1]),
                           cell_or_empty(lowest_energies[2]), cell_or_empty(lowest_energies[3]),
                           infinite.converged ? Cell{infinite.energy} : Cell{std::monostate{}},
                           infinite.converged ? Cell{infinite.energy_error} : Cell{std::monostate{}}});
        };
        std::vector<EnergiesReached> reached;
        for (const int size : sizes) {
            reached.push_back(energies_reached(mixture, size, request));
            add(std::to_string(size), std::pow(static_cast<double>(size), -edge_exponent),
                reached.back().mean, reached.back().error, &reached.back(), {});
        }
        const auto limit = extrapolated(sizes, reached);
        add("inf", 0.0, limit.value, limit.error, nullptr, at_infinity[number++]);
    }
    return table;
}

}  // namespace glasscape
