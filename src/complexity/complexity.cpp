#include "glasscape/complexity/complexity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/random_matrix/semicircle.hpp"

#include "complexity/kac_rice_rate.hpp"

namespace glasscape {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr ComplexityPoint nothing{-infinity, nan};
constexpr double line_tolerance = 1e-12;

double squared(double x) {
    return x * x;
}

ComplexityPoint pure_fixed(const Mixture& mixture, int k, double u) {
    const double x = mixture.nu1() * u;
    if (mixture.nu2() == 0.0)
        return k == 0 && u < 0.0 ? ComplexityPoint{kac_rice_rate(mixture, u, x), x} : nothing;
    const double edge = -2.0 * std::sqrt(mixture.nu2());
    if (x > edge * (1.0 - line_tolerance)) return nothing;
    const double w = bulk_distance(x / std::sqrt(mixture.nu2()));
    return {kac_rice_rate(mixture, u, x) - (k > 0 ? k * edge_rate_at(w) : 0.0), x};
}

ComplexityPoint fixed_density(const Mixture& mixture, int k, double u) {
    if (mixture.is_pure()) return pure_fixed(mixture, k, u);
    const double w = best_bulk_distance(mixture, -u - threshold_depth(mixture), k);
    return {low_index_rate(mixture, u, w, k), -2.0 * std::sqrt(mixture.nu2()) * std::cosh(w)};
}

ComplexityPoint total_density(const Mixture& mixture, double u) {
    if (mixture.is_pure()) {
        const double x = mixture.nu1() * u;
        if (mixture.nu2() == 0.0 && u == 0.0) return nothing;
        return {kac_rice_rate(mixture, u, x), x};
    }
    if (u > 0.0) {
        const auto mirrored = total_density(mixture, -u);
        return {mirrored.value, -mirrored.x};
    }
    const double nu1 = mixture.nu1();
    const double nu2 = mixture.nu2();
    const double x = 2.0 * nu1 * nu2 * u / (nu2 - nu1 + nu1 * nu1);
    if (std::abs(x) > 2.0 * std::sqrt(nu2)) return fixed_density(mixture, 0, u);
    return {kac_rice_rate(mixture, u, x), x == 0.0 ? 0.0 : x};
}

double fraction_position(const Mixture& mixture, double gamma) {
    return std::sqrt(mixture.nu2()) * semicircle_quantile(gamma);
}

ComplexityPoint fraction_density(const Mixture& mixture, double gamma, double u) {
    const double x = fraction_position(mixture, gamma);
    if (mixture.nu2() == 0.0) return nothing;
    if (!mixture.is_pure()) return {kac_rice_rate(mixture, u, x), x};
    // All points of this fraction lie at one energy; the caller's u can only match it to rounding.
    const double line = x / mixture.nu1();
    if (std::abs(u - line) > line_tolerance * std::max(1.0, std::abs(line))) return nothing;
    return {kac_rice_rate(mixture, line, x), x};
}

double fixed_all(const Mixture& mixture, int k) {
    const double c = flatness(mixture);
    if (mixture.nu2() == 0.0) return k == 0 ? 0.0 : -infinity;
    if (c <= 0.0) return marginal_complexity(c);
    if (k == 0) return 0.0;
    return (k + 1.0) * std::atanh(c / (k + 1.0)) - std::atanh(c);
}

}  // namespace

ComplexityPoint complexity_density(const Mixture& mixture, IndexClass index, double u) {
    switch (index.kind()) {
        case IndexClass::Kind::total:
            return total_density(mixture, u);
        case IndexClass::Kind::fixed:
            return fixed_density(mixture, index.k(), u);
        case IndexClass::Kind::fraction:
            return fraction_density(mixture, index.gamma(), u);
    }
    return nothing;
}

double complexity_all(const Mixture& mixture, IndexClass index) {
    switch (index.kind()) {
        case IndexClass::Kind::total:
            return mixture.is_trivial() ? 0.0 : 0.5 * std::log(mixture.curvature_ratio());
        case IndexClass::Kind::fixed:
            return fixed_all(mixture, index.k());
        case IndexClass::Kind::fraction: {
            if (mixture.nu2() == 0.0) return -infinity;
            const double t = semicircle_quantile(index.gamma());
            return 0.5 * std::log(mixture.curvature_ratio()) + 0.25 * flatness(mixture) * t * t;
        }
    }
    return -infinity;
}

double most_likely_energy(const Mixture& mixture, IndexClass index) {
    const double s = mixture.nu1() + mixture.nu2();
    const double c = flatness(mixture);
    if (index.kind() == IndexClass::Kind::fraction)
        return mixture.nu2() == 0.0 ? nan : mixture.nu1() * fraction_position(mixture, index.gamma()) / s;
    const int k = index.kind() == IndexClass::Kind::fixed ? index.k() : 0;
    if (mixture.nu2() == 0.0) return k == 0 ? -1.0 : nan;
    if (index.kind() == IndexClass::Kind::total && c <= 0.0) return 0.0;
    if (c <= 0.0) return -threshold_depth(mixture);
    // tanh w = c/(k+1) and u = nu1 x/s at x = -2 sqrt(nu2) cosh w.
    // For k = 0, 1/cosh^2 w = 4 rho/(1+rho)^2: u = -sqrt(nu1).
    if (k == 0) return -std::sqrt(mixture.nu1());
    return -threshold_depth(mixture) / std::sqrt(1.0 - squared(c / (k + 1.0)));
}

double complexity_below(const Mixture& mixture, IndexClass index, double u) {
    const double peak = most_likely_energy(mixture, index);
    if (std::isnan(peak)) return -infinity;
    if (u >= peak) return complexity_all(mixture, index);
    return complexity_density(mixture, index, u).value;
}

}  // namespace glasscape
