// Path lengths of deep batch-normalised stacks, as row-making commands.
#pragma once

#include "glasscape/table/row_command.hpp"

namespace glasscape {

/// Table rows: mean lengths against the law of random weights, and the complexity of the measured mixture.
CommandCall path_lengths_call();

/// Tables rows and means: shares of lengths and their means by number times norm of single paths, and by the
/// norm of the sum over them.
CommandCall single_paths_call();

}  // namespace glasscape
