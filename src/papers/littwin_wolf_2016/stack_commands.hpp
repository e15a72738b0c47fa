// Path lengths of deep batch-normalised stacks, as row-making commands.
#pragma once

#include "glasscape/table/row_command.hpp"

namespace glasscape {

/// Table rows: mean lengths against the law of random weights, and the complexity of the measured mixture.
CommandCall path_lengths_call();

/// Tables rows and means: lengths by number times norm of single paths, and what is left of them.
CommandCall single_paths_call();

}  // namespace glasscape
