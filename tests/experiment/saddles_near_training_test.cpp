#include "experiment/saddles_near_training.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/mixture/spec.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE_BEGIN("experiment");

TEST_CASE("the typical index falls from a half at zero energy to nothing at the threshold") {
    const auto pure = parse_mixture("pure:3").mixture;
    CHECK(typical_index_fraction(pure, 0.0) == doctest::Approx(0.5).epsilon(tolerance::theory_formula));
    const double threshold = threshold_energy(pure);
    // the edge of the bulk, to rounding
    CHECK(typical_index_fraction(pure, threshold) < 1e-6);
    CHECK(typical_index_fraction(pure, 0.999 * threshold) > 0.0);
    const auto mixed = parse_mixture("terms:2=0.3,4=0.7").mixture;
    double last = 0.5;
    for (const double u : {-0.3, -0.6, -0.9, -1.2}) {
        const double share = typical_index_fraction(mixed, u);
        CHECK(share < last);
        CHECK(typical_index_fraction(mixed, -u) ==
              doctest::Approx(1.0 - share).epsilon(tolerance::theory_formula));
        last = share;
    }
}

TEST_CASE("critical points along training are critical, lower from later checkpoints" *
          doctest::test_suite("slow")) {
    TrainedPointsRequest request;
    request.network.unique = 8;
    request.network.averaged_inputs = 12;
    request.samples = 4;
    request.measured_on = 40;
    request.checkpoints = {0, 300};
    const auto points = points_along_training(request);
    CHECK(points.size() == 8);
    int found = 0;
    for (const auto& point : points) {
        CHECK(point.index_fraction >= 0.0);
        CHECK(point.index_fraction <= 1.0);
        if (!point.found) continue;  // searches may end where the gradient norm alone is smallest
        ++found;
        // of an energy that is rescaled to a unit deviation
        CHECK(point.gradient_norm < 1e-7);
        CHECK(point.overlap > 0.5);
        if (point.step == 0) continue;
        // Descent has all but arrived: the point is the minimum ahead of it.
        CHECK(point.overlap > 0.999);
        CHECK(point.index_fraction == 0.0);
        CHECK(point.energy == doctest::Approx(point.start_energy).epsilon(1e-4));
    }
    CHECK(found >= 4);
    for (std::size_t i = 0; i + 1 < points.size(); i += 2)
        CHECK(points[i + 1].start_energy < points[i].start_energy);
    CHECK(points.front().energy == points_along_training(request).front().energy);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
