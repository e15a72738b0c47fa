// The rows of a point in the table `results` of a run store, a column each.
#pragma once

#include <string>

#include "glasscape/sweep/point.hpp"

#include "sweep/store/sqlite.hpp"

namespace glasscape {

/// Puts the rows in the place of what the point had. Columns that the table of the store lacks are added to
/// it.
void write_result_rows(sqlite::Database& database, const PointId& id, const Table& table);

/// The same rows, of the described columns (JSON; empty: none), every bit as it was.
Table read_result_rows(const sqlite::Database& database, const PointId& id, const std::string& description);

}  // namespace glasscape
