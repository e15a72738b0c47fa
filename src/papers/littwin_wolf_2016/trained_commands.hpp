// Commands about networks that they train, by configuration. What several of one caller train is trained once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "glasscape/table/row_command.hpp"

#include "experiment/counted_paths.hpp"
#include "experiment/mixture_along_training.hpp"

namespace glasscape {

using TableOfTraining = std::function<Table(const std::vector<TrainedConfig>&)>;

/// A table of configurations, `standard` unless others are named.
CommandCall trained_call(const std::vector<std::string>& standard, const TableOfTraining& table);

CommandCall normalisations_call();

/// The paths of a configuration, measured once for all of a caller's commands, from the run's seed on.
CountedPaths count_paths_once(const TrainingConfig& config, CountedPathsRequest request, CommandRun& run);

/// Norms of gradients through single paths; tables rows and depths.
CommandCall counted_paths_call();

}  // namespace glasscape
