// A trained network as it comes from a file: a checkpoint of train, or weights that another program wrote.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/training/training_config.hpp"

namespace glasscape {

/// What names a trained network.
struct NetworkSource {
    std::string
        weights;  ///< a checkpoint, or with `network` any safetensors file of arrays W1.. (inputs x outputs)
    std::string network{};   ///< configuration, a name or a .toml file; empty: that of the checkpoint
    std::string data{};      ///< its data, named anew; empty: as the configuration names them
    std::uint64_t seed = 1;  ///< of the data of weights that are no checkpoint
};

struct TrainedNetwork {
    TrainingConfig config;
    std::uint64_t seed;
    std::int64_t step;
    std::shared_ptr<const Dataset> data;
    ResidualNetwork<double> network;
};

/// The network in double precision. Data files are looked for as the training named them, then where they lay
/// from the checkpoint's folder. Throws std::invalid_argument for a damaged or foreign file, arrays that do not
/// fit the network, and data that are not there or are not those of the training.
TrainedNetwork load_trained_network(const NetworkSource& source);

/// Held-out points.
struct HeldOutPoints {
    Panel<double> x;  ///< inputs x points
    std::vector<int> labels;
    std::vector<Condition> conditions;

    Annotations annotations() const { return {labels, conditions}; }
};

/// The first `points` of them, fewer where there are fewer.
HeldOutPoints held_out_points(const Dataset& data, int points);

}  // namespace glasscape
