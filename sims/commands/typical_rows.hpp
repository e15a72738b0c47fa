// Rows of `complexity --typical`: the typical complexity beside the annealed one.
#pragma once

#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/row_command.hpp"
#include "glasscape/table/table.hpp"

#include "commands/ranges.hpp"

namespace glasscape::cli {

/// Columns after those of the annealed rows.
std::vector<Column> typical_columns();

/// Adds rows to a table of `complexity` with those columns: by energy; with radial derivatives, by energy and
/// within it by those. Notes on `run` say what a reader must know of empty rows, bounds and indices whose
/// typical count is not known.
void add_typical_rows(Table& table, const Mixture& mixture, const NamedIndex& index,
                      const std::vector<double>& energies, const std::vector<double>& radials,
                      CommandRun& run);

}  // namespace glasscape::cli
