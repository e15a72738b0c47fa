// The critical point that the end of dynamics leads to.
#pragma once

#include <limits>
#include <span>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

/// What there is not is NaN: of a search that ended at a minimum of the gradient norm all but that norm.
struct CriticalEnd {
    double energy = std::numeric_limits<double>::quiet_NaN();         ///< H/N
    double radial = std::numeric_limits<double>::quiet_NaN();         ///< x
    double index = std::numeric_limits<double>::quiet_NaN();          ///< negative eigenvalues
    double overlap = std::numeric_limits<double>::quiet_NaN();        ///< with where the search began
    double gradient_norm = std::numeric_limits<double>::quiet_NaN();  ///< |P grad H|/sqrt N that is left
};

/// Largest size of a search on conditional couplings, which come to know the whole landscape around it.
inline constexpr int most_spins_of_conditional_search = 100;

/// Newton's steps of at most a tenth of a radian from `state` and, where they do not settle, steps that lower
/// |P grad H|: they end at a critical point nearby, of whatever index, or at a minimum of that norm. O(N^3) a step
/// besides the Hessian.
CriticalEnd critical_end(const Landscape& landscape, std::span<const double> state);

}  // namespace glasscape
