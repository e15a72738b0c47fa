// Census: all critical points of a landscape on the sphere, for small N.
//
// Newton searches from many starts - uniform points of the sphere, and points near those found so far, where
// the partners born in the same fold hide - until two rules hold together: no point was new for long and the
// estimate of unseen points (Chao 1984) is below a tolerance; and the Euler characteristic is met,
//
//     sum over critical points of (-1)^index = 1 + (-1)^(N-1).
//
// A census that never meets them says so: it is not dropped and not repaired.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/saddle_search.hpp"
#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

struct CensusOptions {
    std::uint64_t seed = 1;    ///< of the starts
    std::uint64_t sample = 0;  ///< number of this landscape: censuses of one seed use different starts
    int starts_at_least = 150;
    double starts_per_point = 15.0;        ///< without a new point before the census may end
    double unseen_tolerance = 0.5;         ///< of the estimated number of unseen points
    double most_starts_per_point = 400.0;  ///< give up beyond this many (and 20 starts_at_least)
    double same_angle = 1e-5;              ///< points closer than this angle are one
    SaddleSearchOptions search;
};

struct Census {
    std::vector<CriticalPoint> points;      ///< by energy, ascending
    std::vector<std::int64_t> counts;       ///< [index], N entries
    std::vector<std::int64_t> times_found;  ///< [point], searches that ended there or at its mirror image
    std::int64_t starts = 0;
    std::int64_t failed_searches = 0;  ///< searches that ended at no critical point
    double unseen = 0.0;               ///< estimated number of points not found
    bool euler_holds = false;
    bool complete = false;  ///< both stopping rules met

    std::int64_t total() const { return static_cast<std::int64_t>(points.size()); }
    /// Points that a single search found.
    std::int64_t found_once() const;
};

/// sum (-1)^k counts[k] against 1 + (-1)^(N-1), N = counts.size().
bool euler_characteristic_holds(const std::vector<std::int64_t>& counts);

/// N >= 2. Runs in the calling thread; deterministic for a seed.
Census take_census(const Landscape& landscape, const CensusOptions& options = {});

}  // namespace glasscape
