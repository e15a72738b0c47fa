// Training steps of convolutional networks against eager PyTorch (where python3 has it), exact spectra of their
// paths, and what logging these costs a training. Processor time of one thread.
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/convolution/image_spectrum.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/network/optimiser.hpp"
#include "glasscape/training/datasets.hpp"
#include "glasscape/training/training_run.hpp"

#include "../timing.hpp"

namespace glasscape {
namespace {

using bench::median;

constexpr int samples = 64;

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

template <class Body>
double seconds_of(const Body& body) {
    const double start = processor_seconds();
    body();
    return processor_seconds() - start;
}

template <class T>
Panel<T> images_of(const ImageShape& shape) {
    Panel<T> images(shape.features(), samples);
    for (int i = 0; i < images.features(); ++i)
        for (int b = 0; b < samples; ++b)
            images(i, b) = static_cast<T>(std::sin(1.7 * i + 0.37 * b * b) + std::cos(0.11 * i * (b + 1)));
    return images;
}

std::vector<int> labels_of() {
    std::vector<int> labels(samples);
    for (int b = 0; b < samples; ++b)
        labels[static_cast<std::size_t>(b)] = b % 10;
    return labels;
}

/// 0 where there is no PyTorch.
double torch_milliseconds(const std::string& precision) {
    const std::string command =
        "python3 " GLASSCAPE_BENCHMARKS "/network/torch_convolutional.py " + precision + " 5 2>/dev/null";
    double milliseconds = 0.0;
    if (FILE* pipe = popen(command.c_str(), "r")) {
        if (std::fscanf(pipe, "%lf", &milliseconds) != 1) milliseconds = 0.0;
        pclose(pipe);
    }
    return milliseconds;
}

// ResNet-20 of widths 16, 32, 64 on 64 images of 28 x 28.
template <class T>
void convolutional_step(benchmark::State& state) {
    ConvolutionalOptions options;
    options.image = {1, 28, 28};
    ConvolutionalNetwork<T> network(options, 1);
    Optimiser<T> optimiser({}, network.parameters());
    ImageActivations<T> activations;
    const auto x = images_of<T>(options.image);
    const auto labels = labels_of();
    std::vector<double> times;
    for (auto _ : state) {
        times.push_back(seconds_of([&] {
            network.forward(x, labels, NormMode::train, activations);
            network.backward(x, activations);
            optimiser.step(0.003);
        }));
        state.SetIterationTime(times.back());
    }
    state.counters["ms"] = 1e3 * median(times);
    const bool is_double = sizeof(T) == sizeof(double);
    if (const double torch = torch_milliseconds(is_double ? "double" : "float"); torch > 0.0) {
        state.counters["over_torch"] = torch / (1e3 * median(times));
        bench::at_least(state, "over_torch", is_double ? 4.0 : 1.5);
    }
}
BENCHMARK_TEMPLATE(convolutional_step, float)->UseManualTime()->Iterations(9)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(convolutional_step, double)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);

// Outputs and input gradients by length of ResNet-110 (pre-activation; widths 16, 32, 64; 64 images of 32 x 32 x 3),
// and the time over that of as many branch products, two convolutions each, at the rate of a forward pass.
void convolutional_spectrum(benchmark::State& state) {
    ConvolutionalOptions options;
    options.image = {3, 32, 32};
    options.blocks_per_stage = 18;
    options.block = BlockKind::preactivation;
    ConvolutionalNetwork<float> network(options, 1);
    const auto x = images_of<float>(options.image);
    const auto labels = labels_of();
    ImageActivations<float> activations;
    network.forward(x, labels, NormMode::batch, activations);
    const double forward = seconds_of([&] { network.forward(x, labels, NormMode::batch, activations); });
    std::vector<double> times;
    for (auto _ : state) {
        times.push_back(seconds_of([&] {
            benchmark::DoNotOptimize(image_spectra(network, x, labels, Cotangent::loss, false, {}));
        }));
        state.SetIterationTime(times.back());
    }
    // p (p + 1) branch products of p in a forward pass.
    state.counters["over_forward_passes"] = median(times) / (forward * (options.blocks() + 1));
    bench::at_most(state, "time", 20.0);
}
BENCHMARK(convolutional_spectrum)->UseManualTime()->Iterations(1)->Unit(benchmark::kSecond);

// The training of conv_orig_bn on digits: its twelve spectra, with gradients by the weights in the first and the
// last, against its 620 steps.
void convolutional_logging(benchmark::State& state) {
    set_thread_count(1);
    ConvolutionalOptions network;
    network.widths = {8, 16, 32};
    TrainingOptions options;
    options.steps = 620;
    options.log_steps = default_log_steps(options.steps);
    options.batch = samples;
    options.spectrum_points = samples;
    options.gradient_points = samples;
    options.test_points = samples;
    auto test_only = options;
    test_only.spectrum_points = 0;
    test_only.gradient_points = 0;
    TrainingRun<float> run(network, options, open_dataset(parse_data_source("digits"), 1), 1);
    const ImageDepthOptions with_weights;
    ImageDepthOptions without;
    without.weight_gradients = false;
    constexpr int steps = 20;
    std::vector<double> step;
    std::vector<double> log;
    std::vector<double> end;
    std::vector<double> test;
    for (auto _ : state) {
        step.push_back(seconds_of([&] {
            for (int i = 0; i < steps; ++i)
                run.train_step();
        }));
        log.push_back(seconds_of([&] { run.record(0.0, options, without); }));
        end.push_back(seconds_of([&] { run.record(0.0, options, with_weights); }));
        test.push_back(seconds_of([&] { run.record(0.0, test_only, without); }));
        state.SetIterationTime(log.back());
    }
    const auto logs = static_cast<double>(default_log_steps(options.steps).size());
    const double training = static_cast<double>(options.steps) / steps * median(step);
    const double spectra = logs * (median(log) - median(test));
    state.counters["spectra_over_training"] = spectra / training;
    state.counters["with_weights_at_ends"] = (spectra + 2.0 * (median(end) - median(log))) / training;
    bench::at_most(state, "spectra_over_training", 0.1);
    bench::at_most(state, "with_weights_at_ends", 0.1);
    set_thread_count(0);
}
BENCHMARK(convolutional_logging)->UseManualTime()->Iterations(15)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glasscape
