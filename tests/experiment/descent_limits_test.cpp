// Descent at N = infinity against theory, and at N spins against N = infinity.
#include "experiment/descent_limits.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/experiment/descent_extrapolation.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/table/csv.hpp"

#include "experiment/descent_fluctuations.hpp"

namespace glasscape {
namespace {

DescentLimit limit_of(const DescentCurve& curve) {
    return extrapolate_descent(curve.times, curve.energies);
}

TEST_SUITE_BEGIN("experiment");

TEST_CASE(
    "pure glasses end at the threshold with the power 2/3, mixtures between it and the algorithmic energy") {
    const auto curves = descent_curves(
        {{"pure:3", "pure:4", "pure:5", "terms:3=0.5,4=0.5", "resnet:p=30,beta=1,field=drop"}, 600});
    for (const auto& curve : curves) {
        CAPTURE(curve.spec);
        const auto limit = limit_of(curve);
        const double threshold = threshold_energy(curve.mixture);
        REQUIRE(limit.converged);
        CHECK(limit.energy_error < 2e-3);
        CHECK(limit.energy > ground_state(curve.mixture).energy);
        if (curve.mixture.is_pure()) {
            CHECK(std::abs(limit.energy - threshold) < 1.5 * limit.energy_error);
            CHECK(std::abs(limit.power - 2.0 / 3.0) < 2.5 * limit.power_error);
        } else {
            CHECK(limit.energy < threshold - 3.0 * limit.energy_error);
            CHECK(limit.energy > algorithmic_energy(curve.mixture).energy + 3.0 * limit.energy_error);
        }
    }
}

TEST_CASE("a cold start ends below a random one and remembers it") {
    DescentLimitsRequest request{{"terms:3=0.5,4=0.5"}, 600};
    const auto warm = descent_curves(request).front();
    request.start_temperature = parse_start("thermal:0.8");
    require_sound(request);
    const auto cold = descent_curves(request).front();
    CHECK(limit_of(cold).energy < limit_of(warm).energy - 0.005);
    CHECK(cold.overlaps.back() > 0.7);
    CHECK(warm.overlaps.back() < 0.2);
    CHECK_THROWS_WITH_AS(parse_start("thermal:-1"), doctest::Contains("thermal:1.5"), std::invalid_argument);
    request.start_temperature = 0.5;
    CHECK_THROWS_WITH_AS(require_sound(request), doctest::Contains("transition"), std::invalid_argument);
}

TEST_CASE("the table of limits: shares are empty where threshold and algorithmic energy are one") {
    const auto curves = descent_curves({{"pure:3", "resnet:p=10,beta=1,field=drop"}, 200});
    const auto rows = texts_of(descent_limits_table(curves));
    CHECK(rows.at(0, "share").empty());
    CHECK(rows.number(1, "share") ==
          doctest::Approx(rows.number(1, "below_threshold") /
                          (rows.number(1, "below_threshold") + rows.number(1, "above_algorithmic"))));
    CHECK(rows.integer(1, "order_max") == 10);
    const auto along = texts_of(descent_curves_table(curves));
    CHECK(along.number(along.rows.size() - 1, "energy") == rows.number(1, "energy"));
    CHECK(along.number(along.rows.size() - 1, "above_limit") ==
          doctest::Approx(rows.number(1, "energy") - rows.number(1, "limit")));
}

TEST_CASE("from 10,000 to a million spins fluctuations fall like 1/sqrt(N), means to N = infinity" *
          doctest::test_suite("slow")) {
    const auto found = descent_fluctuations(
        {"resnet:p=100,beta=1,field=drop", {10'000, 100'000, 1'000'000}, 64, 25, 0.01, 5});
    for (const auto& at : found.sizes) {
        CAPTURE(at.size);
        CHECK(std::abs(at.excess - 3.2 / at.size) < 4.0 * at.excess_error);
        CHECK(std::abs(at.deviation * std::sqrt(at.size) - 0.57) < 0.25);  // 64 disorders: four errors of 9 %
        CHECK(at.excess_error < 0.1 / std::sqrt(at.size));
    }
    const auto exponents = texts_of(descent_exponents_table(found));
    CHECK(std::abs(exponents.number(1, "exponent") + 0.5) < 4.0 * exponents.number(1, "std_error"));
    CHECK(exponents.number(1, "std_error") < 0.04);
}

TEST_CASE("at every depth descent ends about half way between threshold and algorithmic energy" *
          doctest::test_suite("slow")) {
    DescentLimitsRequest request{{}, 1000};
    for (const char* depth : {"3", "10", "30", "100", "300", "1000"})
        request.specs.push_back(std::string("resnet:p=") + depth + ",beta=1,field=drop");
    const auto rows = texts_of(descent_limits_table(descent_curves(request)));
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        CAPTURE(rows.at(row, "mixture"));
        CHECK(rows.number(row, "share") > 0.35);
        CHECK(rows.number(row, "share") < 0.65);
        CHECK(rows.number(row, "below_threshold") > 3.0 * rows.number(row, "std_error"));
        CHECK(rows.number(row, "above_algorithmic") > 3.0 * rows.number(row, "std_error"));
        if (row > 0)
            CHECK(rows.number(row, "overlap_with_start") > rows.number(row - 1, "overlap_with_start"));
    }
}

TEST_CASE("in systems where it is seen the mean falls like 1/N" * doctest::test_suite("slow")) {
    const auto found =
        descent_fluctuations({"resnet:p=100,beta=1,field=drop", {50, 100, 200}, 300, 25, 0.01, 6});
    const auto exponents = texts_of(descent_exponents_table(found));
    CHECK(std::abs(exponents.number(0, "exponent") + 1.0) < 4.0 * exponents.number(0, "std_error"));
    CHECK(exponents.number(0, "std_error") < 0.15);  // tells it from -1/2
}

TEST_CASE("descent passes no ground state" * doctest::test_suite("slow")) {
    for (const char* spec : {"pure:3", "resnet:p=10,beta=1,field=drop"}) {
        CAPTURE(spec);
        DescentRequest request{parse_mixture(spec).mixture, 10'000, 1, 2, 4};
        request.engine = DescentEngine::conditional;
        request.dynamics.steps = 60;
        for (const std::int64_t disorder : {0, 1})
            CHECK(descend(request, disorder).back().energy >
                  ground_state(request.mixture).energy - 5.0 / std::sqrt(10'000.0));
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
