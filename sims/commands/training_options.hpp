// What the command line changes in a training configuration.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "glasscape/table/row_command.hpp"
#include "glasscape/training/training_config.hpp"

namespace glasscape::cli {

struct TrainingChanges {
    std::string data;
    std::optional<int> depth;
    std::optional<int> width;
    std::string norm;
    std::string placement;
    std::optional<int> ghost;
    std::optional<std::int64_t> epochs;
    std::optional<std::int64_t> steps;
    std::optional<double> learning_rate;
    std::optional<int> batch;
};

void add_training_changes(CommandParameters& take, TrainingChanges& changes);

void apply(const TrainingChanges& changes, TrainingConfig& config);

/// RowCommand::contents of commands with the parameters data, config, network, history or CHECKPOINT. Remembers the hash of a
/// file while its name, size and time of change stay.
std::function<ParameterTexts(const ParameterTexts&)> contents_of_training_files();

}  // namespace glasscape::cli
