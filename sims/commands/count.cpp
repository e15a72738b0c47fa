#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/critical_counts.hpp"
#include "glasscape/experiment/pair_counts.hpp"
#include "glasscape/mixture/spec.hpp"

#include "commands/mixture_specs.hpp"
#include "commands/ranges.hpp"

namespace glasscape::cli {
namespace {

struct CountArguments {
    std::vector<std::string> specs;
    std::string size;
    std::int64_t samples = 100;
    std::string energy;
    bool second_moment = false;
    std::int64_t matrices = 100'000;
    double spread = 1.3;
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

std::vector<CountRequest> requests_of(const CountArguments& options, const std::vector<Mixture>& mixtures,
                                      std::uint64_t seed) {
    std::vector<CountRequest> requests;
    for (const auto& mixture : mixtures)
        for (const auto& size : parse_sizes(options.size)) {
            if (!size)
                throw std::invalid_argument(
                    "--size inf: a census is of finite systems, give a number of spins");
            requests.push_back({mixture, *size, options.samples, seed, options.second_moment});
            require_countable(requests.back());
            if (options.second_moment && *size > max_size_second_moment)
                throw std::invalid_argument(fmt::format("--size {}: second moments are computed to N = {}",
                                                        *size, max_size_second_moment));
        }
    return requests;
}

std::vector<std::string> plan(const std::vector<CountRequest>& requests) {
    double seconds = 0.0;
    for (const auto& request : requests)
        seconds += estimated_seconds(request);
    return {fmt::format(
        "{} censuses, about {:.0f} s on {} threads (within a factor of three), {} samples each",
        requests.size(), std::ceil(seconds / thread_count()), thread_count(), requests.front().samples)};
}

std::vector<SampleCensus> finished(const Censuses& censuses) {
    std::vector<SampleCensus> list;
    for (const auto& census : censuses)
        if (census) list.push_back(*census);
    return list;
}

void remark_on(const CountRequest& request, const std::vector<SampleCensus>& censuses, CommandRun& run) {
    std::int64_t wrong = 0;
    std::int64_t incomplete = 0;
    std::int64_t once = 0;
    for (const auto& census : censuses) {
        wrong += census.euler_ok ? 0 : 1;
        incomplete += census.complete ? 0 : 1;
        once += census.found_once;
    }
    if (wrong + incomplete + once > 0)
        run.note(
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

void remark_on(const CountRequest& request, const SecondMoment& predicted, CommandRun& run) {
    if (predicted.exact) return;
    run.note(
        fmt::format("{}, N = {}: signed sum over pairs {:.6g} +- {:.2g}, exactly {:.6g}: the check of the "
                    "predicted second moments",
                    request.mixture.spec(), request.size, predicted.signed_sum.value,
                    predicted.signed_sum.std_error, predicted.signed_exact));
}

CommandResult moment_tables(const CountArguments& options, const std::vector<CountRequest>& requests,
                            const std::vector<Censuses>& censuses, const std::vector<EnergyWindow>& windows,
                            CommandRun& run) {
    Table table = count_products_table();
    Table overlaps = pair_overlaps_table();
    Table points = census_points_table();
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto list = finished(censuses[i]);
        remark_on(requests[i], list, run);
        const auto predicted = predicted_pairs(requests[i], windows, options.matrices, options.spread);
        remark_on(requests[i], predicted, run);
        add_count_products(table, requests[i], list, windows, predicted);
        add_pair_overlaps(overlaps, requests[i], list, predicted);
        for (const auto& census : list)
            add_points(points, requests[i], census);
    }
    CommandResult result{{{"rows", std::move(table)}}};
    if (run.wants("points")) result.tables.push_back({"points", std::move(points)});
    if (run.wants("overlaps")) result.tables.push_back({"overlaps", std::move(overlaps)});
    return result;
}

CommandResult tables_of(const std::vector<CountRequest>& requests, const std::vector<Censuses>& censuses,
                        const std::vector<EnergyWindow>& windows, CommandRun& run) {
    Table table = count_table();
    Table points = census_points_table();
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto list = finished(censuses[i]);
        remark_on(requests[i], list, run);
        add_counts(table, requests[i], list, windows);
        if (!run.wants("points")) continue;
        for (const auto& census : list)
            add_points(points, requests[i], census);
    }
    CommandResult result{{{"rows", std::move(table)}}};
    if (run.wants("points")) result.tables.push_back({"points", std::move(points)});
    return result;
}

CommandResult make_count(const CountArguments& options, CommandRun& run) {
    const auto windows = windows_of(options.energy);
    const auto requests = requests_of(options, parse_mixtures(options.specs, run), run.seed());
    std::vector<Censuses> censuses(requests.size());
    run.by_units(fingerprint(requests), census_part_table(requests.front()).columns(),
                 [&](Part& part, const CommandRun::Units& before) {
                     for (std::size_t i = 0; i < requests.size(); ++i)
                         restore(before, requests[i], censuses[i]);
                     for (std::size_t i = 0; i < requests.size(); ++i)
                         run_censuses(requests[i], censuses[i], [&](const SampleCensus& census) {
                             Table points = census_part_table(requests[i]);
                             add_to_part(points, requests[i], census);
                             part.keep(unit_name(requests[i], census.sample), points);
                         });
                 });
    if (options.second_moment) return moment_tables(options, requests, censuses, windows, run);
    return tables_of(requests, censuses, windows, run);
}

CommandCall count_call() {
    const auto options = std::make_shared<CountArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("SPEC", options->specs, "mixture specs, e.g. pure:3 or resnet:p=5,beta=1").require();
    take.add("size", options->size, "numbers of spins N, e.g. 8 or 4,5,6").require();
    take.add("samples", options->samples, "number of disorders").within(1, 1'000'000'000).show_default();
    take.add("energy", options->energy,
             "windows of energies per spin, LO:HI:STEP; absent: all energies only");
    take.add("second-moment", options->second_moment,
             "products of counts by pairs of indices, and overlaps of pairs, against Kac-Rice for pairs");
    take.add("matrices", options->matrices,
             "with --second-moment: pairs of random matrices for the prediction")
        .within(2, 1'000'000'000)
        .show_default();
    take.add("spread", options->spread,
             "with --second-moment: standard deviation of the reweighted normals, 1 to 10; 1.6 for minima")
        .show_default();
    call.check = [options](const CommandRun& run) {
        windows_of(options->energy);
        if (run.wants("overlaps") && !options->second_moment)
            throw std::invalid_argument("--overlaps needs --second-moment: it is a table of pairs");
        if (!(options->spread >= 1.0 && options->spread <= 10.0))
            throw std::invalid_argument(fmt::format("--spread {}: give 1 to 10", options->spread));
        std::vector<Mixture> mixtures;
        for (const auto& spec : options->specs)
            mixtures.push_back(parse_mixture(spec).mixture);
        requests_of(*options, mixtures, run.seed());
    };
    call.plan = [options](CommandRun& run) {
        return plan(requests_of(*options, parse_mixtures(options->specs, run), run.seed()));
    };
    call.run = [options](CommandRun& run) { return make_count(*options, run); };
    return call;
}

}  // namespace

RowCommand count_command() {
    RowCommand command;
    command.name = "count";
    command.description = "Find all critical points of drawn Hamiltonians, against Kac-Rice";
    command.notes =
        "Columns: "
        "mixture,size,index,energy_lo,energy_hi,samples,mean_count,std_error,log_mean_count,mean_log_count,\n"
        "predicted,z_score,euler_ok,complete,starts,found_once. Energies are H/N; log_mean_count is "
        "annealed,\n"
        "mean_log_count typical. Every sample is checked against the Euler characteristic of the sphere.\n"
        "With --second-moment: "
        "mixture,size,index,other_index,energy_lo,energy_hi,samples,mean_product,std_error,\n"
        "covariance,covariance_error,ratio,ratio_error,predicted,predicted_error,predicted_share,z_score,"
        "euler_ok,"
        "complete.\n\n"
        "Examples:\n"
        "  glasscape count pure:3 --size 8 --samples 50\n"
        "  glasscape count resnet:p=5,beta=1 --size 4 --samples 20 --energy -2:2:0.5 --points points.csv\n"
        "  glasscape count pure:3 --size 6 --samples 200 --second-moment --overlaps overlaps.csv";
    command.tables = {{"rows", ""},
                      {"points", "CSV file for every point found"},
                      {"overlaps", "CSV file for overlaps of pairs, with --second-moment"}};
    command.kept_for_resume = part_of_same_out;
    command.make = count_call;
    return command;
}

}  // namespace glasscape::cli
