// Claims about the rows of a table, judged row by row.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/table.hpp"
#include "glasscape/verdict/verdicts.hpp"

namespace glasscape {

/// What is claimed of a column: of every row, or of its largest or smallest value.
struct RowClaim {
    enum class Reduce { each, largest, smallest };

    std::string says;
    std::string measured;   ///< column; true and false are 1 and 0
    std::string predicted;  ///< column; empty: `bound`
    double bound = 0.0;     ///< the number compared with where no column is
    Claim::Kind kind = Claim::Kind::difference;
    double tolerance = 0.0;  ///< of an identity
    std::string std_error;   ///< column; empty: the numbers are exact
    std::string samples;     ///< column of the number of samples behind the error (Student's t); empty: many
    RowFilter where;         ///< rows to judge
    Reduce reduce = Reduce::each;
};

/// A claim about one row.
struct ClaimOfRow {
    std::size_t row;
    Claim claim;
};

/// The rows that a claim speaks of; rows without a finite number are left out. Throws std::invalid_argument
/// if the table lacks a column that the claim names.
std::vector<ClaimOfRow> claims_of_rows(const RowClaim& claim, const CsvText& table);

/// What is compared, in words: "= 9.792 ± 0.0005", "> 0", "= predicted".
std::string expectation(const RowClaim& claim);

struct RowJudgement {
    Table rows;                          ///< one row of the table a row
    std::vector<std::string> of_claims;  ///< the verdict on each claim as a whole (judge_together)
};

/// Every row that a claim speaks of, with its verdict; all rows of all claims share one family-wise error
/// (verdicts.hpp). Columns claim, those that tell the rows apart (`axes`, and what stands before the judged
/// numbers and is no number itself), predicted, measured, std_error, z_score, verdict. A claim that speaks of
/// no row has one with the verdict "no rows". Throws std::invalid_argument if the table lacks a column that a
/// claim names.
RowJudgement judge_rows(const std::vector<RowClaim>& claims, const Table& table,
                        const std::set<std::string>& axes);

}  // namespace glasscape
