// What a caller changes in a training configuration without writing a file of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "glasscape/training/training_config.hpp"

namespace glasscape {

/// What is absent or empty stays as it is.
struct TrainingChanges {
    std::string data{};
    std::optional<int> depth{};
    std::optional<int> width{};
    std::string norm{};
    std::string placement{};  ///< before or after the gate
    std::optional<int> ghost{};
    std::optional<std::int64_t> epochs{};
    std::optional<std::int64_t> steps{};  ///< with the log steps of that number, instead of epochs
    std::optional<double> learning_rate{};
    std::optional<int> batch{};
};

/// Throws std::invalid_argument for changes that are for dense networks where the configuration is of a
/// convolutional one.
void apply(const TrainingChanges& changes, TrainingConfig& config);

}  // namespace glasscape
