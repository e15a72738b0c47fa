#include "experiment/infinite_descent.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/experiment/end_spectrum.hpp"
#include "glasscape/explore/path_dynamics.hpp"
#include "glasscape/landscape/couplings.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/trajectory/anchored_path.hpp"
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
    if (dynamics.method == DynamicsMethod::stochastic) {
        infinite.batch_noise = request.noise;
        infinite.batches = dynamics.batches;
    }
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

PathMemory memory_of(const DescentRequest& request) {
    return request.couplings.backend == Backend::cuda ? PathMemory::device : PathMemory::host;
}

// The path of a level, its points at the times of the steps of level 0, and what of both a journal holds.
class RecordedPath {
  public:
    RecordedPath(const DescentRequest& request, int level)
        : level_(level),
          every_(shortening(level)),
          dynamics_(of_level(infinite_dynamics(request), every_)),
          path_(request.mixture, dynamics_, static_cast<int>(request.dynamics.steps * every_),
                memory_of(request)),
          points_{path_.point()} {}

    std::int64_t step() const { return path_.point().step; }
    std::vector<InfinitePoint> points() && { return std::move(points_); }

    void advance() {
        path_.advance();
        if (step() % every_ == 0) points_.push_back(path_.point());
    }

    // A block: level, step of the last save, step, points since, state of the path.
    void save(Part& part) {
        if (step() == saved_) return;
        const bool written = part.append([&](const Journal::Sink& sink) {
            const std::array<double, 3> head{static_cast<double>(level_), static_cast<double>(saved_),
                                             static_cast<double>(step())};
            sink(head);
            for (auto k = static_cast<std::size_t>(saved_ / every_ + 1); k < points_.size(); ++k) {
                const auto& point = points_[k];
                sink(std::array{point.energy, point.gradient_norm, point.radial, point.overlap_with_start});
            }
            path_.save(static_cast<int>(saved_), sink);
        });
        if (written) saved_ = step();
    }

    void restore(const Journal& journal) {
        Journal::Reader reader(journal);
        while (reader.left() > 0) {
            reader.next();
            const auto level = static_cast<int>(reader.read());
            const auto since = static_cast<std::int64_t>(reader.read());
            if (level != level_ || since != step()) continue;
            const auto step = static_cast<std::int64_t>(reader.read());
            for (auto k = since / every_ + 1; k <= step / every_; ++k) {
                InfinitePoint point{k * every_, static_cast<double>(k * every_) * dynamics_.step};
                for (auto* value :
                     {&point.energy, &point.gradient_norm, &point.radial, &point.overlap_with_start})
                    *value = reader.read();
                points_.push_back(point);
            }
            path_.restore(static_cast<int>(step), [&](std::span<double> numbers) { reader.read(numbers); });
            saved_ = step;
        }
    }

  private:
    static InfiniteDynamics of_level(InfiniteDynamics dynamics, std::int64_t every) {
        dynamics.step /= static_cast<double>(every);
        return dynamics;
    }

    int level_;
    std::int64_t every_;
    InfiniteDynamics dynamics_;
    InfiniteSizePath path_;
    std::vector<InfinitePoint> points_;
    std::int64_t saved_ = 0;  // step up to which the journal has it
};

std::vector<InfinitePoint> points_of(const DescentRequest& request, int level,
                                     const std::function<void(std::int64_t)>& advance, Part* part) {
    RecordedPath path(request, level);
    if (part != nullptr) path.restore(part->journal());
    if (advance) advance(path.step());
    try {
        while (path.step() < request.dynamics.steps * shortening(level)) {
            throw_if_interrupted();
            path.advance();
            if (advance) advance(1);
            if (part != nullptr && part->is_due()) path.save(*part);
        }
    } catch (const Interrupted&) {
        if (part != nullptr) path.save(*part);
        throw;
    }
    return std::move(path).points();
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

constexpr double practically_infinite = 1e12;  // spins: what fluctuates does so by a millionth

// The recursion knows no Hessian: that of very many spins which follow the same dynamics.
EndSpectrum hessian_at_infinity(const DescentRequest& request) {
    const auto& mixture = request.mixture;
    AnchoredPath landscape(mixture, practically_infinite, request.seed, 0,
                           tolerances_for(mixture, practically_infinite), request.noise);
    auto dynamics = request.dynamics;
    if (!dynamics.step) dynamics.step = default_step(mixture);
    const DynamicsRun run{request.seed, 0, request.noise * std::sqrt(mixture.nu1())};
    EndSpectrum end;
    run_path_dynamics(
        landscape, 1, dynamics, {},
        [&](const PathSnapshot& snapshot) {
            end = end_spectrum_at_infinity(landscape, mixture,
                                           unit_vector(snapshot.state, practically_infinite),
                                           derived_seed(request.seed, Stream::hessian));
        },
        run);
    return end;
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
    if (const auto devices = cuda_devices();
        memory_of(request) == PathMemory::device && devices.names.empty())
        throw std::runtime_error("the CUDA backend cannot be used: " + devices.problem);
    if (request.gradient_flow && request.dynamics.method != DynamicsMethod::gradient)
        throw std::invalid_argument(
            "--gradient-flow is the limit of small steps of --method gradient: leave --method away");
    const double bytes = memory_at_infinity(request);
    if (memory_of(request) == PathMemory::host && bytes > 0.5 * static_cast<double>(free_memory()))
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
                                               const std::function<void(std::int64_t)>& advance, Part* part) {
    std::array<std::vector<InfinitePoint>, flow_levels> by_level;
    const int levels = levels_of(request);
    for (int level = 0; level < levels; ++level)
        by_level[static_cast<std::size_t>(level)] = points_of(request, level, advance, part);
    std::vector<DescentRecord> records;
    for (std::size_t step = 0; step < by_level[0].size(); ++step)
        records.push_back(levels == 1 ? record_of(request.mixture, {by_level[0][step], no_value})
                                      : record_of(request.mixture,
                                                  extrapolate_to_flow({by_level[0][step], by_level[1][step],
                                                                       by_level[2][step]})));
    if (request.hessian) records.back().end = hessian_at_infinity(request);
    return records;
}

}  // namespace glasscape
