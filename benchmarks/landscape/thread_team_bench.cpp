// The loops of some ten microseconds that one evaluation of a packed term makes: the team of landscape/cpu against
// OpenMP and against one thread, on an idle machine and beside threads that never rest.
#include <atomic>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/core/threads.hpp"

#include "../timing.hpp"
#include "landscape/cpu/thread_team.hpp"

namespace glasscape {
namespace {

constexpr int tasks = 8;
constexpr int loops = 2000;
constexpr double pause_us = 30.0;  // what the caller does by itself between two loops

void spin(std::int64_t steps) {
    double x = 1.0;
    for (std::int64_t i = 0; i < steps; ++i)
        x = x * 0.999999 + 1e-9;
    benchmark::DoNotOptimize(x);
}

double steps_per_us() {
    const auto start = bench::Clock::now();
    spin(10'000'000);
    return 10.0 / bench::seconds_since(start);
}

/// Threads that never rest, until it ends.
class Neighbours {
  public:
    explicit Neighbours(std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i)
            threads_.emplace_back([this] {
                while (!done_)
                    spin(1000);
            });
    }
    ~Neighbours() {
        done_ = true;
        for (auto& thread : threads_)
            thread.join();
    }
    Neighbours(const Neighbours&) = delete;
    Neighbours& operator=(const Neighbours&) = delete;

  private:
    std::atomic<bool> done_ = false;
    std::vector<std::thread> threads_;
};

struct LoopTime {
    double median = 0.0;
    double mean = 0.0;
};

template <class Loop>
LoopTime time_of(const Loop& loop, std::int64_t pause) {
    std::vector<double> seconds;
    LoopTime time;
    for (int i = 0; i < loops; ++i) {
        const auto start = bench::Clock::now();
        loop();
        seconds.push_back(bench::seconds_since(start));
        time.mean += seconds.back() / loops;
        spin(pause);
    }
    time.median = bench::median(std::move(seconds));
    return time;
}

void short_loops(benchmark::State& state) {
    static const double speed = steps_per_us();
    const auto pause = static_cast<std::int64_t>(pause_us * speed);
    const auto share = static_cast<std::int64_t>(static_cast<double>(state.range(0)) * speed / tasks);
    const auto task = [&](std::int64_t) { spin(share); };
    const Neighbours neighbours(state.range(1));
    LoopTime plain, team, openmp;
    for (auto _ : state) {
        plain = time_of([&] { spin(share * tasks); }, pause);
        team = time_of([&] { cpu::team_for(tasks, task); }, pause);
        openmp = time_of([&] { parallel_for(tasks, task); }, pause);
    }
    state.counters["team_median"] = team.median / plain.median;
    state.counters["team_mean"] = team.mean / plain.mean;
    state.counters["openmp_median"] = openmp.median / plain.median;
    state.counters["openmp_mean"] = openmp.mean / plain.mean;
    bench::at_most(state, "team_median", 0.9 * openmp.median / plain.median);
}
BENCHMARK(short_loops)
    ->ArgNames({"us", "neighbours"})
    ->ArgsProduct({{10, 30, 100, 300}, {0, 6}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace glasscape
