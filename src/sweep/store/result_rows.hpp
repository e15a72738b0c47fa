// The rows of a point in the table `results` of a run store, a column each.
#pragma once

#include <string>

#include "glasscape/sweep/study_file.hpp"

#include "sweep/store/sqlite.hpp"

namespace glasscape {

/// Puts the rows (CSV lines without header) of the described columns (JSON) in the place of what the point
/// had. Columns that the table lacks are added to it.
void write_result_rows(sqlite::Database& database, const PointId& id, const std::string& description,
                       const std::string& rows);

/// The same CSV lines, byte for byte.
std::string read_result_rows(const sqlite::Database& database, const PointId& id,
                             const std::string& description);

}  // namespace glasscape
