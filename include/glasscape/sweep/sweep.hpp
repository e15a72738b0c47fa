// Sweeps: the points of a study, run over threads or MPI ranks into its store, and what has become of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "glasscape/sweep/run_store.hpp"
#include "glasscape/sweep/study_file.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// What a point leaves: its table and the remarks made on it.
struct PointTable {
    Table table;
    std::vector<std::string> notes;
};

/// Runs one point in the calling thread, with the threads that set_thread_count gave it. What it throws
/// becomes the point's error; Interrupted abandons it.
using PointRunner = std::function<PointTable(const StudyPoint&)>;

/// The runner that calls the study's command with the point's parameters and this backend. `study` must
/// outlive it.
PointRunner command_runner(const Study& study, const std::string& backend);

/// Throws std::invalid_argument if a parameter of the point is missing or has no such value. What only
/// several parameters together rule out is for the point itself to say, when it runs.
void check_parameters(const Study& study, const StudyPoint& point);

/// The same along each axis of the grid, the others at their first values (as many positions as a reader would look
/// through). Throws std::invalid_argument naming the study file `origin` and the point.
void check_values(const Study& study, const std::string& origin);

/// One part of several: points with index % count == number - 1.
struct Shard {
    std::size_t number = 1;
    std::size_t count = 1;
};

struct SweepOptions {
    std::string store;
    int threads = 0;          ///< for all points together; 0: one per core
    double memory_gib = 0.0;  ///< for all points together; 0: 80% of what is free
    Shard shard;
    bool retry_failed = false;
};

struct SweepSummary {
    std::size_t points = 0;  ///< of this shard
    std::size_t done_before = 0;
    std::size_t failed_before = 0;  ///< kept, not tried again
    std::size_t done = 0;
    std::size_t failed = 0;
    std::string first_error;  ///< of the points that failed now
};

/// Points of the shard that the store lacks, in grid order.
std::vector<std::size_t> missing_points(const Study& study, const KnownPoints& known, const Shard& shard,
                                        bool retry_failed, SweepSummary& summary);

/// How many points run side by side: threads over the study's own, no more than memory allows. Throws
/// std::invalid_argument if not even one fits.
int concurrent_points(const Study& study, const SweepOptions& options);

/// Runs what is missing. Each finished point is in the store within a fraction of a second. Throws
/// Interrupted when the user asked to stop, with the finished points stored and those under way given up;
/// std::runtime_error if the store cannot be written.
SweepSummary run_sweep(const Study& study, const SweepOptions& options, const PointRunner& run_point);

/// Runs one point and describes what became of it; `attempts` counts this one.
PointResult run_one(const Study& study, std::size_t index, const PointRunner& run_point,
                    std::int64_t attempts);

/// The points that are done, in grid order: a table with the axes before the study's columns. An axis that
/// the rows repeat in a column of its name is left out; one whose name the rows use for something else is
/// called axis_NAME.
struct SweepExport {
    Table table{{}};
    std::size_t missing = 0;
    std::size_t failed = 0;
    std::set<std::string> revisions;  ///< of the sources that ran the points
};

/// Throws std::invalid_argument if no point of the study is done, or two have different columns.
SweepExport export_sweep(const Study& study, const RunStore& store);

/// A sentence on the points that are not in the table; empty if all are.
std::string shortfall(const Study& study, const SweepExport& table);

/// Of a file made from the export; its note is the shortfall.
Provenance export_provenance(const Study& study, const SweepExport& table,
                             const std::vector<std::string>& command);

/// out/NAME/runs.db, or runs-I-of-N.db of a shard.
std::string default_store(const Study& study, const Shard& shard);

}  // namespace glasscape
