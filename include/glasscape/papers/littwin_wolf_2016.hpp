// Littwin, Wolf 2016 (arXiv:1611.02525) as commands: "paper theorem-3" and so on, one for every lemma,
// theorem and figure that is not one of the general commands already.
#pragma once

#include <vector>

#include "glasscape/table/row_command.hpp"

namespace glasscape {

std::vector<RowCommand> littwin_wolf_2016_commands();

}  // namespace glasscape
