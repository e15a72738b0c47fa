// Wall time, the median of repeated measurements, and what is asked of a figure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace glasscape::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// States what a figure is to reach: a counter `at_least_NAME` or `at_most_NAME` beside the counter NAME (`time`: that
/// of the benchmark in its unit). The report of benchmarks/ shows both.
inline void at_least(benchmark::State& state, const std::string& figure, double goal) {
    state.counters["at_least_" + figure] = goal;
}
inline void at_most(benchmark::State& state, const std::string& figure, double goal) {
    state.counters["at_most_" + figure] = goal;
}

inline double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

}  // namespace glasscape::bench
