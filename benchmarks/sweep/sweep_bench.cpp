// What a sweep costs beside its points: identity, thread, transaction and store of points that do nothing.
#include <filesystem>
#include <memory>

#include <benchmark/benchmark.h>

#include "glasscape/sweep/sweep.hpp"

#include "../timing.hpp"

namespace glasscape {
namespace {

PointTable nothing(const StudyPoint& point) {
    Table table({{"value", ColumnType::real, "1", ""}});
    table.add_row({static_cast<double>(point.id[0])});
    return {std::move(table), {}};
}

RowCommand nothing_command() {
    RowCommand command;
    command.name = "nothing";
    command.make = [] {
        const auto x = std::make_shared<double>(0.0);
        CommandCall call;
        call.parameters.add("x", *x, "");
        call.run = [x](CommandRun&) { return CommandResult{}; };
        return call;
    };
    return command;
}

void sweep_of_trivial_points(benchmark::State& state) {
    const auto study = parse_study(
        "name = \"trivial\"\nrun = \"nothing\"\n[grid]\nx = { from = 0.0, to = 1.0, steps = 10000 }\n",
        "trivial.toml", false, {nothing_command()});
    const auto folder = std::filesystem::temp_directory_path() / "glasscape-sweep-benchmark";
    SweepOptions options;
    options.store = (folder / "runs.db").string();
    options.threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        state.ResumeTiming();
        benchmark::DoNotOptimize(run_sweep(study, options, nothing).done);
    }
    std::filesystem::remove_all(folder);
    state.counters["a_point"] =
        benchmark::Counter(static_cast<double>(study.size()),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
    bench::at_most(state, "a_point", 2e-3);
}
BENCHMARK(sweep_of_trivial_points)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace glasscape
