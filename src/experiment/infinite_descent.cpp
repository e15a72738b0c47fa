#include "experiment/infinite_descent.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/landscape/couplings.hpp"
#include "glasscape/trajectory/gradient_flow.hpp"
#include "glasscape/trajectory/infinite_size.hpp"

namespace glasscape {
namespace {

InfiniteDynamics infinite_dynamics(const DescentRequest& request) {
    const auto& dynamics = request.dynamics;
    InfiniteDynamics infinite;
    infinite.step = dynamics.step.value_or(default_step(request.mixture));
    if (dynamics.method == DynamicsMethod::momentum) infinite.momentum = dynamics.momentum;
    if (dynamics.method == DynamicsMethod::langevin) infinite.temperature = dynamics.temperature;
    if (dynamics.method == DynamicsMethod::stochastic) infinite.batch_noise = request.noise;
    if (request.start_temperature > 0.0) infinite.start_inverse_temperature = 1.0 / request.start_temperature;
    return infinite;
}

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

int levels_of(const DescentRequest& request) {
    return request.gradient_flow ? flow_levels : 1;
}

// Steps of the path of a level to one of level 0.
std::int64_t shortening(int level) {
    return std::int64_t{1} << level;
}

// At the times of the steps of level 0.
std::vector<InfinitePoint> points_of(const DescentRequest& request, int level,
                                     const std::function<void()>& advance) {
    const auto every = shortening(level);
    auto dynamics = infinite_dynamics(request);
    dynamics.step /= static_cast<double>(every);
    const auto steps = static_cast<int>(request.dynamics.steps * every);
    InfiniteSizePath path(request.mixture, dynamics, steps);
    std::vector<InfinitePoint> points{path.point()};
    for (int step = 1; step <= steps; ++step) {
        throw_if_interrupted();
        path.advance();
        if (step % every == 0) points.push_back(path.point());
        if (advance) advance();
    }
    return points;
}

DescentRecord record_of(const Mixture& mixture, const FlowPoint& flow) {
    const auto& point = flow.point;
    return {0,
            0,
            point.step,
            point.time,
            point.energy,
            point.gradient_norm,
            point.radial,
            point.overlap_with_start,
            marginality(mixture, point.radial),
            -1,
            no_value,
            flow.energy_error};
}

}  // namespace

double memory_at_infinity(const DescentRequest& request) {
    constexpr std::int64_t most_steps = 1'000'000;
    const auto steps = std::min(request.dynamics.steps * shortening(levels_of(request) - 1), most_steps);
    return InfiniteSizePath::memory(static_cast<int>(steps));
}

std::int64_t steps_of_one_disorder(const DescentRequest& request) {
    std::int64_t steps = 0;
    for (int level = 0; level < levels_of(request); ++level)
        steps += request.dynamics.steps * shortening(level);
    return steps;
}

bool annealed_is_quenched(const Mixture& mixture, double temperature) {
    if (mixture.field_weight() > 0.0) return false;
    const double b2 = 1.0 / (temperature * temperature);
    constexpr int grid = 20'000;
    for (int i = 1; i < grid; ++i) {
        const double q = static_cast<double>(i) / grid;
        if (b2 * mixture.nu(q) + q + std::log1p(-q) > 0.0) return false;
    }
    return true;
}

void require_infinite(const DescentRequest& request) {
    require_sound(request.dynamics);
    require_sound(infinite_dynamics(request));
    if (request.gradient_flow && request.dynamics.method != DynamicsMethod::gradient)
        throw std::invalid_argument(
            "--gradient-flow is the limit of small steps of --method gradient: leave --method away");
    const double bytes = memory_at_infinity(request);
    if (bytes > 0.5 * static_cast<double>(free_memory()))
        throw std::invalid_argument(fmt::format(
            "{} steps{} at N = infinity need {:.3g} GB of memory, more than half of what is free: "
            "take fewer --steps, or longer ones with --step",
            request.dynamics.steps, request.gradient_flow ? " and as many quarters of a step" : "",
            bytes / 1e9));
    if (request.start_temperature > 0.0 && !annealed_is_quenched(request.mixture, request.start_temperature))
        throw std::invalid_argument(
            fmt::format("a start of temperature {} is below the transition of {} (or it has a field), where "
                        "annealed and quenched averages part: take a higher temperature",
                        request.start_temperature, request.mixture.spec()));
}

std::vector<DescentRecord> descend_at_infinity(const DescentRequest& request,
                                               const std::function<void()>& advance) {
    std::array<std::vector<InfinitePoint>, flow_levels> by_level;
    const int levels = levels_of(request);
    for (int level = 0; level < levels; ++level)
        by_level[static_cast<std::size_t>(level)] = points_of(request, level, advance);
    std::vector<DescentRecord> records;
    for (std::size_t step = 0; step < by_level[0].size(); ++step)
        records.push_back(levels == 1 ? record_of(request.mixture, {by_level[0][step], no_value})
                                      : record_of(request.mixture,
                                                  extrapolate_to_flow({by_level[0][step], by_level[1][step],
                                                                       by_level[2][step]})));
    return records;
}

}  // namespace glasscape
