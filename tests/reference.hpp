// Reference tables: every row is checked, and how many were is printed.
#pragma once

#include <functional>
#include <string>

#include "glasscape/table/csv.hpp"

namespace glasscape::testing {

/// Folder of the tables: the environment variable GLASSCAPE_REFERENCE, or data/reference of the sources.
std::string reference_folder();

/// Calls check(table, row) for every row of a table; an absent file is reported as skipped, a table without
/// rows fails.
void check_every_row(const std::string& file, const std::function<void(const CsvText&, std::size_t)>& check);

/// |value - expected| <= tolerance * max(1, |expected|); infinities must match.
bool close(double value, double expected, double tolerance);

/// |value/expected - 1| <= tolerance; infinities and zeros must match.
bool close_relative(double value, double expected, double tolerance);

}  // namespace glasscape::testing
