#include "glasscape/stats/running_mean.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace glasscape {
namespace {

TEST_SUITE("stats") {
    TEST_CASE("numbers that are not finite are left out, in pairs") {
        const double nan = std::nan("");
        const std::vector<double> a{1.0, nan, 4.0};
        const std::vector<double> b{0.0, 1.0, 1.0};
        CHECK(mean_of(a).mean() == 2.5);
        CHECK(mean_difference(a, b).count() == 2);
        CHECK(mean_difference(a, b).mean() == 2.0);
        CHECK(mean_difference(a, b).std_error() == 1.0);
    }
}

}  // namespace
}  // namespace glasscape
