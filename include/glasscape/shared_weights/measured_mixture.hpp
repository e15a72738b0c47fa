// The mixture that a Gaussian field shows in its covariance.
//
// E[H(w) H(w')]/N at pairs of overlap q is sum_r nu_r q^r for an isotropic field; weights are fitted by
// non-negative least squares over a grid of overlaps. With features H = sum_i x_i A_i the average over x is
// exact, sum_i A_i(w) A_i(w'), and only disorder and directions are sampled; errors come from leaving out one
// block of disorders at a time.
#pragma once

#include <vector>

#include "glasscape/shared_weights/anisotropic_kac_rice.hpp"

namespace glasscape {

struct MeasuredMixture {
    std::vector<double> weights;                     ///< nu_r, r = 1..degree, not normalised
    std::vector<double> std_errors;                  ///< by leaving out one block of disorders at a time
    std::vector<std::vector<double>> leave_one_out;  ///< the weights without each block, to carry errors on
};

/// `overlaps` values of q from -1 to 1 for every disorder. Weights of order r = 1..degree.
MeasuredMixture measure_mixture(const FeatureSource& features, int degree, std::int64_t disorders,
                                int overlaps, std::uint64_t seed);

/// Non-negative least squares of y on the columns of x (row-major, y.size() x columns), by going through all
/// supports: exact, for at most 12 columns.
std::vector<double> non_negative_fit(const std::vector<double>& x, const std::vector<double>& y, int columns);

}  // namespace glasscape
