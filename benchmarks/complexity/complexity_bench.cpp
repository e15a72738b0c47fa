#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/mixture/spec.hpp"

#include "../timing.hpp"

namespace glasscape {
namespace {

Mixture mixture(const std::string& spec) {
    return parse_mixture(spec).mixture;
}

// 1,000 energies, 5 indices.
void curve(benchmark::State& state, const std::string& spec) {
    const auto m = mixture(spec);
    std::vector<IndexClass> indices{IndexClass::total()};
    for (int k = 0; k < 4; ++k)
        indices.push_back(IndexClass::fixed(k));
    for (auto _ : state)
        for (const auto& index : indices)
            for (int i = 0; i < 1000; ++i)
                benchmark::DoNotOptimize(complexity_density(m, index, -1.9 + 0.0005 * i).value);
    state.SetItemsProcessed(state.iterations() * 5000);
    bench::at_most(state, "time", 20.0);
}
BENCHMARK_CAPTURE(curve, pure_3, "pure:3")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(curve, resnet_10, "resnet:p=10,beta=0.5")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(curve, resnet_10000, "resnet:p=10000,beta=0.5")->Unit(benchmark::kMillisecond);

void thresholds(benchmark::State& state, const std::string& spec) {
    const auto m = mixture(spec);
    for (auto _ : state) {
        for (int k = 0; k <= 4; ++k)
            benchmark::DoNotOptimize(lowest_energy(m, k));
        benchmark::DoNotOptimize(marginal_energies(m));
        benchmark::DoNotOptimize(ground_state(m).energy);
        benchmark::DoNotOptimize(algorithmic_energy(m).energy);
    }
}
BENCHMARK_CAPTURE(thresholds, pure_3, "pure:3")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(thresholds, resnet_10, "resnet:p=10,beta=0.5")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(thresholds, two_levels, "terms:3=0.9,16=0.1")->Unit(benchmark::kMillisecond);

void exact_total(benchmark::State& state) {
    const auto m = mixture("resnet:p=10,beta=0.5");
    for (auto _ : state)
        benchmark::DoNotOptimize(log_mean_total(m, static_cast<int>(state.range(0))));
}
BENCHMARK(exact_total)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond);

void exact_by_index(benchmark::State& state) {
    const auto m = mixture("resnet:p=10,beta=0.5");
    const std::vector<EnergyFilter> everything{EnergyFilter::all()};
    const std::vector<int> indices{0, 1, 2};
    for (auto _ : state)
        benchmark::DoNotOptimize(
            log_mean_by_index(m, static_cast<int>(state.range(0)), indices, everything).accuracy);
}
BENCHMARK(exact_by_index)->Arg(10)->Arg(20)->Arg(40)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace glasscape
