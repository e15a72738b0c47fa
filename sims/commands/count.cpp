#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/critical_counts.hpp"
#include "glasscape/mixture/spec.hpp"

#include "run/cli.hpp"
#include "run/ranges.hpp"

namespace glasscape::cli {
namespace {

struct CountArguments {
    std::vector<std::string> specs;
    std::string size;
    std::int64_t samples = 100;
    std::string energy;
    std::string points;
    LongRunOptions long_run;
    TableOptions table;
};

using Censuses = std::vector<std::optional<SampleCensus>>;

std::vector<EnergyWindow> windows_of(const std::string& text) {
    std::vector<EnergyWindow> windows;
    if (text.empty()) return windows;
    const auto ends = parse_energies(text);
    if (ends.size() < 2)
        throw std::invalid_argument(fmt::format(
            "--energy '{}': windows need at least two ends, give LO:HI:STEP such as -2:2:0.25", text));
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        windows.emplace_back(ends[i], ends[i + 1]);
    return windows;
}

std::vector<CountRequest> requests_of(const CountArguments& options, TableRun& table_run) {
    std::vector<CountRequest> requests;
    for (const auto& spec : options.specs) {
        const auto parsed = parse_mixture(spec);
        if (!parsed.note.empty()) table_run.note(parsed.note);
        for (const auto& size : parse_sizes(options.size)) {
            if (!size)
                throw std::invalid_argument(
                    "--size inf: a census is of finite systems, give a number of spins");
            requests.push_back({parsed.mixture, *size, options.samples, options.table.seed});
            require_countable(requests.back());
        }
    }
    return requests;
}

void print_plan(const std::vector<CountRequest>& requests) {
    double seconds = 0.0;
    for (const auto& request : requests)
        seconds += estimated_seconds(request);
    print_output(fmt::format(
        "{} censuses, about {:.0f} s on {} threads (within a factor of three), {} samples each\n",
        requests.size(), std::ceil(seconds / thread_count()), thread_count(), requests.front().samples));
}

std::vector<SampleCensus> finished(const Censuses& censuses) {
    std::vector<SampleCensus> list;
    for (const auto& census : censuses)
        if (census) list.push_back(*census);
    return list;
}

void remark_on(const CountRequest& request, const std::vector<SampleCensus>& censuses, TableRun& table_run) {
    std::int64_t wrong = 0;
    std::int64_t incomplete = 0;
    std::int64_t once = 0;
    for (const auto& census : censuses) {
        wrong += census.euler_ok ? 0 : 1;
        incomplete += census.complete ? 0 : 1;
        once += census.found_once;
    }
    if (wrong + incomplete + once > 0)
        table_run.note(
            fmt::format("{}, N = {}: of {} samples {} fail the Euler check and {} did not meet the stopping "
                        "rules (all are "
                        "counted); {} points were found once only",
                        request.mixture.spec(), request.size, censuses.size(), wrong, incomplete, once));
}

std::string unit_name(const CountRequest& request, std::int64_t sample) {
    return fmt::format("{}, N = {}, sample {}", request.mixture.spec(), request.size, sample);
}

// What an interrupted run finished of this request.
void restore(const std::map<std::string, CsvText>& units, const CountRequest& request, Censuses& censuses) {
    censuses.resize(static_cast<std::size_t>(request.samples));
    for (std::int64_t sample = 0; sample < request.samples; ++sample)
        if (const auto unit = units.find(unit_name(request, sample)); unit != units.end())
            censuses[static_cast<std::size_t>(sample)] = census_of_points(unit->second, request);
}

void write_tables(const CountArguments& options, const std::vector<CountRequest>& requests,
                  const std::vector<Censuses>& censuses, const std::vector<EnergyWindow>& windows,
                  TableRun& table_run) {
    Table table = count_table();
    Table points = census_points_table();
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto list = finished(censuses[i]);
        remark_on(requests[i], list, table_run);
        add_counts(table, requests[i], list, windows);
        if (options.points.empty()) continue;
        for (const auto& census : list)
            add_points(points, requests[i], census);
    }
    if (!options.points.empty()) table_run.write_beside(points, options.points);
    table_run.finish(table);
}

void run_count(const CountArguments& options, const Command& command) {
    TableRun table_run(*command, options.table);
    const auto windows = windows_of(options.energy);
    const auto requests = requests_of(options, table_run);
    if (!options.points.empty()) table_run.require_beside(options.points);
    if (options.long_run.dry_run) {
        print_plan(requests);
        return;
    }
    Part part(table_run.part_target(), fingerprint(requests), census_points_table().columns());
    const auto before = table_run.open_part(part, options.long_run);
    std::vector<Censuses> censuses(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
        restore(before, requests[i], censuses[i]);
    table_run.work_with_part(part, [&] {
        for (std::size_t i = 0; i < requests.size(); ++i)
            run_censuses(requests[i], censuses[i], [&](const SampleCensus& census) {
                Table points = census_points_table();
                add_points(points, requests[i], census);
                part.keep(unit_name(requests[i], census.sample), points);
            });
        write_tables(options, requests, censuses, windows, table_run);
    });
}

}  // namespace

void add_count(const Parser& app, const Command& command) {
    auto options = std::make_shared<CountArguments>();
    const auto sub =
        app.add_subcommand("count", "Find all critical points of drawn Hamiltonians, against Kac-Rice");
    sub.add_option("SPEC", options->specs, "mixture specs, e.g. pure:3 or resnet:p=5,beta=1").required();
    sub.add_option("--size", options->size, "numbers of spins N, e.g. 8 or 4,5,6").required();
    sub.add_option("--samples", options->samples, "number of disorders")
        .range(1, 1'000'000'000)
        .shows_default();
    sub.add_option("--energy", options->energy,
                   "windows of energies per spin, LO:HI:STEP; absent: all energies only");
    sub.add_option("--points", options->points, "CSV file for every point found");
    add_long_run_options(sub, options->long_run);
    add_table_options(sub, options->table);
    sub.footer(
        "Columns: "
        "mixture,size,index,energy_lo,energy_hi,samples,mean_count,std_error,log_mean_count,mean_log_count,\n"
        "predicted,z_score,euler_ok,complete,starts,found_once. Energies are H/N; log_mean_count is "
        "annealed,\n"
        "mean_log_count typical. Every sample is checked against the Euler characteristic of the sphere.\n\n"
        "Examples:\n"
        "  glasscape count pure:3 --size 8 --samples 200\n"
        "  glasscape count resnet:p=5,beta=1 --size 4 --samples 20 --energy -2:2:0.5 --points points.csv");
    sub.callback([options, command] { run_count(*options, command); });
}

}  // namespace glasscape::cli
