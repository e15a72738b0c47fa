// Critical points counted in samples against their exact mean number (Kac-Rice).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "glasscape/explore/census.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/part.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

struct CountRequest {
    Mixture mixture;
    int size;              ///< N >= 2
    std::int64_t samples;  ///< disorders 0 .. samples - 1 of the seed
    std::uint64_t seed = 1;
    bool pairs = false;  ///< keep the overlaps of each sample's pairs
};

/// Bins of the overlap of pairs, of equal width on [-1, 1].
constexpr int pair_overlap_bins = 20;

/// What is kept of the census of one sample.
struct SampleCensus {
    std::int64_t sample = 0;
    std::vector<CriticalPoint> points;  ///< by energy; states are dropped
    bool euler_ok = false;
    bool complete = false;
    std::int64_t starts = 0;
    std::int64_t failed_searches = 0;
    std::int64_t found_once = 0;
    /// Ordered pairs of distinct points by overlap, antipodes of one another left out: all in the first
    /// pair_overlap_bins entries, pairs of minima in the next. Empty unless the request asks for pairs.
    std::vector<std::int64_t> pair_overlaps{};
};

/// Largest mean number of points a census is asked for.
constexpr double max_census_points = 50'000.0;

/// Throws std::invalid_argument if the size is below 2, or the exact mean total exceeds max_census_points.
void require_countable(const CountRequest& request);

/// Seconds of one thread that the whole request will take, roughly: within a factor of three.
double estimated_seconds(const CountRequest& request);

/// Draws the Hamiltonian of one sample and takes its census, states and all.
Census whole_census(const CountRequest& request, std::int64_t sample);

/// What is kept of it.
SampleCensus census_of_sample(const CountRequest& request, std::int64_t sample);

/// Runs all samples that `done` lacks, in parallel, and fills it ([sample], absent while missing); `finished`
/// is called with each, from any thread. Throws Interrupted.
void run_censuses(const CountRequest& request, std::vector<std::optional<SampleCensus>>& done,
                  const std::function<void(const SampleCensus&)>& finished = {});

/// Energies H/N in [first, second).
using EnergyWindow = std::pair<double, double>;

/// An empty table of the columns of `glasscape count`.
Table count_table();

/// Adds, for total and each index, over all energies and in each window: the mean count with its error, the
/// mean of its logarithm, the exact mean and the z-score.
void add_counts(Table& table, const CountRequest& request, std::span<const SampleCensus> censuses,
                std::span<const EnergyWindow> windows);

/// One row a point, of finished samples only: what a run leaves when it is interrupted, and what --points
/// writes.
Table census_points_table();
void add_points(Table& table, const CountRequest& request, const SampleCensus& census);

/// The same with what else is kept of a sample: a part of an interrupted run.
Table census_part_table(const CountRequest& request);
void add_to_part(Table& table, const CountRequest& request, const SampleCensus& census);

/// What shapes the points of each sample.
Fingerprint fingerprint(std::span<const CountRequest> requests);

/// Reads back what add_to_part wrote of one sample; nothing if it does not belong to the request, its points
/// are not numbered one after the other, or their Euler sum is not what the rows say.
std::optional<SampleCensus> census_of_points(const CsvText& rows, const CountRequest& request);

}  // namespace glasscape
