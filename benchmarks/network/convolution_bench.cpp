// The products of convolutional layers against those of dense layers (panel_product) in the same run.
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "../timing.hpp"
#include "network/panel/convolution.hpp"

namespace glasscape {
namespace {

using bench::Clock;
using bench::median;
using bench::seconds_since;

constexpr int samples = 64;

template <class T>
void fill(Panel<T>& panel) {
    for (int i = 0; i < panel.features(); ++i)
        for (int b = 0; b < panel.samples(); ++b)
            panel(i, b) = static_cast<T>(std::sin(0.1 * (i + b)));
}

/// Arguments: input channels, output channels, height and width, stride. One thread. GFLOP/s of each product and
/// its ratio to the product of a dense layer of as many inputs and outputs.
template <class T>
void convolution(benchmark::State& state) {
    const auto side = static_cast<int>(state.range(2));
    const ConvolutionShape shape{{static_cast<int>(state.range(0)), side, side},
                                 static_cast<int>(state.range(1)),
                                 3,
                                 static_cast<int>(state.range(3))};
    Panel<T> in(shape.in.features(), samples);
    Panel<T> grad(shape.out().features(), samples);
    fill(in);
    fill(grad);
    const auto kernels =
        static_cast<std::size_t>(shape.outputs) * static_cast<std::size_t>(shape.in.channels);
    AlignedVector<T> weights(kernels * 9, T{0.1F});
    AlignedVector<T> gradients(weights.size());
    AlignedVector<T> forward;
    AlignedVector<T> backward;
    AlignedVector<T> scratch;
    pack_forward(shape, weights.data(), forward);
    pack_backward(shape, weights.data(), backward);
    const auto to_out = forward_gather(shape);
    const auto to_in = backward_gather(shape);
    Panel<T> dense_in(shape.in.channels, samples * 64);
    Panel<T> dense_out(shape.outputs, samples * 64);
    fill(dense_in);
    Panel<T> result;
    std::vector<double> times[4];
    const auto timed = [](std::vector<double>& list, const auto& body) {
        const auto start = Clock::now();
        body();
        list.push_back(seconds_since(start));
    };
    for (auto _ : state) {
        timed(times[0], [&] { convolve(to_out, forward, in, grad, Update::assign, scratch); });
        timed(times[1], [&] { convolve(to_in, backward, grad, result, Update::assign, scratch); });
        timed(times[2], [&] { add_kernel_gradient(shape, in, grad, gradients.data(), scratch); });
        timed(times[3], [&] {
            panel_product<T>({weights.data(), shape.in.channels, 1}, shape.outputs, shape.in.channels,
                             dense_in.data(), dense_in.stride(), dense_out.data(), dense_out.stride(),
                             dense_out.width(), Update::assign);
        });
        state.SetIterationTime(times[0].back());
    }
    const double pairs = 2.0 * static_cast<double>(kernels) * samples;
    const double products = pairs * static_cast<double>(to_out.list.size());
    const double dense = pairs * 64 / median(times[3]);
    const auto report = [&](const char* name, std::vector<double>& list) {
        state.counters[std::string(name) + "_gflops"] = 1e-9 * products / median(list);
        state.counters[std::string(name) + "_over_dense"] = products / median(list) / dense;
    };
    report("forward", times[0]);
    report("data", times[1]);
    report("weights", times[2]);
    if (shape.in.channels == 16 && shape.outputs == 16)
        for (const char* name : {"forward_over_dense", "data_over_dense", "weights_over_dense"})
            bench::at_least(state, name, 0.6);
}
void shapes(benchmark::internal::Benchmark* bench) {
    bench->UseManualTime()->Iterations(30)->Unit(benchmark::kMillisecond);
    for (const auto& shape : std::vector<std::vector<std::int64_t>>{
             {16, 16, 32, 1}, {32, 32, 16, 1}, {64, 64, 8, 1}, {16, 32, 32, 2}, {8, 8, 14, 1}})
        bench->Args(shape);
}
BENCHMARK_TEMPLATE(convolution, float)->Apply(shapes);
BENCHMARK_TEMPLATE(convolution, double)->Apply(shapes);

}  // namespace
}  // namespace glasscape
