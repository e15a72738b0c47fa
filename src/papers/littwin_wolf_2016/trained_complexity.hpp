// What the mixture of a trained network says about complexity.
#pragma once

#include "experiment/mixture_along_training.hpp"

namespace glasscape {

/// The centred shares of path lengths as weights eps_r^2, field kept and dropped: ruggedness, mean (annealed) and
/// typical complexity at the start and at the end of training.
Table trained_complexity(const std::vector<TrainedConfig>& trained);

}  // namespace glasscape
