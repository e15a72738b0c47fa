// How the paths of trained networks add up: shares of their lengths against both laws.
#pragma once

#include "experiment/mixture_along_training.hpp"

namespace glasscape {

/// Total variation of both laws, each fitted by its mean length, from the shares under the centred outputs and
/// under the inputs' gradient at every logged step, with the cross terms: means over seeds.
Table laws_along_training(const std::vector<TrainedConfig>& trained);

}  // namespace glasscape
