#include "stats/unseen_species.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/stats/running_mean.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE("stats") {
    TEST_CASE("unseen species: a worked example and the ends") {
        const std::vector<std::int64_t> seen{1, 1, 1, 2, 2, 5, 0, 9};
        const auto result = unseen_species(seen);
        CHECK(result.observations == 21);
        CHECK(result.seen_once == 3);
        CHECK(result.seen_twice == 2);
        CHECK(result.new_probability() == doctest::Approx(3.0 / 21.0).epsilon(tolerance::few_roundings));
        CHECK(result.unseen() == doctest::Approx(3.0 * 2.0 / (2.0 * 3.0)).epsilon(tolerance::few_roundings));
        CHECK(unseen_species({}).new_probability() == 1.0);
        const std::vector<std::int64_t> often{7, 8, 9};
        CHECK(unseen_species(often).unseen() == 0.0);
    }

    TEST_CASE("running mean: exact on integers, variance far from zero keeps its digits") {
        RunningMean mean;
        for (const double x : {1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0, 1e9 + 6.0})
            mean.add(x);
        CHECK(mean.count() == 4);
        CHECK(mean.mean() == 1e9 + 3.0);
        CHECK(mean.variance() == doctest::Approx(14.0 / 3.0).epsilon(tolerance::long_sum));
        CHECK(mean.std_error() == doctest::Approx(std::sqrt(14.0 / 12.0)).epsilon(tolerance::long_sum));
        CHECK(RunningMean().variance() == 0.0);
    }
}

}  // namespace
}  // namespace glasscape
