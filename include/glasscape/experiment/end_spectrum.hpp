// The ends of the tangent Hessian P (hess H) P - x P where dynamics ended.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "glasscape/landscape/landscape.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/trajectory/conditional_landscape.hpp"

namespace glasscape {

/// Eigenvalues in the unit of H; what there is not (of a landscape without curvature, of infinitely many) is NaN.
struct EndSpectrum {
    double lowest = std::numeric_limits<double>::quiet_NaN();
    double second = std::numeric_limits<double>::quiet_NaN();
    double highest = std::numeric_limits<double>::quiet_NaN();
    double negative = std::numeric_limits<double>::quiet_NaN();        ///< how many
    double negative_error = std::numeric_limits<double>::quiet_NaN();  ///< 0: counted
    /// Below the bulk by the equation of outliers; without conditional couplings NaN.
    double outliers = std::numeric_limits<double>::quiet_NaN();
};

/// Largest size of which all eigenvalues are computed.
inline constexpr int most_spins_of_whole_spectrum = 4000;

/// All eigenvalues, O(N^3).
EndSpectrum end_spectrum(const Landscape& landscape, std::span<const double> state);

/// A sample given the path (random_matrix/bordered_goe.hpp) at a unit vector that was seen.
EndSpectrum end_spectrum(const ConditionalLandscape& landscape, const Mixture& mixture,
                         std::span<const double> point, std::uint64_t seed);

/// The limit of many spins of the same: outliers, and the edge -x - 2 sqrt(nu''(1)) where there are too few. Of a
/// bulk that reaches below 0 the negative eigenvalues are not counted.
EndSpectrum end_spectrum_at_infinity(const ConditionalLandscape& landscape, const Mixture& mixture,
                                     std::span<const double> point, std::uint64_t seed);

}  // namespace glasscape
