// Gradient flow at N = infinity, against the closed form of the pure mixture of order 2.
#include "glasscape/trajectory/gradient_flow.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <boost/math/special_functions/bessel.hpp>
#include <doctest/doctest.h>

#include "glasscape/mixture/spec.hpp"

namespace glasscape {
namespace {

/// The flow at `time`, by paths of `steps` steps and of two and four times as many.
FlowPoint flow_at(const std::string& spec, double time, int steps, double inverse_temperature = 0.0) {
    std::array<InfinitePoint, flow_levels> points;
    for (int level = 0; level < flow_levels; ++level) {
        const int count = steps << level;
        InfiniteDynamics dynamics{time / count};
        dynamics.start_inverse_temperature = inverse_temperature;
        InfiniteSizePath path(parse_mixture(spec).mixture, dynamics, count);
        while (path.point().step < count)
            path.advance();
        points[static_cast<std::size_t>(level)] = path.point();
    }
    return extrapolate_to_flow(points);
}

TEST_SUITE_BEGIN("trajectory");

TEST_CASE("order 2: the flow that the semicircle law gives") {
    // H = x.M x, M with a semicircle of radius R = sqrt 2: x(t) ~ exp(-2 M t) x(0), so that
    // Z(s) = <exp(-s M)> = 2 I_1(s R)/(s R), E = -(log Z)'(4 t), overlap = Z(2 t)/sqrt(Z(4 t)).
    const double radius = std::sqrt(2.0);
    const auto partition = [&](double s) {
        return 2.0 * boost::math::cyl_bessel_i(1, s * radius) / (s * radius);
    };
    for (const double time : {0.5, 2.0, 6.0}) {
        const double z = 4.0 * time * radius;
        const double energy = -radius * boost::math::cyl_bessel_i(2, z) / boost::math::cyl_bessel_i(1, z);
        const auto flow = flow_at("pure:2", time, static_cast<int>(50.0 * time));
        CAPTURE(time);
        CHECK(std::abs(flow.point.energy - energy) < flow.energy_error);
        CHECK(flow.energy_error < 1e-4);
        CHECK(flow.point.radial == doctest::Approx(2.0 * flow.point.energy).epsilon(1e-12));
        CHECK(std::abs(flow.point.overlap_with_start -
                       partition(2.0 * time) / std::sqrt(partition(4.0 * time))) < flow.energy_error);
        CHECK(flow.point.time == doctest::Approx(time));
    }
}

TEST_CASE("three paths leave an error of third order, below the one that is stated" *
          doctest::test_suite("slow")) {
    for (const double inverse_temperature : {0.0, 0.6})
        for (const double time : {1.0, 2.0, 4.0}) {
            std::vector<FlowPoint> flows;
            for (const int steps : {20, 40, 80})
                flows.push_back(
                    flow_at("terms:3=0.5,4=0.5", time, static_cast<int>(steps * time), inverse_temperature));
            const double first = std::abs(flows[0].point.energy - flows[1].point.energy);
            const double second = std::abs(flows[1].point.energy - flows[2].point.energy);
            CAPTURE(time);
            CHECK(std::log2(first / second) == doctest::Approx(3.0).epsilon(0.05));
            CHECK(first < flows[0].energy_error);
        }
}

TEST_CASE("along a flow the energy falls by the square of the gradient") {
    const double time = 1.0;
    const double apart = 1e-2;
    const auto before = flow_at("pure:3", time - apart, 198);
    const auto here = flow_at("pure:3", time, 200);
    const auto after = flow_at("pure:3", time + apart, 202);
    const double slope = (after.point.energy - before.point.energy) / (2.0 * apart);
    CHECK(-slope == doctest::Approx(here.point.gradient_norm * here.point.gradient_norm).epsilon(1e-4));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
