// Moments of products of two numbers over samples, with errors by leaving out one sample at a time.
#pragma once

#include <span>

namespace glasscape {

/// NaN where samples are too few (three for an error) or a mean vanishes.
struct ProductMoments {
    double mean;              ///< of the product
    double covariance;        ///< unbiased
    double covariance_error;  ///< by jackknife
    double ratio;             ///< mean of the product over the product of the means
    double ratio_error;       ///< by jackknife
};

/// Of a_i and b_i, not negative, as many of one as of the other and at least one.
ProductMoments product_moments(std::span<const double> a, std::span<const double> b);

}  // namespace glasscape
