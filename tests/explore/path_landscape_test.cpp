// Conditional landscapes as landscapes: derivatives near a path belong to one sample.
#include "glasscape/explore/path_landscape.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/saddle_search.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/trajectory/anchored_path.hpp"

namespace glasscape {
namespace {

constexpr int spins = 6;

std::vector<double> point_of(std::uint64_t index) {
    std::vector<double> state(spins);
    RandomStream stream(4, Stream::start, index);
    draw_uniform_point(stream, state);
    return state;
}

std::vector<double> tangent_at(const std::vector<double>& state, std::uint64_t index) {
    auto vector = point_of(index);
    project_to_tangent(state, vector);
    return vector;
}

struct Seen {
    double energy;
    std::vector<double> gradient;
};

Seen seen_at(const Landscape& landscape, const std::vector<double>& state) {
    std::vector<double> energy(1);
    std::vector<double> gradient(spins);
    landscape.energies_and_gradients(state, energy, gradient);
    return {energy.front(), gradient};
}

}  // namespace

TEST_SUITE("explore") {
    TEST_CASE("derivatives of a conditional landscape fit together") {
        AnchoredPath path(parse_mixture("resnet:p=6,beta=0.5").mixture, spins, 3, 1, {1e-6, 1e-6});
        const PathLandscape landscape(path);
        const auto state = point_of(0);
        const auto u = tangent_at(state, 1);
        const auto v = tangent_at(state, 2);
        std::vector<double> of_u(spins);
        std::vector<double> of_v(spins);
        landscape.hessian_vector(state, u, of_u);
        landscape.hessian_vector(state, v, of_v);
        const double scale = std::sqrt(dot(of_u, of_u) * dot(v, v));
        CHECK(std::abs(dot(v, of_u) - dot(u, of_v)) < 1e-6 * scale);  // drawn to 1e-6 of a variance

        // Along a geodesic: E(t) = E + t g.v + t^2/2 (v.H v - x |v|^2), to third order in the angle t: of the second
        // a share of the angle times the order.
        const auto here = seen_at(landscape, state);
        const double angle = 1e-3;
        const double length = std::sqrt(dot(v, v));
        auto moved = state;
        std::vector<double> step(spins);
        for (std::size_t i = 0; i < step.size(); ++i)
            step[i] = angle * std::sqrt(static_cast<double>(spins)) * v[i] / length;
        move_along_geodesic(moved, step);
        std::vector<double> of_step(spins);
        landscape.hessian_vector(state, step, of_step);
        const double radial = overlap(state, here.gradient);
        const double second = 0.5 * (dot(step, of_step) - radial * dot(step, step));
        const double change = seen_at(landscape, moved).energy - here.energy;
        CHECK(std::abs(change - dot(here.gradient, step)) > 0.5 * std::abs(second));
        CHECK(std::abs(change - dot(here.gradient, step) - second) < 6.0 * angle * std::abs(second));
    }

    TEST_CASE("Newton ends at a critical point of the sample, and its gradient stays 0 there") {
        AnchoredPath path(parse_mixture("pure:12").mixture, spins, 5, 1, {1e-6, 1e-6});
        const PathLandscape landscape(path);
        SaddleSearchOptions options;
        options.trust_angle = 0.1;
        options.step_angle = 1e-8;
        options.newton_steps = 40;
        options.fallback_steps = 0;
        int found = 0;
        for (std::uint64_t start = 0; start < 4; ++start) {
            const auto result = search_critical_points(landscape, point_of(start), options).front();
            if (result.status != SearchStatus::converged) continue;
            ++found;
            const auto point = describe_point(landscape, result.state);
            CHECK(point.gradient_norm < 1e-6);
            CHECK(point.energy == doctest::Approx(point.radial / 12.0).epsilon(1e-8));  // s.grad H = 12 H
            CHECK(describe_point(landscape, result.state).energy ==
                  doctest::Approx(point.energy).epsilon(1e-9));
        }
        CHECK(found >= 2);
    }
}

}  // namespace glasscape
