// A few points run on trial, to tell how long a study takes.
#pragma once

#include <string>

#include "glasscape/sweep/sweep.hpp"

namespace glasscape {

struct Pilots {
    int finished = 0;
    int cut = 0;                ///< ran into the limit
    int limit_seconds = 5;      ///< of each
    double mean_seconds = 0.0;  ///< of a point; those that were cut count as the limit
    std::string error;          ///< of the first that failed
};

/// Runs the first, the middle and the last point, one after another, each in a process of its own that is
/// ended at the limit. Call it before any thread has begun. Throws Interrupted.
Pilots run_pilots(const Study& study, const PointRunner& run_point);

}  // namespace glasscape
