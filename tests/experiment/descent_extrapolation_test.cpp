#include "glasscape/experiment/descent_extrapolation.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape {
namespace {

TEST_SUITE_BEGIN("experiment");

TEST_CASE("an exact power law is extrapolated to its limit, a drifting one within the stated error") {
    std::vector<double> times;
    for (int step = 0; step <= 2500; ++step)
        times.push_back(0.1 * step);
    for (const double drift : {0.0, 0.3, -0.3, 1.0}) {
        std::vector<double> energies;
        for (const double t : times)
            energies.push_back(
                -1.6 +
                (t > 0.0 ? 0.3 * std::pow(t, -2.0 / 3.0) * (1.0 + drift * std::pow(t, -1.0 / 3.0)) : 1.0));
        const auto limit = extrapolate_descent(times, energies);
        CAPTURE(drift);
        CHECK(limit.converged);
        CHECK(std::abs(limit.energy + 1.6) <= 1.1 * limit.energy_error + 1e-9);  // 1/t is its leading order
        CHECK(limit.energy_error < 1e-3);
        CHECK(std::abs(limit.power - 2.0 / 3.0) < 0.08);  // drifts like t^(-1/3) itself
        if (drift == 0.0) CHECK(limit.energy_error < 1e-9);
        if (drift == 0.0) CHECK(std::abs(limit.power - 2.0 / 3.0) < 1e-6);
    }
}

TEST_CASE("noise of the energies widens the error") {
    std::vector<double> times;
    for (int step = 1; step <= 1000; ++step)
        times.push_back(step);
    std::vector<double> noise(times.size());
    RandomStream stream(3, Stream::data, 0);
    draw_normal(stream, noise);
    double before = 0.0;
    for (const double amplitude : {1e-7, 1e-5}) {
        std::vector<double> energies;
        for (std::size_t i = 0; i < times.size(); ++i)
            energies.push_back(-1.6 + 0.3 * std::pow(times[i], -2.0 / 3.0) + amplitude * noise[i]);
        const auto limit = extrapolate_descent(times, energies);
        CHECK(limit.energy_error > before);
        CHECK(std::abs(limit.energy + 1.6) < 3.0 * limit.energy_error);
        before = limit.energy_error;
    }
    CHECK(before > 1e-5);
}

TEST_CASE("what is no curve is refused, what has no power law says so") {
    std::vector<double> times;
    for (int step = 0; step <= 100; ++step)
        times.push_back(step);
    std::vector<double> energies(times.size(), -1.0);
    CHECK_FALSE(extrapolate_descent(times, energies).converged);
    energies.pop_back();
    CHECK_THROWS_WITH_AS(extrapolate_descent(times, energies),
                         doctest::Contains("101 times and 100 energies"), std::invalid_argument);
    times.pop_back();
    times[50] = times[49];
    CHECK_THROWS_WITH_AS(extrapolate_descent(times, energies), doctest::Contains("number 50"),
                         std::invalid_argument);
    times[50] = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH_AS(extrapolate_descent(times, energies), doctest::Contains("50 is not finite"),
                         std::invalid_argument);
    const std::vector<double> few{1, 2, 3, 4};
    CHECK_THROWS_WITH_AS(extrapolate_descent(few, few), doctest::Contains("last half"),
                         std::invalid_argument);
    CHECK_THROWS_AS(extrapolate_descent({}, {}), std::invalid_argument);
}

// An independent program: 2500 steps of 0.35/sqrt(nu''(1)), and free fits to the last 7/8 of the run.
TEST_CASE("energies after 2500 steps and their limits are those of an independent program" *
          doctest::test_suite("slow")) {
    struct Told {
        const char* spec;
        double end;
        double limit;
        double power;
    };
    for (const auto& told :
         {Told{"pure:3", -1.62577, -1.6328, 0.69}, Told{"terms:3=0.5,4=0.5", -1.68037, -1.6897, 0.67},
          Told{"resnet:p=3,beta=1,field=drop", -1.47328, -1.4762, 0.73},
          Told{"resnet:p=10,beta=1,field=drop", -1.79399, -1.8081, 0.65},
          Told{"resnet:p=30,beta=1,field=drop", -1.91703, -1.9340, 0.66},
          Told{"resnet:p=100,beta=1,field=drop", -1.96202, -1.9799, 0.67}}) {
        CAPTURE(told.spec);
        DescentRequest request{parse_mixture(told.spec).mixture, 2, 1, 1, 1};
        request.engine = DescentEngine::infinite;
        request.dynamics.steps = 2500;
        std::vector<double> times;
        std::vector<double> energies;
        for (const auto& record : descend(request, 0)) {
            times.push_back(record.time);
            energies.push_back(record.energy);
        }
        CHECK(std::abs(energies.back() - told.end) < 1e-5);
        const auto limit = extrapolate_descent(times, energies);
        REQUIRE(limit.converged);
        CHECK(std::abs(limit.energy - told.limit) < limit.energy_error + 1e-4);  // told to 4 decimals
        CHECK(limit.energy_error < 6e-4);
        CHECK(std::abs(limit.power - told.power) < limit.power_error + 0.01);
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
