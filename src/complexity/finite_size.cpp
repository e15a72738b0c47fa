#include "glasscape/complexity/finite_size.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/random_matrix/index_density.hpp"
#include "glasscape/random_matrix/one_point_density.hpp"

#include "complexity/field_counts.hpp"
#include "complexity/radial_grid.hpp"
#include "core/log_gamma.hpp"

namespace glasscape {
namespace {

constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

// Variance of y = x sqrt(N/nu2).
double radial_variance(const Mixture& mixture) {
    return (mixture.nu1() + mixture.nu2()) / mixture.nu2();
}

void require_size(int size) {
    if (size < 2)
        throw std::invalid_argument(fmt::format("size {}: a sphere needs at least N = 2 spins", size));
}

// log of the density of critical points in y but for D_k: N(0, variance) density times Vol (nu2/(2 pi
// nu1))^((N-1)/2).
double log_radial_prefactor(const Mixture& mixture, int size) {
    const double n = size - 1.0;
    const double log_volume =
        std::numbers::ln2 + 0.5 * size * std::log(std::numbers::pi) - log_gamma(0.5 * size);
    return log_volume + 0.5 * n * std::log(mixture.curvature_ratio() / (2.0 * std::numbers::pi)) -
           0.5 * std::log(2.0 * std::numbers::pi * radial_variance(mixture));
}

double filtered_sum(const RadialGrid& grid, std::size_t filter_index, const EnergyFilter& filter,
                    const EnergyLaw& law, const std::function<double(std::size_t)>& log_integrand) {
    const auto [first, last] = grid.ranges[filter_index];
    std::vector<double> logs;
    for (std::size_t i = first; i < last; ++i)
        logs.push_back(log_integrand(i) + grid.nodes[i].log_weight + law.log_factor(filter, grid.nodes[i].y));
    return log_sum(logs);
}

// D_k at every node of the grid.
std::vector<IndexDensity::Values> tabulate_all(int n, const RadialGrid& grid) {
    const IndexDensity density(n);
    std::vector<IndexDensity::Values> table(grid.nodes.size());
    Progress progress(fmt::format("index densities at N = {}", n + 1),
                      static_cast<std::int64_t>(table.size()));
    parallel_for(static_cast<std::int64_t>(table.size()), [&](std::int64_t i) {
        const auto node = static_cast<std::size_t>(i);
        table[node] = density.log_all(grid.nodes[node].y);
        progress.advance();
    });
    return table;
}

std::vector<double> tabulate_minima(int n, const RadialGrid& grid) {
    const IndexDensity density(n);
    std::vector<double> table(grid.nodes.size());
    parallel_for(static_cast<std::int64_t>(table.size()), [&](std::int64_t i) {
        const auto node = static_cast<std::size_t>(i);
        table[node] = density.log_none_below(grid.nodes[node].y);
    });
    return table;
}

// All indices at once where the Pfaffian's coefficients keep their digits.
IndexCounts all_index_counts(const Mixture& mixture, int size, std::span<const int> indices,
                             std::span<const EnergyFilter> filters) {
    const EnergyLaw law(mixture, size);
    const double variance = radial_variance(mixture);
    const auto grid = radial_grid({size, variance, 0.25, -minus_infinity, 0.0}, law, filters);
    const auto table = tabulate_all(size - 1, grid);
    const double prefactor = log_radial_prefactor(mixture, size);
    IndexCounts counts{{}, {}, 0.0};
    for (std::size_t f = 0; f < filters.size(); ++f) {
        auto& logs = counts.log_mean.emplace_back();
        auto& errors = counts.relative_error.emplace_back();
        for (const int k : indices) {
            const auto i = static_cast<std::size_t>(k);
            const auto summed = [&](const std::vector<double> IndexDensity::Values::*part) {
                return filtered_sum(grid, f, filters[f], law, [&](std::size_t node) {
                    const double y = grid.nodes[node].y;
                    return (table[node].*part)[i] - 0.5 * y * y / variance;
                });
            };
            const double log_sum_here = summed(&IndexDensity::Values::log_density);
            logs.push_back(prefactor + log_sum_here);
            errors.push_back(std::exp(summed(&IndexDensity::Values::log_error) - log_sum_here));
        }
    }
    return counts;
}

// Minima alone; their D_0 is accurate up to y of about 3 and negligible beyond for N > 12.
std::vector<double> minima_counts(const Mixture& mixture, int size, std::span<const EnergyFilter> filters,
                                  double offset) {
    const EnergyLaw law(mixture, size);
    const double variance = radial_variance(mixture);
    const auto grid = radial_grid({size, variance, 0.25, 3.0, offset}, law, filters);
    const auto table = tabulate_minima(size - 1, grid);
    const double prefactor = log_radial_prefactor(mixture, size);
    std::vector<double> counts;
    for (std::size_t f = 0; f < filters.size(); ++f)
        counts.push_back(prefactor + filtered_sum(grid, f, filters[f], law, [&](std::size_t node) {
                             const double y = grid.nodes[node].y;
                             return table[node] - 0.5 * y * y / variance;
                         }));
    return counts;
}

IndexCounts field_index_counts(int size, std::span<const int> indices,
                               std::span<const EnergyFilter> filters) {
    IndexCounts counts{{}, {}, 0.0};
    for (const auto& filter : filters) {
        counts.relative_error.emplace_back(indices.size(), 0.0);
        auto& row = counts.log_mean.emplace_back();
        for (const int k : indices)
            row.push_back(k == 0          ? log_field_minima(size, filter)
                          : k == size - 1 ? log_field_minima(size, filter.mirrored())
                                          : minus_infinity);
    }
    return counts;
}

std::vector<int> all_indices(int size) {
    std::vector<int> indices;
    for (int k = 0; k < size; ++k)
        indices.push_back(k);
    return indices;
}

// Over all energies the sum over indices, which the one-point density knows too, tells the accuracy reached.
IndexCounts checked_index_counts(const Mixture& mixture, int size, std::span<const int> indices,
                                 std::span<const EnergyFilter> filters) {
    const std::vector<EnergyFilter> everything{EnergyFilter::all()};
    const auto full = all_index_counts(mixture, size, all_indices(size), everything);
    const double accuracy =
        std::abs(std::expm1(log_sum(full.log_mean.front()) - log_mean_total(mixture, size)));
    const bool all = std::all_of(filters.begin(), filters.end(), [](const EnergyFilter& filter) {
        return filter.kind == EnergyFilter::Kind::all;
    });
    if (!all) {
        auto counts = all_index_counts(mixture, size, indices, filters);
        counts.accuracy = accuracy;
        return counts;
    }
    IndexCounts counts{std::vector<std::vector<double>>(filters.size()),
                       std::vector<std::vector<double>>(filters.size()), accuracy};
    for (std::size_t f = 0; f < filters.size(); ++f) {
        for (const int k : indices) {
            counts.log_mean[f].push_back(full.log_mean.front()[static_cast<std::size_t>(k)]);
            counts.relative_error[f].push_back(full.relative_error.front()[static_cast<std::size_t>(k)]);
        }
    }
    return counts;
}

IndexCounts large_size_minima(const Mixture& mixture, int size, std::span<const int> indices,
                              std::span<const EnergyFilter> filters) {
    std::vector<EnergyFilter> mirrored;
    for (const auto& filter : filters)
        mirrored.push_back(filter.mirrored());
    IndexCounts counts{std::vector<std::vector<double>>(filters.size()), {}, 0.0};
    for (const int k : indices) {
        const auto logs =
            minima_counts(mixture, size, k == 0 ? filters : std::span<const EnergyFilter>(mirrored), 0.0);
        for (std::size_t f = 0; f < filters.size(); ++f)
            counts.log_mean[f].push_back(logs[f]);
    }
    const std::vector<EnergyFilter> everything{EnergyFilter::all()};
    const double on_grid = minima_counts(mixture, size, everything, 0.0).front();
    const double staggered = minima_counts(mixture, size, everything, 0.5).front();
    counts.accuracy = std::abs(std::expm1(staggered - on_grid));
    counts.relative_error.assign(filters.size(), std::vector<double>(indices.size(), counts.accuracy));
    return counts;
}

}  // namespace

double log_count_prefactor(const Mixture& mixture, int size) {
    const double s = mixture.nu1() + mixture.nu2();
    return std::numbers::ln2 + 0.5 * std::log(2.0 * mixture.nu2() / s) +
           0.5 * (size - 1.0) * std::log(mixture.curvature_ratio());
}

double log_mean_total(const Mixture& mixture, int size) {
    require_size(size);
    if (mixture.nu2() == 0.0) return std::numbers::ln2;
    const double kappa = mixture.nu2() / (mixture.nu1() + mixture.nu2());
    return log_count_prefactor(mixture, size) + log_mean_gaussian_sum(size, kappa);
}

std::vector<double> log_mean_total(const Mixture& mixture, int size, std::span<const EnergyFilter> filters) {
    require_size(size);
    std::vector<double> counts;
    if (mixture.nu2() == 0.0) {
        for (const auto& filter : filters) {
            const std::vector<double> ends{log_field_minima(size, filter),
                                           log_field_minima(size, filter.mirrored())};
            counts.push_back(log_sum(ends));
        }
        return counts;
    }
    const EnergyLaw law(mixture, size);
    const double variance = radial_variance(mixture);
    const double b = std::sqrt(2.0 * size);
    const double step = std::numbers::sqrt2 * 3.0 / (b + 20.0);
    const auto grid = radial_grid({size, variance, step, -minus_infinity, 0.0}, law, filters);
    std::vector<double> table(grid.nodes.size());
    parallel_for(static_cast<std::int64_t>(table.size()), [&](std::int64_t i) {
        const auto node = static_cast<std::size_t>(i);
        const double y = grid.nodes[node].y;
        table[node] = log_scaled_one_point_density(size, y / std::numbers::sqrt2) - 0.5 * y * y / variance;
    });
    // The one-point density is per unit of y/sqrt2.
    const double prefactor = log_count_prefactor(mixture, size) - 0.5 * std::numbers::ln2;
    for (std::size_t f = 0; f < filters.size(); ++f)
        counts.push_back(prefactor + filtered_sum(grid, f, filters[f], law,
                                                  [&](std::size_t node) { return table[node]; }));
    return counts;
}

bool exact_index_in_reach(int size, std::span<const int> indices) {
    if (size <= max_size_all_indices) return true;
    return size <= max_size_minima &&
           std::all_of(indices.begin(), indices.end(), [&](int k) { return k == 0 || k == size - 1; });
}

IndexCounts log_mean_by_index(const Mixture& mixture, int size, std::span<const int> indices,
                              std::span<const EnergyFilter> filters) {
    require_size(size);
    for (const int k : indices)
        if (k < 0 || k >= size)
            throw std::invalid_argument(fmt::format(
                "index {} does not exist at size {}: a Hessian on the tangent space has indices 0 to {}", k,
                size, size - 1));
    if (mixture.nu2() == 0.0) return field_index_counts(size, indices, filters);
    if (!exact_index_in_reach(size, indices))
        throw std::invalid_argument(
            fmt::format("index-resolved counts at size {} are beyond the exact method", size));
    if (size > max_size_all_indices) return large_size_minima(mixture, size, indices, filters);
    return checked_index_counts(mixture, size, indices, filters);
}

}  // namespace glasscape
