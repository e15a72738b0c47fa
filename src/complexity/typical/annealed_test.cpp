#include "complexity/typical/annealed_test.hpp"

#include <cmath>

#include <boost/math/tools/minima.hpp>

namespace glasscape {
namespace {

// Below it phi/c^2 is all rounding: phi = O(c^2) is a difference of terms of order c.
constexpr double least_tested_overlap = 1e-6;

}  // namespace

AnnealedConjugates annealed_conjugates(const Mixture& mixture, double u, double x) {
    const double nu1 = mixture.nu1();
    return {-((nu1 + mixture.nu2()) * u - nu1 * x) / mixture.alpha2(), -(x - nu1 * u) / mixture.alpha2()};
}

double annealed_slope(const Mixture& mixture, const AnnealedConjugates& y, const OverlapLevel& level) {
    const double nu1 = mixture.nu1();
    const double c = level.c;
    if (c < least_tested_overlap) {
        const double w = mixture.nu(0.0, 2);
        const double b = y.energy + 2.0 * y.radial;
        return 0.25 * (nu1 - w) * ((nu1 + w) / (nu1 * nu1) - w * b * b / (nu1 + w));
    }
    const double excess = (nu1 * c - level.nu1) / (1.0 - c);  // a1 - nu1
    const double a1 = nu1 + excess;
    const double row = excess * y.radial - level.nu1 * y.energy;
    const double phi = std::log1p(excess / nu1) + level.nu1 / nu1 - c - level.nu * y.energy * y.energy -
                       (excess + level.nu1 - nu1 * c) * y.radial * y.radial + row * row / (level.nu2 + a1);
    return 0.5 * phi / (c * c);
}

double annealed_slope_end(const Mixture& mixture, const AnnealedConjugates& y) {
    const double nu1 = mixture.nu1();
    const double a = mixture.nu2();
    const double nu3 = mixture.nu(1.0, 3);
    const double da = 0.5 * nu3;
    const double row = (a - nu1) * y.radial - nu1 * y.energy;
    const double d_row = da * y.radial - a * y.energy;
    const double e = 2.0 * a;
    const double de = nu3 + da;
    return 0.5 * (da / a + a / nu1 - 1.0 - nu1 * y.energy * y.energy - (da + a - nu1) * y.radial * y.radial +
                  2.0 * row * d_row / e - row * row * de / (e * e));
}

LeastSlope least_annealed_slope(const Mixture& mixture, const AnnealedConjugates& y,
                                const std::vector<OverlapLevel>& nodes) {
    std::size_t least = 0;
    double value = annealed_slope(mixture, y, nodes[0]);
    for (std::size_t i = 1; i < nodes.size(); ++i)
        if (const double here = annealed_slope(mixture, y, nodes[i]); here < value) {
            value = here;
            least = i;
        }
    if (least == 0 || least + 1 == nodes.size()) return {value, nodes[least].c};
    const auto [c, found] = boost::math::tools::brent_find_minima(
        [&](double overlap) { return annealed_slope(mixture, y, overlap_level(mixture, overlap)); },
        nodes[least - 1].c, nodes[least + 1].c, 26);
    return found < value ? LeastSlope{found, c} : LeastSlope{value, nodes[least].c};
}

}  // namespace glasscape
