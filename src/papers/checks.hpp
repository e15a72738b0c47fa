// Checks of claims on finished tables.
#pragma once

#include <string>

#include "glasscape/papers/reproduction.hpp"

namespace glasscape {

struct CheckResult {
    double measured;
    bool holds;
    std::string expectation;  ///< "= 10", "< 1e-9", "= 9.792 ± 0.0005"
};

/// Throws std::runtime_error if the table lacks the column or the rows.
CheckResult evaluate(const Check& check, const std::string& folder);

}  // namespace glasscape
