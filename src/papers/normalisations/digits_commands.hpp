// Sandwich batch norm and weight normalisation on images that are attacked, generated and rebuilt, as commands.
#pragma once

#include <vector>

#include "glasscape/table/row_command.hpp"

namespace glasscape {

/// "paper adversarial-branches", "paper class-gradients", "paper reconstruction".
std::vector<RowCommand> digits_commands();

}  // namespace glasscape
