#include "machine.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/core/aligned.hpp"

#include "core/simd.hpp"

namespace glasscape::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Register = Vector<float>;

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
    const std::size_t vectors = std::max<std::size_t>(8, bytes / sizeof(Register) / 8 * 8);
    constexpr std::size_t ahead = 4096 / sizeof(Register);
    AlignedVector<Register> data(vectors, Register{} + 1.0F);
    const int inner = static_cast<int>(std::max<std::size_t>(1, (std::size_t{1} << 22) / bytes));
    return median_time(7,
                       [&] {
                           for (int pass = 0; pass < inner; ++pass) {
                               Register sums[8] = {};
                               for (std::size_t i = 0; i < vectors; i += 8)
                                   for (std::size_t k = 0; k < 8; ++k) {
                                       __builtin_prefetch(data.data() + i + k + ahead);
                                       sums[k] += data[i + k];
                                   }
                               benchmark::DoNotOptimize(sums);
                               benchmark::ClobberMemory();
                           }
                       }) /
           inner;
}

double fma_per_second() {
    constexpr int chains = 12;  // enough for the latency, few enough for the registers
    constexpr int steps = 20000;
    Register sums[chains];
    for (int k = 0; k < chains; ++k)
        sums[k] = Register{} + static_cast<float>(k);
    Register factor = Register{} + 0.999F;
    Register shift = Register{} + 1e-3F;
    benchmark::DoNotOptimize(factor);
    benchmark::DoNotOptimize(shift);
    const double seconds = median_time(20, [&] {
        for (int i = 0; i < steps; ++i)
#pragma GCC unroll 12
            for (int k = 0; k < chains; ++k)
                sums[k] = sums[k] * factor + shift;
        benchmark::DoNotOptimize(sums);
    });
    return static_cast<double>(chains) * steps * vector_lanes<float> / seconds;
}

}  // namespace glasscape::bench
