// Exact mean counts at finite N as far as their digits hold: what tables show.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "glasscape/complexity/energy_filter.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

struct ReliableCounts {
    /// [filter][i] = log mean number of critical points of index indices[i]; NaN where the count is so rare
    /// that rounding leaves fewer than six digits.
    std::vector<std::vector<double>> log_mean;
    int lost = 0;             ///< values that are NaN
    double accuracy = 0.0;    ///< relative, measured in this run (IndexCounts), no better than 1e-15
    std::string measured_by;  ///< how, in words
};

/// log_mean_by_index (finite_size.hpp) without what rounding has left of no worth. Throws
/// std::invalid_argument beyond its reach.
ReliableCounts reliable_counts_by_index(const Mixture& mixture, int size, std::span<const int> indices,
                                        std::span<const EnergyFilter> filters);

}  // namespace glasscape
