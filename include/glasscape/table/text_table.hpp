// A table for people at a terminal, and as JSON.
#pragma once

#include <string>

#include "glasscape/table/table.hpp"

namespace glasscape {

/// Columns aligned, numbers to six digits, no line longer than `width` where there are columns enough to break. What
/// all rows have in common stands above them once, and columns without any value are left out (and named).
std::string to_text_table(const Table& table, int width = 100);

/// {"columns": [{"name", "type", "unit", "meaning"}], "rows": [{name: value}]}: full digits, null for what does not
/// exist, infinities as the texts "inf" and "-inf".
std::string to_json(const Table& table);

}  // namespace glasscape
