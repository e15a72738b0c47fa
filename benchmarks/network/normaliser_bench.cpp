// Normalisers forward and backward against eager PyTorch in the same run (where python3 has it), and the two ways of
// whitening against each other and the machine's multiply-adds.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/core/random.hpp"
#include "glasscape/network/normaliser.hpp"

#include "../landscape/machine.hpp"
#include "../timing.hpp"

namespace glasscape {
namespace {

using bench::Clock;
using bench::median;
using bench::seconds_since;

constexpr int samples = 128;
constexpr int conditions = 4;

/// Uniform in [-1, 1).
float next_value(RandomStream& stream) {
    return static_cast<float>(stream() >> 40U) * 0x1p-23F - 1.0F;
}

/// One normaliser of `width` units with a batch of random points.
struct Layer {
    std::unique_ptr<Normaliser<float>> norm;
    Panel<float> x;
    Panel<float> out;
    Panel<float> grad_out;
    Panel<float> grad_x;
    std::vector<Condition> of_samples;

    Layer(NormKind kind, int width)
        : x(width, samples), grad_out(width, samples), of_samples(static_cast<std::size_t>(samples)) {
        auto options = default_options(kind);
        if (kind == NormKind::group_norm) options.groups = 4;
        norm = make_normaliser<float>(options, {width, width, conditions});
        RandomStream stream(1, Stream::start, 0);
        for (int j = 0; j < width; ++j)
            for (int b = 0; b < samples; ++b) {
                x(j, b) = next_value(stream);
                grad_out(j, b) = next_value(stream);
            }
        for (int b = 0; b < samples; ++b)
            of_samples[static_cast<std::size_t>(b)] = Condition{b % conditions};
    }

    double seconds() {
        const auto start = Clock::now();
        norm->forward(x, of_samples, NormMode::train, out);
        norm->backward(x, grad_out, grad_x);
        return seconds_since(start);
    }
};

/// Milliseconds in PyTorch, 0 where there is none.
double torch_layer_milliseconds(NormKind kind, int width) {
    const std::string command = "python3 " GLASSCAPE_BENCHMARKS "/network/torch_normalisers.py " +
                                std::string(norm_name(kind)) + " " + std::to_string(width) +
                                " 50 2>/dev/null";
    double milliseconds = 0.0;
    if (FILE* pipe = popen(command.c_str(), "r")) {
        if (std::fscanf(pipe, "%lf", &milliseconds) != 1) milliseconds = 0.0;
        pclose(pipe);
    }
    return milliseconds;
}

// Arguments: normalisation (as in NormKind), width. One thread, forward and backward of one layer.
void normaliser_layer(benchmark::State& state) {
    const auto kind = static_cast<NormKind>(state.range(0));
    const int width = static_cast<int>(state.range(1));
    Layer layer(kind, width);
    std::vector<double> times;
    for (auto _ : state) {
        times.push_back(layer.seconds());
        state.SetIterationTime(times.back());
    }
    state.SetLabel(std::string(norm_name(kind)));
    if (const double torch = torch_layer_milliseconds(kind, width); torch > 0.0)
        state.counters["over_torch"] = torch / (1e3 * median(times));
}
BENCHMARK(normaliser_layer)
    ->UseManualTime()
    ->Iterations(50)
    ->Unit(benchmark::kMillisecond)
    ->ArgsProduct({{static_cast<int>(NormKind::paper_scale), static_cast<int>(NormKind::paper_scale_centred),
                    static_cast<int>(NormKind::skip_init), static_cast<int>(NormKind::batch_norm),
                    static_cast<int>(NormKind::layer_norm), static_cast<int>(NormKind::group_norm),
                    static_cast<int>(NormKind::rms_norm), static_cast<int>(NormKind::cond_batch_norm),
                    static_cast<int>(NormKind::sandwich_bn), static_cast<int>(NormKind::iter_norm),
                    static_cast<int>(NormKind::swbn_fro), static_cast<int>(NormKind::weight_norm)},
                   {64}});

// Argument: width n. iter_norm over swbn_fro in the same run, and the former's products, 65 of n^3 (5 Newton steps,
// 3 forward and 10 back each) and 6 of n^2 samples, against the machine's multiply-adds.
void whitening(benchmark::State& state) {
    const int width = static_cast<int>(state.range(0));
    Layer slow(NormKind::iter_norm, width);
    Layer fast(NormKind::swbn_fro, width);
    std::vector<double> iter;
    std::vector<double> swbn;
    for (auto _ : state) {
        iter.push_back(slow.seconds());
        swbn.push_back(fast.seconds());
        state.SetIterationTime(iter.back());
    }
    const double n = width;
    const double multiply_adds = 65.0 * n * n * n + 6.0 * n * n * samples;
    state.counters["iter_over_swbn"] = median(iter) / median(swbn);
    state.counters["of_peak"] = multiply_adds / bench::fma_per_second() / median(iter);
    bench::at_least(state, "iter_over_swbn", 3.0);
    if (width == 256) bench::at_least(state, "of_peak", 0.5);
}
BENCHMARK(whitening)
    ->UseManualTime()
    ->Iterations(20)
    ->Unit(benchmark::kMillisecond)
    ->Arg(64)
    ->Arg(128)
    ->Arg(256);

}  // namespace
}  // namespace glasscape
