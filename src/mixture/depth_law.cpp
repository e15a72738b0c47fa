#include "mixture/depth_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <boost/math/tools/roots.hpp>
#include <fmt/format.h>

#include "glasscape/mixture/resnet.hpp"

namespace glasscape {
namespace {

constexpr double mode_tie_tolerance = 1e-12;
constexpr double edge_tolerance = 1e-12;

// <k^2> - 1 with k = r - 1; equals nu2 - nu1.
double excess_curvature(int p, double beta) {
    const auto mixture = resnet_mixture("", p, beta, Field::keep);
    double sum = 0.0;
    for (const auto& term : mixture.terms())
        sum += term.weight * (term.order - 1.0) * (term.order - 1.0);
    return sum - 1.0;
}

}  // namespace

double limiting_depth(double beta) {
    return beta / (1.0 + beta);
}

int resnet_mode(int p, double beta, Field field) {
    const int lowest = field == Field::keep ? 1 : 2;
    int mode = std::clamp(static_cast<int>(std::ceil(p * limiting_depth(beta))), lowest, p);
    const double ratio = beta * (p - mode + 1.0) / (mode - 1.0);  // eps_mode / eps_{mode-1}
    if (mode > lowest && std::abs(ratio - 1.0) < mode_tie_tolerance) --mode;
    return mode;
}

ScaleInterval mode_interval(int p, int k) {
    const double low = (k - 1.0) / (p - k + 1.0);
    return {low, k == p ? std::numeric_limits<double>::infinity() : static_cast<double>(k) / (p - k)};
}

double weight_outside_band(const Mixture& mixture, int p, double centre, double delta) {
    double outside = 0.0;
    for (const auto& term : mixture.terms())
        if (std::abs(static_cast<double>(term.order) / p - centre) > delta + edge_tolerance)
            outside += term.weight;
    return outside;
}

double layers_mode_estimate(std::span<const double> b) {
    double sum = 1.0;
    for (const double scale : b)
        sum += scale / (1.0 + scale);
    return sum;
}

double trivial_below(int p) {
    if (p < 3)
        throw std::invalid_argument(
            fmt::format("p = {}: the scale of trivialisation exists for p >= 3 only", p));
    const auto excess = [&](double log_beta) { return excess_curvature(p, std::exp(log_beta)); };
    std::uintmax_t iterations = 100;
    const double guess = -std::log(p - 1.0);
    const auto bracket = boost::math::tools::toms748_solve(
        excess, guess - 1.0, guess + 1.0, boost::math::tools::eps_tolerance<double>(52), iterations);
    return std::exp(0.5 * (bracket.first + bracket.second));
}

}  // namespace glasscape
