// Path lengths of deep batch-normalised stacks at random weights and after training, against their law
// (random_weight_law.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/table/table.hpp"
#include "glasscape/training/training_config.hpp"

namespace glasscape {

/// Batch normalisation after the gate and a trained readout, on the classes of the other configurations; at least one
/// training step.
TrainingConfig normalised_stack(int depth, int width, std::int64_t steps);

struct NormalisedStackRequest {
    std::vector<int> depths{5, 10, 20};
    std::vector<int> widths{50, 100};
    std::uint64_t first_seed = 1;
    int seeds = 3;
    int points = 128;        ///< held-out points of the gradient and the output
    std::int64_t steps = 0;  ///< of training, between two measurements; 0: random weights alone
};

/// One row a depth, width and step: mean length under the inputs' gradient beside the law, and the complexity of
/// the mixture whose weights are the measured output shares.
Table stack_depths(const NormalisedStackRequest& request);

}  // namespace glasscape
