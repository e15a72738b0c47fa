#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/complexity/pairs/second_moment.hpp"
#include "glasscape/complexity/pairs/two_point.hpp"
#include "glasscape/mixture/spec.hpp"

#include "../timing.hpp"

namespace glasscape {
namespace {

// 100 overlaps, 100 energies: complexity and kind of the second point.
void pair_map(benchmark::State& state, const std::string& spec, double u0, bool typical) {
    const auto mixture = parse_mixture(spec).mixture;
    const auto reference = reference_minimum(mixture, u0);
    for (auto _ : state)
        for (int i = 0; i < 100; ++i) {
            const TwoPointComplexity points(mixture, reference, 0.005 + 0.0099 * i);
            for (int j = 0; j < 100; ++j) {
                const double u1 = u0 + 0.002 * j;
                const auto count = points.at(u1);
                benchmark::DoNotOptimize(points.second_point(u1, count.radial).lowest);
                if (typical)
                    benchmark::DoNotOptimize(
                        typical_complexity(mixture, reference, points.overlap(), u1, count.radial));
            }
        }
    bench::at_most(state, "time", 2000.0);
}
BENCHMARK_CAPTURE(pair_map, pure_3, "pure:3", -1.65, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pair_map, resnet_10, "resnet:p=10,beta=1,field=drop", -1.92, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pair_map, resnet_10_typical, "resnet:p=10,beta=1,field=drop", -1.92, true)
    ->Unit(benchmark::kMillisecond);

// 20,000 samples; `to_a_percent`: seconds that E[Crt^2] to 1 % would take.
void second_moment_samples(benchmark::State& state) {
    const auto mixture = pure_mixture(3);
    SecondMomentRequest request;
    request.size = static_cast<int>(state.range(0));
    const std::vector<EnergyFilter> all{EnergyFilter::all()};
    std::vector<double> seconds;
    double relative = 0.0;
    for (auto _ : state) {
        const auto start = bench::Clock::now();
        const auto ratio = second_moment(mixture, request, all).counts.front().ratio();
        seconds.push_back(bench::seconds_since(start));
        relative = ratio.std_error / ratio.value;
    }
    state.counters["to_a_percent"] = bench::median(seconds) * std::pow(relative / 0.01, 2);
    bench::at_most(state, "to_a_percent", 30.0);
}
BENCHMARK(second_moment_samples)->Arg(4)->Arg(6)->Arg(8)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace glasscape
