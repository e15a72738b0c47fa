#include "glasscape/complexity/thresholds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/tools/roots.hpp>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

#include "complexity/kac_rice_rate.hpp"

namespace glasscape {
namespace {

// The root of an increasing function with f(low) <= 0, to rounding.
template <class Function>
double increasing_root(const Function& f, double low, double high) {
    while (f(high) < 0.0) {
        low = high;
        high *= 2.0;
    }
    if (f(low) >= 0.0) return low;
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        f, low, high, boost::math::tools::eps_tolerance<double>(52), iterations);
    return 0.5 * (bracket.first + bracket.second);
}

// How far Theta_k lies below its value on the marginal line, once w out of the bulk; rho >= 1.
double drop_outside(const Mixture& mixture, double w, int k) {
    const double sinh_w = std::sinh(w);
    return -flatness(mixture) * sinh_w * sinh_w + (k + 1.0) * edge_rate_at(w);
}

}  // namespace

double threshold_energy(const Mixture& mixture) {
    return -threshold_depth(mixture);
}

MarginalEnergies marginal_energies(const Mixture& mixture) {
    const double complexity = mixture.is_trivial() ? 0.0 : complexity_all(mixture, IndexClass::fixed(0));
    const double half_width =
        std::sqrt(2.0 * mixture.alpha2() * complexity / (mixture.nu1() + mixture.nu2()));
    const double centre = threshold_energy(mixture);
    return {centre - half_width, centre + half_width};
}

double bulk_edge_energy(const Mixture& mixture) {
    const double nu1 = mixture.nu1();
    const double nu2 = mixture.nu2();
    if (nu2 == 0.0) return std::numeric_limits<double>::quiet_NaN();
    return -(nu2 - nu1 + nu1 * nu1) / (nu1 * std::sqrt(nu2));
}

double lowest_energy(const Mixture& mixture, int k) {
    if (mixture.curvature_ratio() < 1.0)
        return k == 0 ? -std::sqrt(mixture.nu1()) : std::numeric_limits<double>::quiet_NaN();
    const double depth = threshold_depth(mixture);
    const double complexity = marginal_complexity(flatness(mixture));
    if (mixture.is_pure()) {
        const auto excess = [&](double w) { return drop_outside(mixture, w, k) - complexity; };
        return -depth * std::cosh(increasing_root(excess, 0.0, 1.0));
    }
    // Unknown: how far below u_th. On the marginal line itself Theta falls off as a parabola in it.
    const double s = mixture.nu1() + mixture.nu2();
    const auto excess = [&](double below) {
        const double w = best_bulk_distance(mixture, below, k);
        const double half = std::sinh(0.5 * w);
        const double offset = below - 2.0 * depth * half * half;
        return drop_outside(mixture, w, k) + 0.5 * s / mixture.alpha2() * offset * offset - complexity;
    };
    const double parabola = std::sqrt(2.0 * mixture.alpha2() * complexity / s);
    return -depth - increasing_root(excess, parabola * (1.0 - 1e-15), std::max(2.0 * parabola, 1e-8));
}

}  // namespace glasscape
