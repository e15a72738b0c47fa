#include "glasscape/experiment/critical_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/complexity/mean_counts.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/verdict/verdicts.hpp"

#include "core/log_gamma.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Exact means, [window][index or total]; NaN where rounding leaves nothing. Window 0 is all energies.
std::vector<std::vector<double>> predictions(const CountRequest& request,
                                             std::span<const EnergyWindow> windows) {
    std::vector<EnergyFilter> filters{EnergyFilter::all()};
    for (const auto& [low, high] : windows)
        filters.push_back(EnergyFilter::window(low, high));
    std::vector<int> indices;
    for (int k = 0; k < request.size; ++k)
        indices.push_back(k);
    const auto totals = log_mean_total(request.mixture, request.size, filters);
    std::vector<std::vector<double>> means(filters.size(), std::vector<double>(indices.size() + 1, nan));
    for (std::size_t f = 0; f < filters.size(); ++f)
        means[f].back() = std::exp(totals[f]);
    if (!exact_index_in_reach(request.size, indices)) return means;
    const auto by_index = reliable_counts_by_index(request.mixture, request.size, indices, filters);
    for (std::size_t f = 0; f < filters.size(); ++f)
        for (std::size_t k = 0; k < indices.size(); ++k)
            means[f][k] = std::exp(by_index.log_mean[f][k]);
    return means;
}

// Number of points of an index (or any, for index < 0) in a window.
std::int64_t count_points(const SampleCensus& census, int index, const EnergyWindow* window) {
    return std::count_if(census.points.begin(), census.points.end(), [&](const CriticalPoint& point) {
        return (index < 0 || point.index == index) &&
               (window == nullptr || (point.energy >= window->first && point.energy < window->second));
    });
}

struct CensusQuality {
    RunningMean euler_ok;
    RunningMean complete;
    RunningMean starts;
    RunningMean found_once;
};

// A census joins points below an angle of 1e-5: nearer to q = -1 than this lies an antipode only.
constexpr double antipodal_overlap = -1.0 + 1e-9;

std::vector<std::int64_t> overlaps_of_pairs(const std::vector<CriticalPoint>& points) {
    std::vector<std::int64_t> counts(std::size_t{2} * pair_overlap_bins, 0);
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const double q = overlap(points[i].state, points[j].state);
            if (q < antipodal_overlap) continue;
            const auto bin = static_cast<std::size_t>(
                std::clamp(static_cast<int>(0.5 * pair_overlap_bins * (1.0 + q)), 0, pair_overlap_bins - 1));
            counts[bin] += 2;
            if (points[i].index == 0 && points[j].index == 0) counts[pair_overlap_bins + bin] += 2;
        }
    return counts;
}

std::vector<Cell> point_cells(const CountRequest& request, const SampleCensus& census, std::size_t i) {
    const auto& point = census.points[i];
    return {request.mixture.spec(),
            std::int64_t{request.size},
            std::to_string(request.seed),
            census.sample,
            static_cast<std::int64_t>(i),
            point.energy,
            point.radial,
            std::int64_t{point.index},
            point.gradient_norm,
            census.euler_ok,
            census.complete,
            census.starts,
            census.failed_searches,
            census.found_once};
}

CensusQuality quality_of(std::span<const SampleCensus> censuses) {
    CensusQuality quality;
    for (const auto& census : censuses) {
        quality.euler_ok.add(census.euler_ok ? 1.0 : 0.0);
        quality.complete.add(census.complete ? 1.0 : 0.0);
        quality.starts.add(static_cast<double>(census.starts));
        quality.found_once.add(static_cast<double>(census.found_once));
    }
    return quality;
}

}  // namespace

void require_countable(const CountRequest& request) {
    if (request.size < 2)
        throw std::invalid_argument(fmt::format("size {}: a census needs at least 2 spins", request.size));
    if (request.samples < 1) throw std::invalid_argument("a census needs at least one sample");
    const double total = std::exp(log_mean_total(request.mixture, request.size));
    if (!(total <= max_census_points))
        throw std::invalid_argument(
            fmt::format("{} at N = {} has {:.3g} critical points in the mean, a census can find up to "
                        "{:.0f}; use a smaller --size",
                        request.mixture.spec(), request.size, total, max_census_points));
}

double estimated_seconds(const CountRequest& request) {
    constexpr double searches_per_point = 45.0;
    constexpr double steps_per_search = 18.0;
    constexpr double seconds_per_step = 1.2e-6;
    constexpr double seconds_per_operation = 1.3e-10;
    double operations = 0.0;
    for (const auto& term : request.mixture.terms())
        for (int d = 0; d < term.order; ++d)
            operations += request.size * std::exp(log_gamma(request.size + d) - log_gamma(request.size) -
                                                  log_gamma(d + 1.0));
    const double points = std::exp(log_mean_total(request.mixture, request.size));
    return static_cast<double>(request.samples) * searches_per_point * points * steps_per_search *
           (seconds_per_step + seconds_per_operation * operations);
}

Census whole_census(const CountRequest& request, std::int64_t sample) {
    CouplingOptions couplings;
    couplings.kind = CouplingKind::packed;
    const Hamiltonian hamiltonian(request.mixture, request.size,
                                  {request.seed, static_cast<std::uint32_t>(sample)}, couplings);
    CensusOptions options;
    options.seed = request.seed;
    options.sample = static_cast<std::uint64_t>(sample);
    return take_census(hamiltonian, options);
}

SampleCensus census_of_sample(const CountRequest& request, std::int64_t sample) {
    auto census = whole_census(request, sample);
    SampleCensus kept{sample,        std::move(census.points), census.euler_holds, census.complete,
                      census.starts, census.failed_searches,   census.found_once()};
    if (request.pairs) kept.pair_overlaps = overlaps_of_pairs(kept.points);
    for (auto& point : kept.points)
        point.state.clear();
    return kept;
}

void run_censuses(const CountRequest& request, std::vector<std::optional<SampleCensus>>& done,
                  const std::function<void(const SampleCensus&)>& finished) {
    done.resize(static_cast<std::size_t>(request.samples));
    Progress progress(fmt::format("{}, N = {}, samples", request.mixture.spec(), request.size),
                      request.samples);
    parallel_for(request.samples, [&](std::int64_t sample) {
        auto& slot = done[static_cast<std::size_t>(sample)];
        if (!slot) {
            slot = census_of_sample(request, sample);
            if (finished) finished(*slot);
        }
        progress.advance();
    });
}

Table count_table() {
    return Table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"size", ColumnType::integer, "spins", "N"},
         {"index", ColumnType::text, "1", "number of negative Hessian eigenvalues, or total"},
         {"energy_lo", ColumnType::real, "H/N", "window of energies per spin, from; empty: all energies"},
         {"energy_hi", ColumnType::real, "H/N", "window, to (not included)"},
         {"samples", ColumnType::integer, "1", "number of disorders"},
         {"mean_count", ColumnType::real, "points", "mean number of critical points found"},
         {"std_error", ColumnType::real, "points", "standard error of mean_count over disorders"},
         {"log_mean_count", ColumnType::real, "1", "natural logarithm of mean_count (annealed)"},
         {"mean_log_count", ColumnType::real, "1",
          "mean natural logarithm of the count (typical); empty if some sample has none"},
         {"predicted", ColumnType::real, "points",
          "exact mean (Kac-Rice); empty where rounding would leave fewer than six digits"},
         {"z_score", ColumnType::real, "1",
          "(mean_count - predicted)/std_error; 0 where both vanish, empty where only the error does"},
         {"euler_ok", ColumnType::real, "1", "share of samples with sum (-1)^k Crt_k = 1 + (-1)^(N-1)"},
         {"complete", ColumnType::real, "1", "share of samples whose census met its stopping rules"},
         {"starts", ColumnType::real, "1", "mean number of searches a sample"},
         {"found_once", ColumnType::real, "points", "mean number of points that one search found"}});
}

void add_counts(Table& table, const CountRequest& request, std::span<const SampleCensus> censuses,
                std::span<const EnergyWindow> windows) {
    const auto means = predictions(request, windows);
    const auto quality = quality_of(censuses);
    for (int k = -1; k < request.size; ++k)
        for (std::size_t f = 0; f <= windows.size(); ++f) {
            const EnergyWindow* window = f == 0 ? nullptr : &windows[f - 1];
            RunningMean counts;
            RunningMean logs;
            for (const auto& census : censuses) {
                const auto count = static_cast<double>(count_points(census, k, window));
                counts.add(count);
                logs.add(count > 0.0 ? std::log(count) : nan);
            }
            const double predicted = k < 0 ? means[f].back() : means[f][static_cast<std::size_t>(k)];
            const double error = counts.count() > 1 ? counts.std_error() : nan;
            table.add_row({request.mixture.spec(), std::int64_t{request.size},
                           k < 0 ? std::string("total") : std::to_string(k),
                           window != nullptr ? Cell{window->first} : Cell{std::monostate{}},
                           window != nullptr ? Cell{window->second} : Cell{std::monostate{}},
                           static_cast<std::int64_t>(censuses.size()), counts.mean(), cell_or_empty(error),
                           std::log(counts.mean()), cell_or_empty(logs.mean()), cell_or_empty(predicted),
                           cell_or_empty(z_score(counts.mean(), predicted, error)), quality.euler_ok.mean(),
                           quality.complete.mean(), quality.starts.mean(), quality.found_once.mean()});
        }
}

Table census_points_table() {
    return Table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"size", ColumnType::integer, "spins", "N"},
         {"seed", ColumnType::text, "", "seed of the disorders"},
         {"sample", ColumnType::integer, "1", "number of the disorder"},
         {"point", ColumnType::integer, "1", "number of the point, by energy"},
         {"energy", ColumnType::real, "H/N", "energy per spin"},
         {"radial", ColumnType::real, "1", "radial derivative per spin, x = s.grad H/N"},
         {"index", ColumnType::integer, "1", "number of negative Hessian eigenvalues"},
         {"gradient_norm", ColumnType::real, "1", "|tangential gradient|/sqrt N"},
         {"euler_ok", ColumnType::boolean, "", "the sample's Euler characteristic is right"},
         {"complete", ColumnType::boolean, "", "the sample's census met its stopping rules"},
         {"starts", ColumnType::integer, "1", "searches in the sample"},
         {"failed_searches", ColumnType::integer, "1", "searches that ended at no critical point"},
         {"found_once", ColumnType::integer, "points", "points of the sample that one search found"}});
}

void add_points(Table& table, const CountRequest& request, const SampleCensus& census) {
    for (std::size_t i = 0; i < census.points.size(); ++i)
        table.add_row(point_cells(request, census, i));
}

Table census_part_table(const CountRequest& request) {
    if (!request.pairs) return census_points_table();
    auto columns = census_points_table().columns();
    columns.push_back({"pair_overlaps", ColumnType::text, "",
                       "ordered pairs of the sample by overlap, all and of minima; in its first row"});
    return Table(std::move(columns));
}

void add_to_part(Table& table, const CountRequest& request, const SampleCensus& census) {
    for (std::size_t i = 0; i < census.points.size(); ++i) {
        auto cells = point_cells(request, census, i);
        if (request.pairs)
            cells.emplace_back(i == 0 ? fmt::format("{}", fmt::join(census.pair_overlaps, " ")) : "");
        table.add_row(std::move(cells));
    }
}

Fingerprint fingerprint(std::span<const CountRequest> requests) {
    std::string mixtures;
    std::string sizes;
    for (const auto& request : requests) {
        mixtures += (mixtures.empty() ? "" : " ") + request.mixture.spec();
        sizes += fmt::format("{}{}", sizes.empty() ? "" : ",", request.size);
    }
    Fingerprint made_by{{"format", "1"},
                        {"mixture", mixtures},
                        {"size", sizes},
                        {"seed", fmt::format("{}", requests.front().seed)}};
    if (requests.front().pairs) made_by.emplace_back("kept", "overlaps of pairs");
    return made_by;
}

std::optional<SampleCensus> census_of_points(const CsvText& rows, const CountRequest& request) {
    if (rows.rows.empty()) return std::nullopt;
    SampleCensus census{rows.integer(0, "sample"),        {},
                        rows.at(0, "euler_ok") == "true", rows.at(0, "complete") == "true",
                        rows.integer(0, "starts"),        rows.integer(0, "failed_searches"),
                        rows.integer(0, "found_once")};
    if (census.sample < 0 || census.sample >= request.samples) return std::nullopt;
    std::int64_t euler = 0;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (rows.integer(row, "point") != static_cast<std::int64_t>(row) ||
            rows.integer(row, "sample") != census.sample || rows.integer(row, "size") != request.size ||
            rows.at(row, "mixture") != request.mixture.spec())
            return std::nullopt;
        CriticalPoint point;
        point.energy = rows.number(row, "energy");
        point.radial = rows.number(row, "radial");
        point.index = static_cast<int>(rows.integer(row, "index"));
        point.gradient_norm = rows.number(row, "gradient_norm");
        euler += point.index % 2 == 0 ? 1 : -1;
        census.points.push_back(std::move(point));
    }
    if ((euler == (request.size % 2 == 0 ? 0 : 2)) != census.euler_ok) return std::nullopt;
    if (request.pairs) {
        std::istringstream counts(rows.at(0, "pair_overlaps"));
        for (std::int64_t count = 0; counts >> count;)
            census.pair_overlaps.push_back(count);
        if (census.pair_overlaps.size() != std::size_t{2} * pair_overlap_bins) return std::nullopt;
    }
    return census;
}

}  // namespace glasscape
