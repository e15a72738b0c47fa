// The row-making commands of the program, for whoever calls them: the command line, studies, papers, Python.
#pragma once

#include <vector>

#include "glasscape/table/row_command.hpp"

namespace glasscape {

/// All of them, in the order of the help; those of the paper last.
const std::vector<RowCommand>& row_commands();

/// The command of this name. Throws std::invalid_argument naming those that there are.
const RowCommand& row_command(const std::string& name);

}  // namespace glasscape
