// How far a sweep has come, over all stores that hold points of it.
#pragma once

#include <string>
#include <vector>

#include "glasscape/sweep/run_store.hpp"
#include "glasscape/sweep/sweep.hpp"

namespace glasscape {

/// Stores runs-I-of-N.db of shards beside the study's own.
std::vector<std::string> shard_stores(const Study& study);

struct SweepState {
    SweepSummary summary;  ///< what was done and failed before
    std::size_t missing = 0;
    std::vector<PointResult> failures;
};

/// A point that one store has done is done, whatever another says. Throws std::runtime_error for a store that is not
/// there.
SweepState state_of(const Study& study, const std::vector<std::string>& stores, const Shard& shard);

}  // namespace glasscape
