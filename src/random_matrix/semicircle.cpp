#include "glasscape/random_matrix/semicircle.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include <boost/math/tools/roots.hpp>
#include <fmt/format.h>

namespace glasscape {

double semicircle_mass(double t) {
    if (t <= -2.0) return 0.0;
    if (t >= 2.0) return 1.0;
    constexpr double pi = std::numbers::pi;
    return 0.5 + t * std::sqrt((2.0 - t) * (2.0 + t)) / (4.0 * pi) + std::asin(0.5 * t) / pi;
}

double semicircle_quantile(double mass) {
    if (!(mass >= 0.0 && mass <= 1.0))
        throw std::invalid_argument(
            fmt::format("a fraction of the spectrum must lie in [0, 1], not {}", mass));
    if (mass == 0.5) return 0.0;
    if (mass > 0.5) return -semicircle_quantile(1.0 - mass);
    if (mass == 0.0) return -2.0;
    // t = -2 cos(a/2): the mass below is (a - sin a)/(2 pi), smooth and without cancellation down to the
    // edge.
    const auto excess = [&](double a) {
        const double small =
            a * a * a / 6.0 * (1.0 - a * a / 20.0 * (1.0 - a * a / 42.0 * (1.0 - a * a / 72.0)));
        return (a < 0.1 ? small : a - std::sin(a)) / (2.0 * std::numbers::pi) - mass;
    };
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        excess, 0.0, std::numbers::pi, boost::math::tools::eps_tolerance<double>(53), iterations);
    return -2.0 * std::cos(0.25 * (bracket.first + bracket.second));
}

double bulk_distance(double t) {
    const double excess = std::abs(t) - 2.0;
    return excess <= 0.0 ? 0.0 : 2.0 * std::asinh(0.5 * std::sqrt(excess));
}

double edge_rate_at(double w) {
    if (w > 0.5) return 0.5 * std::sinh(2.0 * w) - w;
    const double z = 4.0 * w * w;  // (sinh v - v)/2 with v = 2w, by its series
    double term = z * w / 6.0;
    double sum = term;
    for (int k = 2; std::abs(term) > 1e-18 * sum; ++k) {
        term *= z / ((2.0 * k) * (2.0 * k + 1.0));
        sum += term;
    }
    return sum;
}

double edge_rate(double t) {
    return edge_rate_at(bulk_distance(t));
}

double log_potential(double t) {
    if (std::abs(t) <= 2.0) return 0.25 * t * t - 0.5;
    const double w = bulk_distance(t);
    return w + 0.5 * std::exp(-2.0 * w);
}

}  // namespace glasscape
