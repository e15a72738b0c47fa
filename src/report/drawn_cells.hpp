// The cells of a table that a figure draws: checked before gnuplot sees them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "glasscape/table/csv.hpp"

namespace glasscape {

/// Rows of one or several files, and where each stood (from 1, below the header).
struct DrawnRows {
    CsvText csv;
    std::vector<std::size_t> numbers;
    std::vector<std::string> origins;
};

/// A column that is drawn as numbers, along a logarithmic axis or not.
struct DrawnColumn {
    std::string name;
    bool logarithmic = false;
    bool required = true;  ///< whether a row without it is not drawn at all
    bool foot = false;     ///< whether 0 is drawn at the foot of a logarithmic axis
};

/// Number of rows that are not drawn, since a cell is empty, infinite, or not positive on a logarithmic axis.
/// Throws std::invalid_argument naming row and column of a cell that is no number, or if no row is left.
std::size_t undrawn_rows(const DrawnRows& rows, const std::string& path,
                         const std::vector<DrawnColumn>& columns);

/// Places for numbers along a logarithmic axis that crosses fewer than two powers of ten in the drawn cells
/// of the column; empty if powers of ten will do. `own_values`: at the cells themselves, where these are few and
/// within a factor of 100.
std::vector<double> tics_within_a_decade(const CsvText& csv, const std::string& column, bool own_values);

}  // namespace glasscape
