// What the command line changes in a training configuration.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "glasscape/training/training_config.hpp"

#include "run/parser.hpp"

namespace glasscape::cli {

struct TrainingChanges {
    std::string data;
    std::optional<int> depth;
    std::optional<int> width;
    std::string norm;
    std::optional<std::int64_t> epochs;
    std::optional<std::int64_t> steps;
    std::optional<double> learning_rate;
    std::optional<int> batch;
};

void add_training_changes(const Parser& app, TrainingChanges& changes);

void apply(const TrainingChanges& changes, TrainingConfig& config);

}  // namespace glasscape::cli
