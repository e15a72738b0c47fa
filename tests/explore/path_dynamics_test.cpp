// Dynamics on conditional landscapes: against N = infinity.
#include "glasscape/explore/path_dynamics.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "glasscape/mixture/spec.hpp"
#include "glasscape/trajectory/anchored_path.hpp"
#include "glasscape/trajectory/infinite_size.hpp"

namespace glasscape {
namespace {

Dynamics fixed_step(double step, std::int64_t steps, DynamicsMethod method = DynamicsMethod::gradient) {
    Dynamics dynamics;
    dynamics.method = method;
    dynamics.step = step;
    dynamics.steps = steps;
    dynamics.gradient_tolerance = 0.0;
    return dynamics;
}

std::vector<std::int64_t> every_step(std::int64_t steps) {
    std::vector<std::int64_t> list;
    for (std::int64_t step = 0; step <= steps; ++step)
        list.push_back(step);
    return list;
}

std::vector<PathSnapshot> path_of(ConditionalLandscape& landscape, const Dynamics& dynamics,
                                  const DynamicsRun& run = {}) {
    std::vector<PathSnapshot> snapshots;
    run_path_dynamics(
        landscape, 1, dynamics, every_step(dynamics.steps),
        [&](const PathSnapshot& snapshot) { snapshots.push_back(snapshot); }, run);
    return snapshots;
}

TEST_SUITE_BEGIN("explore");

TEST_CASE("a billion spins follow the path of infinitely many") {
    constexpr double size = 1e9;
    constexpr int steps = 30;
    struct Case {
        const char* spec;
        Dynamics dynamics;
        InfiniteDynamics infinite;
    };
    auto heavy = fixed_step(0.03, steps, DynamicsMethod::momentum);
    heavy.momentum = 0.8;
    auto hot = fixed_step(0.1, steps, DynamicsMethod::langevin);
    hot.temperature = 0.3;
    auto batched = fixed_step(0.05, steps, DynamicsMethod::stochastic);
    batched.batches = 3;
    const Case cases[] = {
        {"pure:3", fixed_step(0.1, steps), {0.1}},
        {"terms:2=0.5,3=0.5", fixed_step(0.12, steps), {0.12}},
        {"resnet:p=100,beta=1,field=drop", fixed_step(0.002, steps), {0.002}},
        {"pure:3", heavy, {0.03, 0.8}},
        {"terms:3=0.5,4=0.5", heavy, {0.03, 0.8}},
        {"pure:3", hot, {0.1, 0.0, 0.3}},
        {"pure:3", fixed_step(0.05, steps, DynamicsMethod::stochastic), {0.05, 0.0, 0.0, 0.5}},
        {"pure:3", batched, {0.05, 0.0, 0.0, 0.5, 0.0, 3}},
        {"terms:2=0.5,3=0.5", batched, {0.05, 0.0, 0.0, 0.5, 0.0, 3}}};
    for (const auto& one : cases) {
        const auto& dynamics = one.dynamics;
        CAPTURE(one.spec);
        const auto mixture = parse_mixture(one.spec).mixture;
        DynamicsRun run;
        run.batch_deviation = 0.5 * std::sqrt(mixture.nu1());
        AnchoredPath landscape(mixture, size, 3, 0, {1e-10, 1e-6}, 0.5);
        const auto path = path_of(landscape, dynamics, run);
        InfiniteSizePath limit(mixture, one.infinite, steps);
        // Fluctuations of order sqrt(nu') and sqrt(nu'') over sqrt N.
        const double unit = 1.0 / std::sqrt(size);
        const double scale = std::sqrt(mixture.nu1() + mixture.nu2());
        for (const auto& snapshot : path) {
            while (limit.point().step < snapshot.step)
                limit.advance();
            const auto& expected = limit.point();
            CAPTURE(snapshot.step);
            CHECK(std::abs(snapshot.energy - expected.energy) < 5.0 * unit);
            CHECK(std::abs(snapshot.radial - expected.radial) < 5.0 * scale * unit);
            CHECK(std::abs(snapshot.gradient_norm - expected.gradient_norm) < 5.0 * scale * unit);
            CHECK(std::abs(snapshot.overlap_with_start - expected.overlap_with_start) < 5.0 * unit);
        }
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
