// Batch Kalman Normalization in micro-batches (Wang et al. 2018): does the prior that the layer below gives help where
// the statistics are those of a few samples?
#pragma once

#include <cstdint>
#include <optional>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct MicroBatchRequest {
    int seeds = 8;
    std::optional<int> convolutional_seeds{};  ///< of the convolutional ones; as many if not given
    std::int64_t steps = 300;
    std::uint64_t first_seed = 1;
};

/// One row a network, size of ghost batch and arm: training loss, test error on running statistics, and their differences from
/// batch norm in the same ghost batches, paired by seed. Convolutional networks have all seeds in groups of 2 and 4, a
/// third of them elsewhere and for variants.
Table micro_batches_table(const MicroBatchRequest& request);

}  // namespace glasscape
