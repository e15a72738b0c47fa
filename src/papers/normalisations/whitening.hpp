// Stochastic whitening batch normalization (Zhang et al. 2021): steps to a training loss, and what a step costs.
#pragma once

#include <cstdint>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct WhiteningRequest {
    int seeds = 10;
    int pilots = 3;  ///< seeds that choose the learning rate, others than those compared
    std::int64_t steps = 600;
    std::uint64_t first_seed = 1;
};

struct WhiteningTables {
    Table steps;  ///< one row a task, placement and arm
    Table rates;  ///< and learning rate that was tried
};

/// Steps until the mean loss of ten batches is down to the target of the task, at the
/// best of three learning rates (the most steps where it never is), and their difference from batch norm, paired
/// by seed.
WhiteningTables whitening_tables(const WhiteningRequest& request);

struct WhiteningCostRequest {
    int repeats = 15;
    std::uint64_t seed = 1;
};

/// One row a number of units and normaliser: time of a forward and a backward pass of a batch of 128, and its
/// ratio to that of swbn_fro, repeat by repeat: the arms take turns, so that what slows the machine slows all.
Table whitening_cost_table(const WhiteningCostRequest& request);

}  // namespace glasscape
