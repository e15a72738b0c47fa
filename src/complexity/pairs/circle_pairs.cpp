#include "complexity/pairs/circle_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/log_gamma.hpp"

namespace glasscape {

CirclePairs::CirclePairs(const Mixture& mixture)
    : cosines_(static_cast<std::size_t>(mixture.terms().back().order) + 1, 0.0) {
    // cos^r = 2^(1-r) sum_{j < r/2} binom(r, j) cos((r - 2j) theta), and a constant for even r, which no derivative sees.
    for (const auto& [order, epsilon, weight] : mixture.terms())
        for (int j = 0; 2 * j < order; ++j)
            cosines_[static_cast<std::size_t>(order - 2 * j)] +=
                weight * std::exp(log_gamma(order + 1.0) - log_gamma(j + 1.0) - log_gamma(order - j + 1.0) -
                                  (order - 1) * std::numbers::ln2);
}

CirclePairs::Density CirclePairs::at(double q) const {
    const double theta = std::acos(q);
    // Covariances of h' and h'' at the two points, in their sums and differences.
    double slopes_apart = 0.0;     // Var h' - Cov(h', h')
    double slopes_together = 0.0;  // Var h' + Cov(h', h')
    double bends_apart = 0.0;
    double bends_together = 0.0;
    double mixed = 0.0;
    for (std::size_t k = 1; k < cosines_.size(); ++k) {
        const auto order = static_cast<double>(k);
        const double slope = cosines_[k] * order * order;
        const double half_sine = std::sin(0.5 * order * theta);
        const double half_cosine = std::cos(0.5 * order * theta);
        slopes_apart += 2.0 * slope * half_sine * half_sine;
        slopes_together += 2.0 * slope * half_cosine * half_cosine;
        bends_apart += 2.0 * slope * order * order * half_sine * half_sine;
        bends_together += 2.0 * slope * order * order * half_cosine * half_cosine;
        mixed += 2.0 * slope * order * half_sine * half_cosine;
    }
    // Given h' = 0 at both points: variances of (h''_0 + h''_1)/sqrt2 and (h''_0 - h''_1)/sqrt2.
    const double sum = std::max(0.0, bends_together - mixed * mixed / slopes_apart);
    const double difference = std::max(0.0, bends_apart - mixed * mixed / slopes_together);
    const double density = 2.0 / std::sqrt(slopes_apart * slopes_together) / std::sin(theta);

    // Orthant expectations of a normal pair (Sheppard 1899) of correlation R: v sqrt(1 - R^2), v R, asin R.
    const double covariance = 0.5 * (sum - difference);
    const double root = std::sqrt(sum * difference);
    const double angle = std::atan2(covariance, root);
    const double same = (root + covariance * (0.5 * std::numbers::pi + angle)) / (2.0 * std::numbers::pi);
    const double other = (root - covariance * (0.5 * std::numbers::pi - angle)) / (2.0 * std::numbers::pi);
    return {{{density * same, density * other}, {density * other, density * same}}, density * covariance};
}

}  // namespace glasscape
