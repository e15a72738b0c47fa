// Six systems of normalisation, each with the task that it was proposed for, as commands: "paper micro-batches" and so
// on. The papers are named in sims/papers/normalisations.toml.
#pragma once

#include <vector>

#include "glasscape/table/row_command.hpp"

namespace glasscape {

std::vector<RowCommand> normalisations_commands();

}  // namespace glasscape
