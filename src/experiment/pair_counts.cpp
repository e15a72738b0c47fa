#include "glasscape/experiment/pair_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "glasscape/stats/running_mean.hpp"
#include "glasscape/verdict/verdicts.hpp"

#include "stats/product_moments.hpp"

namespace glasscape {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr int all_indices = -1;

double overlap_edge(int i) {
    return static_cast<double>(2 * i - pair_overlap_bins) / pair_overlap_bins;
}

std::vector<double> counts_of(std::span<const SampleCensus> censuses, int index, const EnergyWindow* window) {
    std::vector<double> counts;
    for (const auto& census : censuses)
        counts.push_back(static_cast<double>(
            std::count_if(census.points.begin(), census.points.end(), [&](const CriticalPoint& point) {
                return (index == all_indices || point.index == index) &&
                       (window == nullptr ||
                        (point.energy >= window->first && point.energy < window->second));
            })));
    return counts;
}

double std_error_of(const Estimate& estimate) {
    return estimate.effective_share > 0.0 ? estimate.std_error : unknown;
}

std::string name_of_index(int index) {
    return index == all_indices ? "total" : std::to_string(index);
}

}  // namespace

SecondMoment predicted_pairs(const CountRequest& request, std::span<const EnergyWindow> windows,
                             std::int64_t samples, double spread) {
    SecondMomentRequest asked;
    asked.size = request.size;
    asked.samples = samples;
    asked.seed = request.seed;
    asked.spread = spread;
    asked.overlap_edges.clear();
    for (int i = 0; i <= pair_overlap_bins; ++i)
        asked.overlap_edges.push_back(overlap_edge(i));
    asked.nodes_per_bin = 3;
    std::vector<EnergyFilter> filters{EnergyFilter::all()};
    for (const auto& [low, high] : windows)
        filters.push_back(EnergyFilter::window(low, high));
    return second_moment(request.mixture, asked, filters);
}

Table count_products_table() {
    return Table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"size", ColumnType::integer, "spins", "N"},
         {"index", ColumnType::text, "1", "k: number of negative Hessian eigenvalues, or total"},
         {"other_index", ColumnType::text, "1", "l >= k, or total"},
         {"energy_lo", ColumnType::real, "H/N", "window of energies per spin, from; empty: all energies"},
         {"energy_hi", ColumnType::real, "H/N", "window, to (not included)"},
         {"samples", ColumnType::integer, "1", "number of disorders"},
         {"mean_product", ColumnType::real, "points^2", "mean of Crt_k Crt_l over disorders"},
         {"std_error", ColumnType::real, "points^2", "standard error of mean_product"},
         {"covariance", ColumnType::real, "points^2", "covariance of Crt_k and Crt_l over disorders"},
         {"covariance_error", ColumnType::real, "points^2", "its standard error (jackknife over disorders)"},
         {"ratio", ColumnType::real, "1",
          "mean_product over the product of the means; 1 where counts are typical"},
         {"ratio_error", ColumnType::real, "1", "its standard error (jackknife over disorders)"},
         {"predicted", ColumnType::real, "points^2", "E[Crt_k Crt_l] (Kac-Rice for pairs)"},
         {"predicted_error", ColumnType::real, "points^2",
          "its standard error, 0 where exact; empty where no sample of matrices had such a pair"},
         {"predicted_share", ColumnType::real, "1",
          "effective share of the samples of matrices; times their number below 100, the error is not to be "
          "trusted"},
         {"z_score", ColumnType::real, "1",
          "(mean_product - predicted) over the error of the difference; 0 where both vanish"},
         {"euler_ok", ColumnType::real, "1", "share of samples with sum (-1)^k Crt_k = 1 + (-1)^(N-1)"},
         {"complete", ColumnType::real, "1", "share of samples whose census met its stopping rules"}});
}

void add_count_products(Table& table, const CountRequest& request, std::span<const SampleCensus> censuses,
                        std::span<const EnergyWindow> windows, const SecondMoment& predicted) {
    RunningMean euler_ok;
    RunningMean complete;
    for (const auto& census : censuses) {
        euler_ok.add(census.euler_ok ? 1.0 : 0.0);
        complete.add(census.complete ? 1.0 : 0.0);
    }
    const auto add = [&](int k, int l, std::size_t filter) {
        const EnergyWindow* window = filter == 0 ? nullptr : &windows[filter - 1];
        const auto a = counts_of(censuses, k, window);
        const auto b = counts_of(censuses, l, window);
        RunningMean products;
        for (std::size_t i = 0; i < a.size(); ++i)
            products.add(a[i] * b[i]);
        const auto product = product_moments(a, b);
        const auto& theory = predicted.counts[filter];
        const auto& expected =
            k == all_indices
                ? theory.second_moment
                : theory.by_index[static_cast<std::size_t>(k) * static_cast<std::size_t>(request.size) +
                                  static_cast<std::size_t>(l)];
        const double error = products.count() > 1 ? products.std_error() : unknown;
        const double of_difference = std::hypot(error, std_error_of(expected));
        table.add_row({request.mixture.spec(), std::int64_t{request.size}, name_of_index(k), name_of_index(l),
                       window != nullptr ? Cell{window->first} : Cell{std::monostate{}},
                       window != nullptr ? Cell{window->second} : Cell{std::monostate{}},
                       static_cast<std::int64_t>(censuses.size()), product.mean, cell_or_empty(error),
                       cell_or_empty(product.covariance), cell_or_empty(product.covariance_error),
                       cell_or_empty(product.ratio), cell_or_empty(product.ratio_error), expected.value,
                       cell_or_empty(std_error_of(expected)), expected.effective_share,
                       cell_or_empty(z_score(product.mean, expected.value, of_difference)), euler_ok.mean(),
                       complete.mean()});
    };
    for (std::size_t filter = 0; filter <= windows.size(); ++filter)
        add(all_indices, all_indices, filter);
    for (int k = 0; k < request.size; ++k)
        for (int l = k; l < request.size; ++l)
            for (std::size_t filter = 0; filter <= windows.size(); ++filter)
                add(k, l, filter);
}

Table pair_overlaps_table() {
    return Table({{"mixture", ColumnType::text, "", "mixture spec"},
                  {"size", ColumnType::integer, "spins", "N"},
                  {"index", ColumnType::text, "1", "total: all pairs; 0: pairs of minima"},
                  {"overlap_lo", ColumnType::real, "1", "bin of the overlap q = s.s'/N, from"},
                  {"overlap_hi", ColumnType::real, "1", "bin, to (not included)"},
                  {"samples", ColumnType::integer, "1", "number of disorders"},
                  {"pairs", ColumnType::real, "pairs",
                   "mean number of ordered pairs of distinct points, no antipodes"},
                  {"std_error", ColumnType::real, "pairs", "standard error of pairs over disorders"},
                  {"predicted_pairs", ColumnType::real, "pairs", "Kac-Rice for pairs"},
                  {"predicted_error", ColumnType::real, "pairs",
                   "its standard error, 0 where exact; empty where no sample of matrices had such a pair"},
                  {"z_score", ColumnType::real, "1",
                   "(pairs - predicted_pairs) over the error of the difference; 0 where both vanish"}});
}

void add_pair_overlaps(Table& table, const CountRequest& request, std::span<const SampleCensus> censuses,
                       const SecondMoment& predicted) {
    constexpr std::size_t bins = pair_overlap_bins;
    for (std::size_t i = 0; i < 2 * bins; ++i) {
        const bool minima = i >= bins;
        const std::size_t bin = minima ? i - bins : i;
        RunningMean pairs;
        for (const auto& census : censuses)
            pairs.add(static_cast<double>(census.pair_overlaps[i]));
        const auto& theory = predicted.counts.front();
        const auto& expected = minima ? theory.minima_by_overlap[bin] : theory.by_overlap[bin];
        const double error = pairs.count() > 1 ? pairs.std_error() : unknown;
        const double of_difference = std::hypot(error, std_error_of(expected));
        table.add_row({request.mixture.spec(), std::int64_t{request.size},
                       name_of_index(minima ? 0 : all_indices), overlap_edge(static_cast<int>(bin)),
                       overlap_edge(static_cast<int>(bin) + 1), static_cast<std::int64_t>(censuses.size()),
                       pairs.mean(), cell_or_empty(error), expected.value,
                       cell_or_empty(std_error_of(expected)),
                       cell_or_empty(z_score(pairs.mean(), expected.value, of_difference))});
    }
}

}  // namespace glasscape
