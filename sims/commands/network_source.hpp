// The options that name a trained network, the same in all commands that look into one.
#pragma once

#include "glasscape/table/row_command.hpp"
#include "glasscape/training/trained_network.hpp"

namespace glasscape::cli {

/// CHECKPOINT, --network and --data.
void add_network_source(CommandParameters& take, NetworkSource& source);

}  // namespace glasscape::cli
