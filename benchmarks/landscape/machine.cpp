#include "machine.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <benchmark/benchmark.h>

namespace glasscape::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Vector [[gnu::vector_size(64)]] = float;

template <class Body>
double median_time(std::size_t repeats, const Body& body) {
    std::vector<double> times;
    for (double total = 0.0; times.size() < repeats || total < 0.02; total += times.back()) {
        const auto start = Clock::now();
        body();
        times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    return times[times.size() / 2];
}

}  // namespace

double read_once_seconds(std::size_t bytes) {
    const std::size_t vectors = std::max<std::size_t>(8, bytes / sizeof(Vector) / 8 * 8);
    std::vector<Vector> data(vectors, Vector{} + 1.0F);
    const int inner = static_cast<int>(std::max<std::size_t>(1, (std::size_t{1} << 22) / bytes));
    return median_time(7,
                       [&] {
                           for (int pass = 0; pass < inner; ++pass) {
                               Vector sums[8] = {};
                               for (std::size_t i = 0; i < vectors; i += 8)
                                   for (std::size_t k = 0; k < 8; ++k)
                                       sums[k] += data[i + k];
                               benchmark::DoNotOptimize(sums);
                               benchmark::ClobberMemory();
                           }
                       }) /
           inner;
}

double fma_per_second() {
    constexpr int chains = 16;
    constexpr int steps = 20000;
    Vector sums[chains];
    for (int k = 0; k < chains; ++k)
        sums[k] = Vector{} + static_cast<float>(k);
    Vector factor = Vector{} + 0.999F;
    Vector shift = Vector{} + 1e-3F;
    benchmark::DoNotOptimize(factor);
    benchmark::DoNotOptimize(shift);
    const double seconds = median_time(20, [&] {
        for (int i = 0; i < steps; ++i)
#pragma GCC unroll 16
            for (int k = 0; k < chains; ++k)
                sums[k] = sums[k] * factor + shift;
        benchmark::DoNotOptimize(sums);
    });
    return static_cast<double>(chains) * steps * 16.0 / seconds;
}

}  // namespace glasscape::bench
