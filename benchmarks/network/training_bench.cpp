// Training steps against the machine's multiply-adds and against eager PyTorch in the same run (where python3
// has it), and several seeds at once against one after the other.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/core/threads.hpp"
#include "glasscape/training/training_run.hpp"

#include "../landscape/machine.hpp"
#include "../timing.hpp"

namespace glasscape {
namespace {

using bench::Clock;
using bench::median;
using bench::seconds_since;

constexpr int inputs = 50;
constexpr int classes = 50;
constexpr int batch = 128;

NetworkOptions network_of(int width, int depth, NormKind kind) {
    NetworkOptions options;
    options.inputs = inputs;
    options.width = width;
    options.depth = depth;
    options.classes = classes;
    options.readout = Readout::trained;
    options.norm.kind = kind;
    return options;
}

/// Milliseconds of a step in PyTorch, 0 where there is none.
double torch_milliseconds(int width, int depth) {
    const std::string command = "python3 " GLASSCAPE_BENCHMARKS "/network/torch_rival.py " +
                                std::to_string(width) + " " + std::to_string(depth) + " 60 2>/dev/null";
    double milliseconds = 0.0;
    if (FILE* pipe = popen(command.c_str(), "r")) {
        if (std::fscanf(pipe, "%lf", &milliseconds) != 1) milliseconds = 0.0;
        pclose(pipe);
    }
    return milliseconds;
}

// Arguments: width, depth, normalisation (as in NormKind). One thread; drawing the batch is left out.
void training_step(benchmark::State& state) {
    const int width = static_cast<int>(state.range(0));
    const int depth = static_cast<int>(state.range(1));
    ResidualNetwork<float> network(network_of(width, depth, static_cast<NormKind>(state.range(2))), 1);
    Optimiser<float> optimiser({}, network.parameters());
    Activations<float> activations;
    Batch points;
    make_gaussian_classes({inputs, classes, 0.5, true, 0}, 1)->training_batch(0, batch, points);
    std::vector<double> times;
    for (auto _ : state) {
        const auto start = Clock::now();
        network.forward(points.x, points.labels, NormMode::train, activations);
        network.backward(points.x, activations);
        optimiser.step(0.003);
        times.push_back(seconds_since(start));
        state.SetIterationTime(times.back());
    }
    // Forward, backward by the input (not of the first layer) and by the weights.
    const double weights = static_cast<double>(width) * ((depth - 1) * width + classes);
    const double multiply_adds = batch * (3.0 * weights + 2.0 * width * inputs);
    state.counters["ms"] = 1e3 * median(times);
    state.counters["of_peak"] = multiply_adds / bench::fma_per_second() / median(times);
    if (const double torch = torch_milliseconds(width, depth); torch > 0.0)
        state.counters["over_torch"] = torch / (1e3 * median(times));
}
BENCHMARK(training_step)
    ->UseManualTime()
    ->Iterations(300)
    ->Unit(benchmark::kMillisecond)
    ->Args({50, 10, static_cast<int>(NormKind::batch_norm)})
    ->Args({100, 50, static_cast<int>(NormKind::batch_norm)})
    ->Args({50, 10, static_cast<int>(NormKind::paper_scale)})
    ->Args({100, 50, static_cast<int>(NormKind::paper_scale)});

// Four seeds of the default configuration, 200 steps each: two threads against one.
void four_seeds(benchmark::State& state) {
    const auto train = [](int threads) {
        set_thread_count(threads);
        const auto start = Clock::now();
        parallel_for(4, [](std::int64_t seed) {
            TrainingOptions options;
            options.steps = 200;
            options.log_steps = {};
            TrainingRun<float> run(NetworkOptions{}, options,
                                   make_gaussian_classes({}, static_cast<std::uint64_t>(seed)),
                                   static_cast<std::uint64_t>(seed));
            run.run([] { return false; });
        });
        return seconds_since(start);
    };
    std::vector<double> one;
    std::vector<double> two;
    for (auto _ : state) {
        one.push_back(train(1));
        two.push_back(train(2));
        state.SetIterationTime(two.back());
    }
    state.counters["one_over_two"] = median(one) / median(two);
    set_thread_count(0);
}
BENCHMARK(four_seeds)->UseManualTime()->Iterations(7)->Unit(benchmark::kMillisecond);

// The default configuration with its default logs: what the depth spectra of a log cost against the training,
// and what a whole log does, the test points included.
void logging(benchmark::State& state) {
    set_thread_count(1);
    TrainingOptions options;
    TrainingRun<float> run(NetworkOptions{}, options, make_gaussian_classes({}, 1), 1);
    auto test_only = options;
    test_only.spectrum_points = 0;
    test_only.gradient_points = 0;
    constexpr int steps = 40;
    std::vector<double> step;
    std::vector<double> whole;
    std::vector<double> test;
    const auto timed = [](std::vector<double>& times, const auto& body) {
        const auto start = Clock::now();
        body();
        times.push_back(seconds_since(start));
    };
    for (auto _ : state) {
        timed(step, [&] {
            for (int i = 0; i < steps; ++i)
                run.train_step();
        });
        timed(whole, [&] { run.record(0.0, options); });
        timed(test, [&] { run.record(0.0, test_only); });
        state.SetIterationTime(whole.back());
    }
    const auto logs = static_cast<double>(options.log_steps.size());
    const double training = static_cast<double>(options.steps) / steps * median(step);
    state.counters["spectra_over_training"] = logs * (median(whole) - median(test)) / training;
    state.counters["logs_over_training"] = logs * median(whole) / training;
    bench::at_most(state, "spectra_over_training", 0.1);
    set_thread_count(0);
}
BENCHMARK(logging)->UseManualTime()->Iterations(30)->Unit(benchmark::kMillisecond);

// Argument: depth p. The output shares of a network of width 50 on 512 points: p (p-1)/2 branch products.
void depth_spectrum(benchmark::State& state) {
    const int depth = static_cast<int>(state.range(0));
    ResidualNetwork<float> network(network_of(50, depth, NormKind::paper_scale), 1);
    Batch points;
    make_gaussian_classes({inputs, classes, 0.5, true, 0}, 1)->test_batch(512, points);
    for (auto _ : state)
        benchmark::DoNotOptimize(output_spectrum(network, points.x, points.labels));
    state.counters["us_per_product"] =
        benchmark::Counter(0.5 * depth * (depth - 1) * 1e-6,
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(depth_spectrum)->Arg(10)->Arg(50)->Arg(200)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glasscape
