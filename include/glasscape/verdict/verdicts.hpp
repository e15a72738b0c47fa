// The one judge: verdicts on claims that share one page or table.
//
// All claims with an error share a family-wise error of 1% (Holm 1979). A claim of equality is rejected where
// Holm's procedure rejects it; it is undecided where the error is too large to tell a relative difference of
// 10% at that level, and agrees otherwise. A claim of sign agrees or is rejected where its sign is
// significant, and is undecided otherwise. What has no error, an exact number, agrees or is rejected as it
// is.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct Claim {
    /// identity: |measured - predicted| <= tolerance. difference: the two are equal up to the error. above,
    /// below: measured lies above or below predicted.
    enum class Kind { identity, difference, above, below };

    std::string says;
    Kind kind = Kind::difference;
    double predicted = 0.0;
    double measured = 0.0;
    std::optional<double> std_error{};  ///< of measured - predicted; absent: both are exact
    /// Degrees of freedom of std_error (Student's t); infinite for many samples.
    double freedom = std::numeric_limits<double>::infinity();
    double tolerance = 0.0;  ///< of an identity, absolute
};

struct Verdict {
    double z_score;       ///< (measured - predicted)/std_error; 0 when both vanish, NaN without an error
    std::string verdict;  ///< agrees, rejected or undecided
    /// The smallest difference of measured and predicted that the error would have told, whatever the other claims
    /// of the page turned out to be: the power of the test. NaN for exact numbers, infinite for one sample.
    double telling = std::numeric_limits<double>::quiet_NaN();
};

std::vector<Verdict> judge(std::span<const Claim> claims);

/// Verdict of a claim that speaks of no row.
inline constexpr const char* no_rows = "no rows";

/// The verdict on a claim that speaks of several rows, each judged: rejected if one is; undecided if a sign
/// is, or if none of the numbers could tell a difference of 10%, which one common to all rows would then be;
/// agrees otherwise.
std::string judge_together(std::span<const Claim> rows, std::span<const Verdict> verdicts);

/// z-score of a difference; see Verdict.
double z_score(double measured, double predicted, double std_error);

/// Columns claim, predicted, measured, std_error, z_score, verdict.
Table verdict_table(std::span<const Claim> claims);

}  // namespace glasscape
