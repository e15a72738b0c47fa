#include "stats/power_law_fit.hpp"

#include <cmath>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE_BEGIN("stats");

TEST_CASE(
    "power law: all three numbers of exact curves, fast and slow, falling and rising, in any unit of time") {
    for (const double unit : {1e-3, 1.0, 1e5})
        for (const double power : {0.2, 2.0 / 3.0, 1.5})
            for (const double amplitude : {0.7, -0.01}) {
                std::vector<double> t;
                std::vector<double> y;
                for (int i = 10; i <= 40; ++i) {
                    t.push_back(unit * i);
                    y.push_back(-1.6 + amplitude * std::pow(static_cast<double>(i), -power));
                }
                const auto law = fit_power_law(t, y);
                CAPTURE(unit);
                CAPTURE(power);
                CAPTURE(amplitude);
                CHECK(law.converged);
                // y has 16 digits, of which the curvature that tells the limit is the thousandth part
                CHECK(law.limit == doctest::Approx(-1.6).epsilon(1e-9));
                CHECK(law.power == doctest::Approx(power).epsilon(1e-7));
                CHECK(law.amplitude == doctest::Approx(amplitude * std::pow(unit, power)).epsilon(1e-7));
            }
}

TEST_CASE("power law: what does not decay has none") {
    const std::vector<double> t{1, 2, 3, 4, 5, 6, 7, 8};
    CHECK_FALSE(fit_power_law(t, std::vector<double>(8, -1.5)).converged);
    std::vector<double> line;
    for (const double value : t)
        line.push_back(-value);
    CHECK_FALSE(fit_power_law(t, line).converged);
    CHECK_THROWS_AS(fit_power_law(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3}),
                    std::invalid_argument);
    CHECK_THROWS_AS(fit_power_law(std::vector<double>{0, 1, 2, 3}, std::vector<double>{1, 2, 3, 4}),
                    std::invalid_argument);
}

TEST_CASE("scaling law: its error is the scatter of fits to noisy means, some of them below 0") {
    const std::vector<double> x{30, 100, 1000, 10'000};
    const std::vector<double> errors{0.004, 0.002, 0.0007, 0.0003};
    RunningMean exponents;
    double stated = 0.0;
    int negative = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        RandomStream stream(2, Stream::data, i);
        std::vector<double> noise(4);
        draw_normal(stream, noise);
        std::vector<double> y;
        for (std::size_t k = 0; k < 4; ++k)
            y.push_back(3.0 / x[k] + errors[k] * noise[k]);
        negative += y.back() < 0.0 ? 1 : 0;
        const auto law = fit_scaling_law(x, y, errors);
        REQUIRE(law.converged);
        exponents.add(law.exponent);
        stated += law.exponent_error / 2000.0;
    }
    CHECK(negative > 100);
    // the law is curved over its error of 0.06: a bias of second order, a tenth of it
    CHECK(std::abs(exponents.mean() + 1.0) < 0.01);
    CHECK(std::sqrt(exponents.variance()) == doctest::Approx(stated).epsilon(0.1));
    CHECK_THROWS_AS(fit_scaling_law(x, std::vector<double>{1, -1, 1, 1}, errors), std::invalid_argument);
    CHECK_THROWS_AS(fit_scaling_law(x, std::vector<double>{1, 1, 1, 1}, std::vector<double>{1, 1, 0, 1}),
                    std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
