#include <string>

#include <benchmark/benchmark.h>

#include "glasscape/complexity/typical.hpp"
#include "glasscape/complexity/typical_energies.hpp"
#include "glasscape/mixture/spec.hpp"

#include "../timing.hpp"

namespace glasscape {
namespace {

// 200 energies, from nothing: the mixture's tables too.
void typical_curve(benchmark::State& state, const std::string& spec, double low, double high, double limit) {
    const auto mixture = parse_mixture(spec).mixture;
    for (auto _ : state) {
        const TypicalComplexity typical(mixture);
        for (int i = 0; i < 200; ++i)
            benchmark::DoNotOptimize(
                typical.density(IndexClass::total(), low + (high - low) * i / 200.0).value);
    }
    state.SetItemsProcessed(state.iterations() * 200);
    bench::at_most(state, "time", limit);
}
BENCHMARK_CAPTURE(typical_curve, dropped, "resnet:p=10,beta=1,field=drop", -1.92, -1.0, 20.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(typical_curve, kept, "resnet:p=10,beta=1", -1.92, -1.0, 200.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(typical_curve, clusters, "terms:3=0.9411764705882353,16=0.0588235294117647", -1.7665,
                  -1.7478, 2000.0)
    ->Unit(benchmark::kMillisecond);

void typical_energies_of(benchmark::State& state, const std::string& spec) {
    const auto mixture = parse_mixture(spec).mixture;
    for (auto _ : state)
        benchmark::DoNotOptimize(typical_energies(mixture).zero);
}
BENCHMARK_CAPTURE(typical_energies_of, dropped, "resnet:p=10,beta=1,field=drop")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(typical_energies_of, kept, "resnet:p=10,beta=1")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(typical_energies_of, clusters, "terms:3=0.9411764705882353,16=0.0588235294117647")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glasscape
