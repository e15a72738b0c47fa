// Path lengths of deep batch-normalised stacks at random weights and after training, against their law
// (random_weight_law.hpp), and what the measure of Veit, Wilber and Belongie 2016 makes of them.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct NormalisedStackRequest {
    std::vector<int> depths{5, 10, 20};
    std::vector<int> widths{50, 100};
    std::uint64_t first_seed = 1;
    int seeds = 3;
    int points = 128;        ///< held-out points of the gradient and the output
    std::int64_t steps = 0;  ///< of training, between two measurements; 0: random weights alone
    std::int64_t paths = 16;
};

/// One row a depth, width and step: mean length under the inputs' gradient beside the law, and the complexity of
/// the mixture whose weights are the measured output shares.
Table stack_depths(const NormalisedStackRequest& request);

/// Shares of lengths of one stack, mean over seeds.
struct CountedAndLeft {
    std::int64_t step = 0;
    std::int64_t seeds = 0;
    std::vector<double> counted;         ///< number of paths times mean norm of a path's gradient
    std::vector<double> left;            ///< power of the sum over all paths of a length
    std::vector<double> counted_depths;  ///< mean length of each seed
    std::vector<double> left_depths;
};

/// Of the first depth and width, with `paths` paths of each length, before and after training.
std::vector<CountedAndLeft> counted_and_left(const NormalisedStackRequest& request);

/// One row a step, measure and length, and at random weights of the law.
Table length_shares_table(const std::vector<CountedAndLeft>& shares);
/// One row a step and measure: mean lengths, and what the law has.
Table length_means_table(const std::vector<CountedAndLeft>& shares);

}  // namespace glasscape
