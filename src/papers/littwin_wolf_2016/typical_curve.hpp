// The curve of typical points of a mixture: whether the mean count is theirs.
#pragma once

#include <limits>
#include <string>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// Along the points that dominate at each energy between the zero of the typical curve and 0; what does not exist
/// is NaN.
struct TypicalCurve {
    std::string verdict = "trivial";
    double zero = std::numeric_limits<double>::quiet_NaN();
    double gap = zero;  ///< largest difference of annealed and typical complexity
    double gap_energy = zero;
    double least_test = zero;
    double empty_share = 0.0;
};

TypicalCurve typical_curve(const Mixture& mixture);

}  // namespace glasscape
