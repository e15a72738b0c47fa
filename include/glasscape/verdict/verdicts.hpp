// Verdicts on claims that share one table: agrees, rejected or undecided, by one rule everywhere.
//
// All claims of a table share a family-wise error of 1% (Holm 1979). A claim of equality is rejected where
// Holm's procedure rejects it; it is undecided where the error is too large to tell a relative difference of
// 10% at that level, and agrees otherwise. A claim that a number is positive agrees or is rejected where its
// sign is significant, and is undecided otherwise.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct ClaimTest {
    enum class Kind { equal, positive };

    std::string claim;
    Kind kind = Kind::equal;
    double predicted = 0.0;  ///< 0 for positive
    double measured = 0.0;
    double std_error = 0.0;  ///< of measured - predicted
    /// Degrees of freedom of std_error (Student's t); infinite for many samples.
    double freedom = std::numeric_limits<double>::infinity();
};

struct Verdict {
    double z_score;  ///< (measured - predicted)/std_error; 0 when both vanish, NaN when only the error does
    std::string verdict;
};

std::vector<Verdict> judge(const std::vector<ClaimTest>& claims);

/// Verdict of a claim that speaks of no row.
inline constexpr const char* no_rows = "no rows";

/// Columns claim, predicted, measured, std_error, z_score, verdict.
Table verdict_table(const std::vector<ClaimTest>& claims);

}  // namespace glasscape
