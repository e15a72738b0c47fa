// Claims about the rows of a table, judged row by row.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// Columns to judge, row by row: measured against predicted, or measured above 0 where nothing is predicted.
struct RowClaim {
    std::string says;
    std::string measured;
    std::string predicted;  ///< may be empty
    std::string std_error;
    std::string samples;  ///< column of the number of samples behind the error (Student's t); empty: many
    RowFilter where;      ///< rows to judge
};

/// Every row that a claim speaks of, with its verdict; all rows of all claims share one family-wise error
/// (verdicts.hpp). Columns claim, those that tell the rows apart (`axes`, and what stands before the judged
/// numbers and is no number itself), predicted, measured, std_error, z_score, verdict. A claim that speaks of
/// no row has one with the verdict "no rows". Throws std::invalid_argument if the table lacks a column that a
/// claim names.
Table judge_rows(const std::vector<RowClaim>& claims, const Table& table, const std::set<std::string>& axes);

}  // namespace glasscape
