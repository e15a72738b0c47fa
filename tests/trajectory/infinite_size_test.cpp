#include "glasscape/trajectory/infinite_size.hpp"

#include <cmath>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/trajectory/device_path_check.hpp"

#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

/// The point after so many steps.
InfinitePoint point_after(const std::string& spec, const InfiniteDynamics& dynamics, int steps) {
    InfiniteSizePath path(parse_mixture(spec).mixture, dynamics, steps);
    for (int t = 0; t < steps; ++t)
        path.advance();
    return path.point();
}

TEST_SUITE_BEGIN("trajectory");

TEST_CASE("the first step has a closed form") {
    for (const char* spec : {"pure:3", "terms:1=0.2,2=0.3,3=0.5", "resnet:p=100,beta=1,field=drop"}) {
        const auto mixture = parse_mixture(spec).mixture;
        const double h = 0.3 / mixture.nu1();
        const double n = std::sqrt(1.0 + h * h * mixture.nu1());
        CHECK(point_after(spec, {h}, 1).energy ==
              doctest::Approx(-h * mixture.nu(1.0 / n, 1) / n).epsilon(tolerance::sum_of_terms));
    }
}

TEST_CASE("energies, radial derivatives, gradients and overlaps of the reference table") {
    std::string key;
    std::optional<InfiniteSizePath> path;
    testing::check_every_row("dynamics_infinite.csv", [&](const CsvText& table, std::size_t row) {
        const auto at = [&](const char* column) { return table.number(row, column); };
        const auto spec = table.at(row, "mixture");
        const auto row_key = spec + " " + table.at(row, "step") + " " + table.at(row, "temperature");
        constexpr int longest = 2000;
        if (row_key != key)
            path.emplace(parse_mixture(spec).mixture, InfiniteDynamics{at("step"), 0.0, at("temperature")},
                         longest);
        key = row_key;
        while (static_cast<double>(path->point().step) < at("t"))
            path->advance();
        const auto& point = path->point();
        CAPTURE(key);
        CAPTURE(point.step);
        constexpr double ten_digits = tolerance::ten_digits;
        CHECK(testing::close(point.energy, at("energy"), ten_digits));
        CHECK(testing::close(point.radial, at("radial"), ten_digits));
        CHECK(testing::close(point.gradient_norm * point.gradient_norm, at("gradient_norm2"), ten_digits));
        CHECK(testing::close(point.overlap_with_start, at("overlap_with_start"), ten_digits));
    });
}

TEST_CASE("Langevin and a planted start, against numbers of an independent program") {
    constexpr double eight_decimals = 1e-8;
    CHECK(point_after("pure:3", {0.1, 0.0, 0.3}, 9).energy ==
          doctest::Approx(-0.99863276).epsilon(eight_decimals));
    const InfiniteDynamics planted{0.08, 0.0, 0.0, 0.0, 0.6};
    CHECK(point_after("pure:3", planted, 24).energy == doctest::Approx(-1.41990744).epsilon(eight_decimals));
    CHECK(point_after("pure:3", planted, 25).overlap_with_start ==
          doctest::Approx(0.65650602).epsilon(eight_decimals));
}

TEST_CASE("a pure mixture: the radial derivative is p times the energy, whatever the dynamics") {
    for (const auto& dynamics : {InfiniteDynamics{0.05}, InfiniteDynamics{0.02, 0.8},
                                 InfiniteDynamics{0.05, 0.0, 0.4}, InfiniteDynamics{0.05, 0.5, 0.0, 0.5}}) {
        const auto point = point_after("pure:4", dynamics, 60);
        CHECK(point.radial == doctest::Approx(4.0 * point.energy).epsilon(tolerance::long_sum));
        CHECK(point.energy < -0.5);
    }
}

TEST_CASE("small steps of momentum are long ones of descent") {
    // The velocity settles at -h g/(1 - m): the same path at h/(1 - m), to first order in h.
    const double momentum = 0.5;
    double last_gap = 1.0;
    for (const int steps : {100, 200, 400}) {
        const double h = 2.0 / steps;
        const double plain = point_after("terms:3=0.5,4=0.5", {h}, steps).energy;
        const double heavy = point_after("terms:3=0.5,4=0.5", {h * (1.0 - momentum), momentum}, steps).energy;
        const double gap = std::abs(heavy - plain);
        CHECK(gap < 0.6 * last_gap);
        last_gap = gap;
    }
    CHECK(last_gap < 0.01);
}

TEST_CASE("the same bits for any number of threads") {
    double energies[2];
    for (const int threads : {1, 2}) {
        set_thread_count(threads);
        energies[threads - 1] = point_after("terms:2=0.5,3=0.5", {0.1}, 700).energy;
    }
    set_thread_count(0);
    CHECK(energies[0] == energies[1]);
}

TEST_CASE("a device is refused in a sentence where there is none" *
          doctest::skip(!cuda_devices().names.empty())) {
    CHECK_THROWS_AS(InfiniteSizePath(parse_mixture("pure:3").mixture, {0.1}, 10, PathMemory::device),
                    std::runtime_error);
}

TEST_CASE("bad dynamics are refused") {
    const auto mixture = parse_mixture("pure:3").mixture;
    CHECK_THROWS_WITH_AS(InfiniteSizePath(mixture, {0.0}, 10), doctest::Contains("step = 0"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(InfiniteSizePath(mixture, {0.1, 1.0}, 10), doctest::Contains("[0, 1)"),
                         std::invalid_argument);
    CHECK_THROWS_AS(InfiniteSizePath(mixture, {0.1}, 0), std::invalid_argument);
}

TEST_SUITE_END();

TEST_SUITE("device") {
    TEST_CASE("the path on the device is that of the processor, to rounding" *
              doctest::skip(cuda_devices().names.empty())) {
        const auto comparison = compare_device_path();
        CHECK(comparison.difference <= comparison.tolerance);
    }
}

}  // namespace
}  // namespace glasscape
