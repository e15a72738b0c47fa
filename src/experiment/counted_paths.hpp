// Which path lengths carry the gradient of a real residual network: by the count of paths times the norm of one (Veit,
// Wilber, Belongie 2016), and by the exact sum over them, which interfere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/network/sampled_paths.hpp"
#include "glasscape/table/table.hpp"
#include "glasscape/training/training_config.hpp"

namespace glasscape {

struct PathsOfSeed {
    std::uint64_t seed = 1;
    std::vector<PathNorms> start;
    std::vector<PathNorms> end;
};

struct CountedPaths {
    std::string config;
    std::vector<PathsOfSeed> seeds;
};

struct CountedPathsRequest {
    std::uint64_t first_seed = 1;
    int seeds = 1;
    int points = 8;  ///< test points of the gradient, with a cotangent N(0, 1) on their outputs
    std::int64_t paths = 32;
};

/// Trains a convolutional network with each seed, seeds over the threads. Throws std::invalid_argument for a dense
/// one.
CountedPaths count_paths(const TrainingConfig& config, const CountedPathsRequest& request);

/// One row a configuration, seed, end of training and length.
Table counted_paths_table(const std::vector<CountedPaths>& counted);

/// Mean lengths under the exact norms and under count times norm, at both ends of training.
Table counted_depths_table(const std::vector<CountedPaths>& counted);

}  // namespace glasscape
