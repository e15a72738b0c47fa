#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>

#include <boost/math/tools/toms748_solve.hpp>

#include "glasscape/complexity/pairs/two_point.hpp"

namespace glasscape {
namespace {

constexpr int scanned_overlaps = 400;

double scanned_overlap(int i) {  // 0 < q < 1, denser towards both ends
    return 0.5 - 0.5 * std::cos(std::numbers::pi * i / scanned_overlaps);
}

double root_between(const std::function<double(double)>& f, double low, double high) {
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        f, low, high, boost::math::tools::eps_tolerance<double>(std::numeric_limits<double>::digits - 3),
        iterations);
    return 0.5 * (bracket.first + bracket.second);
}

}  // namespace

Barrier barrier_of(const Mixture& mixture, const ReferencePoint& reference) {
    const auto most = [&](double q) {
        const TwoPointComplexity points(mixture, reference, q);
        return points.at(points.most_likely_energy()).complexity;
    };
    Barrier barrier;
    int last = scanned_overlaps - 1;
    while (last > 0 && most(scanned_overlap(last)) < 0.0)
        --last;
    if (last == 0) return barrier;
    if (last < scanned_overlaps - 1)
        barrier.farthest = root_between(most, scanned_overlap(last), scanned_overlap(last + 1));

    const auto softness = [&](double q) {
        const TwoPointComplexity points(mixture, reference, q);
        const auto lowest = points.lowest();
        if (!lowest) return std::numeric_limits<double>::quiet_NaN();
        return points.second_point(lowest->energy, lowest->radial).lowest;
    };
    double before = std::numeric_limits<double>::quiet_NaN();
    for (int i = 1; i <= last; ++i) {
        const double here = softness(scanned_overlap(i));
        if (before > 0.0 && here <= 0.0) {
            const double q = root_between(softness, scanned_overlap(i - 1), scanned_overlap(i));
            const auto lowest = TwoPointComplexity(mixture, reference, q).lowest();
            if (!lowest) return barrier;
            barrier.overlap = q;
            barrier.energy = lowest->energy;
            barrier.height = lowest->energy - reference.energy;
            return barrier;
        }
        before = here;
    }
    return barrier;
}

}  // namespace glasscape
