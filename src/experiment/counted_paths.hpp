// Which path lengths carry the gradient of a residual network, dense or convolutional: by the number of paths times the
// mean norm of one (Veit, Wilber, Belongie 2016), and by the norm of the exact sum over them, which interfere.
//
// Both sides weigh a length by a norm, so that what sets them apart is what cancels. Squares of the exact norms are
// powers, whose shares and mean are those of gradient_spectrum.
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
    std::vector<PathNorms> end;  ///< empty: not trained
};

struct CountedPaths {
    std::string config;
    std::vector<double>
        gains;  ///< of the law of random weights (random_weight_law.hpp); empty: there is none
    std::vector<PathsOfSeed> seeds;
};

struct CountedPathsRequest {
    std::uint64_t first_seed = 1;
    int seeds = 1;
    int points = 8;  ///< test points of the gradient
    std::int64_t paths = 32;
    bool trained = true;  ///< measured again after training
};

/// Shares of lengths 1, 2, ... by number of paths times mean norm of one. O(lengths).
std::vector<double> counted_shares(const std::vector<PathNorms>& lengths);
/// By the norm of the sum over all paths of a length.
std::vector<double> exact_shares(const std::vector<PathNorms>& lengths);

/// Measures a network at random weights and trained, for each seed, seeds over the threads. The gradient by the inputs
/// is that of the loss in a dense network; in a convolutional one it starts from a cotangent N(0, 1) on the outputs.
CountedPaths count_paths(const TrainingConfig& config, const CountedPathsRequest& request);

/// One row a configuration, seed, end of training and length: the norms.
Table counted_norms_table(const std::vector<CountedPaths>& counted);

/// One row a configuration, end of training, measure and length: shares, means over seeds; at the start those of the
/// law of random weights too, where there is one.
Table counted_shares_table(const std::vector<CountedPaths>& counted);

/// One row a configuration, end of training and measure: mean lengths.
Table counted_means_table(const std::vector<CountedPaths>& counted);

}  // namespace glasscape
