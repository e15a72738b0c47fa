// What the statements of all papers share as commands.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "glasscape/table/row_command.hpp"

namespace glasscape {

/// "paper NAME" with its example, which generates the columns of its table in docs/columns.md.
RowCommand statement_command(const std::string& name, const std::string& description,
                             const std::string& example, std::function<CommandCall()> make);

/// A result of one table.
inline CommandResult rows_of(Table table) {
    return {{{"rows", std::move(table)}}};
}

/// --seeds of trainings that are compared.
void add_seeds(CommandParameters& take, int& seeds);

}  // namespace glasscape
