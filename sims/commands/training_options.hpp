// What the command line changes in a training configuration.
#pragma once

#include <functional>

#include "glasscape/table/row_command.hpp"
#include "glasscape/training/training_changes.hpp"

namespace glasscape::cli {

void add_training_changes(CommandParameters& take, TrainingChanges& changes);

/// RowCommand::contents of commands with the parameters data, config, network, history or CHECKPOINT. Remembers the hash of a
/// file while its name, size and time of change stay.
std::function<ParameterTexts(const ParameterTexts&)> contents_of_training_files();

}  // namespace glasscape::cli
