// Dynamics without tensors: the recursion at N = infinity against the bandwidth of the memory, conditional couplings by
// their steps, and both ways of a descent at equal N, where one takes over from the other.
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/explore/path_dynamics.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/trajectory/anchored_path.hpp"
#include "glasscape/trajectory/infinite_size.hpp"

#include "../landscape/machine.hpp"
#include "../timing.hpp"
#include "trajectory/triangular_history.hpp"

namespace glasscape {
namespace {

using bench::Clock;
using bench::seconds_since;

constexpr int threads = 2;

/// Bytes a second that both threads read together, from as much memory as a step reads.
double read_bandwidth(double bytes) {
    double slowest = 0.0;
    double seconds[threads]{};
    parallel_for(threads, [&](std::int64_t k) {
        seconds[k] = bench::read_once_seconds(static_cast<std::size_t>(bytes) / threads);
    });
    for (const double each : seconds)
        slowest = std::max(slowest, each);
    return bytes / slowest;
}

/// The two passes of step T over the rows of C and R.
void infinite_step(benchmark::State& state) {
    const auto rows = static_cast<int>(state.range(0));
    set_thread_count(threads);
    TriangularHistory correlations(rows);
    TriangularHistory responses(rows);
    std::vector<double> x(static_cast<std::size_t>(rows), 1.0 / rows);
    for (int s = 0; s < rows; ++s) {
        correlations.append(std::span(x).first(static_cast<std::size_t>(s)));
        responses.append(std::span(x).first(static_cast<std::size_t>(s)));
    }
    std::vector<double> down(x.size());
    std::vector<double> across(x.size());
    std::vector<double> times;
    for (auto _ : state) {
        const auto start = Clock::now();
        correlations.multiply(x, x, down, across);
        responses.multiply(x, x, down, across);
        times.push_back(seconds_since(start));
    }
    const double bytes = 2.0 * TriangularHistory::memory(rows);
    const double seconds = bench::median(times);
    state.counters["steps_a_second"] = 1.0 / seconds;
    state.counters["of_bandwidth"] = bytes / seconds / read_bandwidth(bytes);
    bench::at_least(state, "of_bandwidth", 0.7);
    set_thread_count(0);
}
BENCHMARK(infinite_step)->Arg(2000)->Arg(8000)->Unit(benchmark::kMillisecond)->UseRealTime();

void infinite_path(benchmark::State& state) {
    const auto steps = static_cast<int>(state.range(0));
    set_thread_count(threads);
    for (auto _ : state) {
        InfiniteSizePath path(parse_mixture("resnet:p=100,beta=1,field=drop").mixture, {0.002}, steps);
        for (int t = 0; t < steps; ++t)
            path.advance();
        benchmark::DoNotOptimize(path.point().energy);
    }
    set_thread_count(0);
}
BENCHMARK(infinite_path)->Arg(2000)->Unit(benchmark::kMillisecond)->UseRealTime();

DescentRequest request_of(const char* spec, int size, DescentEngine engine, double step, std::int64_t steps) {
    DescentRequest request{parse_mixture(spec).mixture, size, 1, 1, 1};
    request.engine = engine;
    request.dynamics.step = step;
    request.dynamics.steps = steps;
    request.dynamics.gradient_tolerance = 0.0;
    return request;
}

void run_once(benchmark::State& state, const DescentRequest& request) {
    set_thread_count(1);
    std::vector<DescentRecord> records;
    for (auto _ : state)
        records = descend(request, 0);
    if (request.engine == DescentEngine::conditional)
        state.counters["anchors"] = static_cast<double>(records.back().anchors);
    state.counters["steps"] = static_cast<double>(records.back().step);
    set_thread_count(0);
}

void conditional_path(benchmark::State& state, const char* spec, double step, double goal) {
    run_once(state, request_of(spec, 1'000'000, DescentEngine::conditional, step, state.range(0)));
    if (goal > 0.0 && state.range(0) == 300) bench::at_most(state, "time", goal);
}
// Goals: a fifth of the time of a prototype in numpy, 3 s and 1 s.
BENCHMARK_CAPTURE(conditional_path, pure_3, "pure:3", 0.1, 600.0)
    ->Arg(300)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(conditional_path, resnet_100, "resnet:p=100,beta=1,field=drop", 8e-4, 200.0)
    ->Arg(300)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);

/// 1000 steps of order 3 at the tolerances of that prototype's longer run, which took it 6.6 s.
void coarse_conditional_path(benchmark::State& state) {
    set_thread_count(1);
    Dynamics dynamics;
    dynamics.step = 0.1;
    dynamics.steps = 1000;
    dynamics.gradient_tolerance = 0.0;
    int anchors = 0;
    for (auto _ : state) {
        AnchoredPath path(parse_mixture("pure:3").mixture, 1e6, 1, 0, {1e-6, 1e-4});
        run_path_dynamics(path, 1, dynamics, {},
                          [&](const PathSnapshot& snapshot) { anchors = snapshot.anchors; }, {});
    }
    state.counters["anchors"] = anchors;
    bench::at_most(state, "time", 1320.0);
    set_thread_count(0);
}
BENCHMARK(coarse_conditional_path)->Unit(benchmark::kMillisecond);

/// 300 steps of 0.1 of order 3 on both kinds of landscape: what `--couplings auto` weighs.
void descent_on_tensors(benchmark::State& state) {
    run_once(state, request_of("pure:3", static_cast<int>(state.range(0)), DescentEngine::tensors, 0.1, 300));
}
void descent_on_conditional_couplings(benchmark::State& state) {
    run_once(state,
             request_of("pure:3", static_cast<int>(state.range(0)), DescentEngine::conditional, 0.1, 300));
}
BENCHMARK(descent_on_tensors)->Arg(200)->Arg(400)->Unit(benchmark::kMillisecond);
BENCHMARK(descent_on_conditional_couplings)->Arg(200)->Arg(400)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glasscape
