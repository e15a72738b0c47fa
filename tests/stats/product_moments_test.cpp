#include "stats/product_moments.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace glasscape {
namespace {

TEST_SUITE("stats") {
    TEST_CASE("moments of products: variance, ratio and their errors") {
        const std::vector<double> a{1.0, 2.0, 3.0, 6.0};
        const auto square = product_moments(a, a);
        CHECK(square.mean == doctest::Approx(12.5));
        CHECK(square.covariance == doctest::Approx(14.0 / 3.0));
        CHECK(square.ratio == doctest::Approx(12.5 / 9.0));
        // Leaving out one in turn: variances of the three that stay.
        const double left_out[] = {13.0 / 3.0, 19.0 / 3.0, 7.0, 1.0};
        double mean = 0.0;
        for (const double v : left_out)
            mean += v / 4.0;
        double sum = 0.0;
        for (const double v : left_out)
            sum += (v - mean) * (v - mean);
        CHECK(square.covariance_error == doctest::Approx(std::sqrt(0.75 * sum)));
        const std::vector<double> twice{2.0, 4.0, 6.0, 12.0};
        const auto scaled = product_moments(a, twice);
        CHECK(scaled.ratio == doctest::Approx(square.ratio));
        CHECK(scaled.ratio_error == doctest::Approx(square.ratio_error));
        const std::vector<double> one{1.0, 1.0, 1.0};
        CHECK(product_moments(one, one).ratio_error == 0.0);
        CHECK(std::isnan(
            product_moments(std::vector<double>{1.0, 2.0}, std::vector<double>{1.0, 2.0}).covariance));
    }
}

}  // namespace
}  // namespace glasscape
