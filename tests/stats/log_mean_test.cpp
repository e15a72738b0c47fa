#include "stats/log_mean.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE("stats") {
    TEST_CASE("mean, standard error and effective share of four known weights") {
        // weights 1, 2, 3, 6 times exp(800): mean 3, variance 14/3
        LogMean mean;
        for (const double w : {1.0, 2.0, 3.0, 6.0})
            mean.add(800.0 + std::log(w));
        CHECK(mean.log_mean() == doctest::Approx(800.0 + std::log(3.0)).epsilon(tolerance::closed_form));
        CHECK(mean.std_error() ==
              doctest::Approx(std::sqrt(14.0 / 3.0 / 4.0) / 3.0).epsilon(tolerance::long_sum));
        CHECK(mean.effective_share() ==
              doctest::Approx(144.0 / (4.0 * 50.0)).epsilon(tolerance::sum_of_terms));
        CHECK(mean.largest_share() == doctest::Approx(0.5).epsilon(tolerance::closed_form));
    }

    TEST_CASE("merging in order equals adding in order to rounding, whatever the scales") {
        std::vector<double> logs;
        for (int i = 0; i < 100; ++i)
            logs.push_back(40.0 * std::sin(1.7 * i) - 300.0);
        LogMean whole;
        LogMean merged;
        for (std::size_t start = 0; start < logs.size(); start += 7) {
            LogMean part;
            for (std::size_t i = start; i < std::min(start + 7, logs.size()); ++i) {
                whole.add(logs[i]);
                part.add(logs[i]);
            }
            merged.merge(part);
        }
        CHECK(merged.count() == whole.count());
        CHECK(merged.log_mean() == doctest::Approx(whole.log_mean()).epsilon(tolerance::few_roundings));
        CHECK(merged.std_error() == doctest::Approx(whole.std_error()).epsilon(tolerance::sum_of_terms));
    }

    TEST_CASE("zero weights count as samples but carry nothing") {
        LogMean mean;
        mean.add(-std::numeric_limits<double>::infinity());
        CHECK(mean.log_mean() == -std::numeric_limits<double>::infinity());
        CHECK(mean.effective_share() == 0.0);
        mean.add(0.0);
        CHECK(mean.log_mean() == doctest::Approx(std::log(0.5)));
        CHECK(mean.effective_share() == doctest::Approx(0.5));
    }
}

}  // namespace
}  // namespace glasscape
