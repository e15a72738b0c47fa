// Conditional landscapes as landscapes: derivatives near a path belong to one sample.
#include "glasscape/explore/path_landscape.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/saddle_search.hpp"
#include "glasscape/mixture/mixture.hpp"
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

struct DerivativeDeviations {
    double first;
    double second;
    double third;
};

// Standard deviations of the derivatives of H along a geodesic: Var[d^k H/dt^k] = N sum_r eps_r^2 E[S_r^(2k)], S_r a sum
// of r signs, for nu(cos t) = sum_r eps_r^2 E[cos(S_r t)].
DerivativeDeviations derivative_deviations(const Mixture& mixture) {
    DerivativeDeviations variances{};
    for (const auto& term : mixture.terms()) {
        const double r = term.order;
        variances.first += spins * term.weight * r;
        variances.second += spins * term.weight * (3.0 * r * r - 2.0 * r);
        variances.third += spins * term.weight * (15.0 * r * r * r - 30.0 * r * r + 16.0 * r);
    }
    return {std::sqrt(variances.first), std::sqrt(variances.second), std::sqrt(variances.third)};
}

}  // namespace

TEST_SUITE("explore") {
    TEST_CASE("derivatives of a conditional landscape fit together") {
        const auto mixture = parse_mixture("resnet:p=6,beta=0.5").mixture;
        AnchoredPath path(mixture, spins, 3, 1, {1e-6, 1e-6});
        const PathLandscape landscape(path);
        const auto deviations = derivative_deviations(mixture);
        const auto state = point_of(0);
        const auto here = seen_at(landscape, state);
        const double radial = overlap(state, here.gradient);

        // Along a geodesic: E(t) = E + t g.v + t^2/2 (v.H v - x |v|^2), to third order in the angle t. In units of what
        // the derivatives are over samples: those of one sample may be small.
        const double angle = 1e-3;
        double first_squares = 0.0;
        for (std::uint64_t direction = 1; direction <= 4; ++direction) {
            auto step = tangent_at(state, direction);
            const double scale = angle * std::sqrt(spins / dot(step, step));
            for (double& value : step)
                value *= scale;
            auto moved = state;
            move_along_geodesic(moved, step);
            std::vector<double> of_step(spins);
            landscape.hessian_vector(state, step, of_step);
            const double first = dot(here.gradient, step);
            const double second = 0.5 * (dot(step, of_step) - radial * dot(step, step));
            const double change = seen_at(landscape, moved).energy - here.energy;
            CHECK(std::abs(second) < 5.0 * std::pow(angle, 2) / 2.0 * deviations.second);
            CHECK(std::abs(change - first - second) < 5.0 * std::pow(angle, 3) / 6.0 * deviations.third);
            first_squares += std::pow(first / (angle * deviations.first), 2);
        }
        CHECK(first_squares > 0.04);  // chi squared of 4, below it once in 5000 samples
    }

    TEST_CASE("the Hessian of a conditional landscape is symmetric") {
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
