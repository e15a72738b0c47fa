// A training run as text: the TOML files of sims/networks and those that users make from them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/network/dataset.hpp"
#include "glasscape/table/part.hpp"
#include "glasscape/training/training_run.hpp"

namespace glasscape {

struct TrainingConfig {
    std::string name = "unnamed";
    std::string about;
    std::string data = "gaussian";  ///< or what open_dataset reads
    GaussianClasses task{};         ///< of data = "gaussian"
    ImageShape image{};             ///< of data that are images
    NetworkOptions network{};
    std::optional<ConvolutionalOptions> convolutional{};  ///< in the place of `network`
    TrainingOptions training{};
    std::int64_t epochs = 0;  ///< instead of steps, for stored points; 0: none given
    bool double_precision = false;

    NetworkChoice choice() const {
        return convolutional ? NetworkChoice(*convolutional) : NetworkChoice(network);
    }
    /// The longest path, counted from 1 for one that takes no branch but W_1 or the stem.
    int longest_path() const { return convolutional ? convolutional->blocks() + 1 : network.depth; }
};

/// Reads TOML text; keys that are left out keep the defaults above. Throws std::invalid_argument naming
/// `origin`, line and column of an unknown key, a wrong type or a value out of range, with what is possible.
TrainingConfig parse_training_config(const std::string& text, const std::string& origin);

/// A named configuration (paper_bn, ...) or a file that ends in .toml.
TrainingConfig load_training_config(const std::string& name_or_file);

/// Names of the configurations that are compiled in.
std::vector<std::string> training_config_names();
/// Those of dense networks, which draw their data and need no files.
std::vector<std::string> dense_config_names();

/// TOML text that reads back to the same configuration, all keys written out.
std::string to_toml(const TrainingConfig& config);

/// Of a configuration that knows its data: throws std::invalid_argument for a network or a training that cannot be.
void require_sensible(const TrainingConfig& config);

/// What shapes the training of a seed but for its length: every key that matters, and the content of the data
/// rather than their name. Reads the data files.
Fingerprint fingerprint(const TrainingConfig& config, std::uint64_t seed);

/// The data of a seed. Fills what the data decide: inputs, classes and the shape of images, width of the
/// identity readout is left, and steps from epochs. Throws std::invalid_argument where the configuration is for
/// images of another shape.
std::shared_ptr<const Dataset> open_data(TrainingConfig& config, std::uint64_t seed);

}  // namespace glasscape
