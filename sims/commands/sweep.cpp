#include "glasscape/sweep/sweep.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/sweep/mpi_sweep.hpp"
#include "glasscape/sweep/pilots.hpp"
#include "glasscape/sweep/slurm_script.hpp"
#include "glasscape/sweep/sweep_state.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "commands/load_study.hpp"
#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct SweepArguments {
    std::string study;
    bool quick = false;
    std::string store;
    std::string shard;
    int threads = 0;
    double memory_gib = 0.0;
    bool retry = false;
    std::string backend = "auto";
    std::string progress = "auto";
    bool print = false;
    std::string out;
    std::vector<std::string> from;
    double every = 10.0;
    SlurmOptions slurm;
    CommandParameters parameters;
};

Shard parse_shard(const std::string& text) {
    if (text.empty()) return {};
    const auto parts = split(text, '/');
    const auto number = parse_integer(parts.front());
    const auto count = parts.size() == 2 ? parse_integer(parts.back()) : std::nullopt;
    if (!number || !count || *number < 1 || *number > *count || *count > 1'000'000)
        throw std::invalid_argument(fmt::format(
            "--shard '{}': give I/N with 1 <= I <= N, such as 2/8 for the second of eight parts", text));
    return {static_cast<std::size_t>(*number), static_cast<std::size_t>(*count)};
}

std::string store_of(const SweepArguments& options, const Study& study, const Shard& shard = {}) {
    return options.store.empty() ? default_store(study, shard) : options.store;
}

SweepOptions sweep_options(const SweepArguments& options, const Study& study) {
    const auto shard = parse_shard(options.shard);
    return {store_of(options, study, shard), options.threads, options.memory_gib, shard, options.retry};
}

std::string counted(std::size_t count, const char* noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void run_sweep(const SweepArguments& options, const CommandLine& command) {
    const auto study = load_study(options.study, options.quick).study;
    const auto sweep = sweep_options(options, study);
    apply_progress(options.progress);
    const auto runner = command_runner(study, options.backend);
    std::optional<SweepSummary> summary;
    try {
        summary = under_mpi() ? run_mpi_sweep(study, sweep, runner) : run_sweep(study, sweep, runner);
    } catch (const Interrupted&) {
        throw Interrupted(fmt::format("finished points are in {}; continue with: {}", sweep.store,
                                      shell_command(*command)));
    }
    if (!summary) return;  // a rank that only computes
    auto text = fmt::format("{}: {}, {} done before, {} done now", study.name,
                            counted(summary->points, "point"), summary->done_before, summary->done);
    if (summary->failed_before > 0)
        text += fmt::format(", {} failed before (--retry tries again)", summary->failed_before);
    if (summary->failed > 0) text += fmt::format(", {} failed now", summary->failed);
    print_output(fmt::format("{}; {}\n", text, sweep.store));
    if (summary->failed > 0)
        throw std::runtime_error("points that failed are kept with their errors; the first: " +
                                 summary->first_error);
}

// What a grid looks like: its first points and its last.
void print_points(const Study& study) {
    constexpr std::size_t shown = 10;
    std::string text = "point";
    for (const auto& column : study.axis_columns())
        text += "  " + column.name;
    text += '\n';
    const auto size = study.size();
    for (std::size_t i = 0; i < size; ++i) {
        if (i == shown && size > shown + 1) {
            text += "...\n";
            i = size - 1;
        }
        text += fmt::format("{}  {}\n", i, fmt::join(study.point(i).axis_values, "  "));
    }
    print_output(text);
}

void write_points(const Study& study, const std::string& out) {
    require_writable(out);
    std::string text = "point";
    for (const auto& column : study.axis_columns())
        text += "," + column.name;
    text += ",command\n";
    for (std::size_t i = 0; i < study.size(); ++i) {
        const auto point = study.point(i);
        text += fmt::format("{}", i);
        for (const auto& value : point.axis_values)
            text += "," + csv_field(value);
        text += "," + csv_field("glasscape " + shell_command(command_words(study, point))) + "\n";
    }
    write_whole_file(out, text);
}

std::string duration_text(double seconds) {
    if (seconds < 120.0) return fmt::format("{:.1f} s", seconds);
    if (seconds < 7200.0) return fmt::format("{:.0f} min", seconds / 60.0);
    return fmt::format("{:.1f} h", seconds / 3600.0);
}

void show(const SweepArguments& options) {
    if (options.print) {
        print_output(study_text(options.study));
        return;
    }
    const auto study = load_study(options.study, options.quick).study;
    if (!options.out.empty()) write_points(study, options.out);
    print_points(study);
    SweepOptions sweep = sweep_options(options, study);
    const int concurrent = concurrent_points(study, sweep);
    const auto pilots = run_pilots(study, command_runner(study, options.backend));
    print_output(fmt::format(
        "{}: {} of 'glasscape {}', {} at a time; {}{} in all ({} pilots, {})\n", study.name,
        counted(study.size(), "point"), study.command.name, concurrent,
        pilots.cut > 0 ? "more than " : "about ",
        duration_text(pilots.mean_seconds * static_cast<double>(study.size()) / concurrent), pilots.finished,
        pilots.cut > 0 ? fmt::format("{} more cut off after {} s", pilots.cut, pilots.limit_seconds)
                       : fmt::format("{:.3g} s a point", pilots.mean_seconds)));
    if (!pilots.error.empty())
        throw std::runtime_error(fmt::format("a pilot point failed: {}", pilots.error));
}

// The stores that hold points of the study: the one named, that of the shard, or the study's own and those of all shards.
std::vector<std::string> stores_with_points(const SweepArguments& options, const Study& study,
                                            const Shard& shard) {
    if (!options.store.empty() || !options.shard.empty()) return {store_of(options, study, shard)};
    auto list = shard_stores(study);
    const auto own = store_of(options, study);
    if (list.empty() || std::filesystem::exists(own)) list.insert(list.begin(), own);
    return list;
}

std::string line_of(const Study& study, const SweepState& state) {
    return fmt::format("{}: {}, {} done, {} failed, {} missing", study.name,
                       counted(state.summary.points, "point"), state.summary.done_before,
                       state.summary.failed_before, state.missing);
}

void status(const SweepArguments& options) {
    const auto study = load_study(options.study, options.quick).study;
    const auto shard = parse_shard(options.shard);
    const auto stores = stores_with_points(options, study, shard);
    const auto state = state_of(study, stores, shard);
    print_output(fmt::format("{}; {}\n", line_of(study, state), fmt::join(stores, ", ")));
    for (const auto& point : state.failures)
        print_output(fmt::format("failed {} (attempt {}, on {}, {:.3g} s): {}\n", to_text(point.id),
                                 point.attempts, point.host, point.wall_seconds, point.error));
}

// A line whenever something has changed, until no point is missing.
void watch(const SweepArguments& options) {
    const auto study = load_study(options.study, options.quick).study;
    const auto shard = parse_shard(options.shard);
    std::string last;
    for (;;) {
        const auto state = state_of(study, stores_with_points(options, study, shard), shard);
        const auto line = line_of(study, state);
        if (line != last) print_output(line + "\n");
        last = line;
        if (state.missing == 0) return;
        const Stopwatch since;
        while (since.seconds() < options.every) {
            throw_if_interrupted();
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
}

void export_rows(const SweepArguments& options, const CommandLine& command) {
    const auto study = load_study(options.study, options.quick).study;
    if (!options.out.empty()) require_writable(options.out);
    const RunStore store(store_of(options, study), study.name, RunStore::Mode::read);
    const auto table = export_sweep(study, store);
    const auto provenance = export_provenance(study, table, *command);
    for (const auto& note : provenance.notes)
        fmt::print(stderr, "glasscape: note: {}\n", note);
    if (options.out.empty())
        print_output(to_csv(table.table));
    else
        write_table(table.table, provenance, options.out);
}

void merge(const SweepArguments& options) {
    const auto study = load_study(options.study, options.quick).study;
    const auto from = options.from.empty() ? shard_stores(study) : options.from;
    if (from.empty())
        throw std::invalid_argument(
            fmt::format("there is no store runs-I-of-N.db beside '{}': name the stores to merge",
                        default_store(study, {})));
    RunStore into(store_of(options, study), study.name, RunStore::Mode::create);
    const auto gained = merge_stores(into, from);
    print_output(fmt::format("{}: {} from {} into {}\n", study.name,
                             counted(static_cast<std::size_t>(gained), "new point"),
                             counted(from.size(), "store"), into.path()));
}

void slurm(const SweepArguments& options) {
    const auto study = load_study(options.study, options.quick).study;
    if (!options.out.empty()) require_writable(options.out);
    auto request = options.slurm;
    request.study_file = options.study;
    request.store = options.store;
    const auto script = slurm_script(study, request);
    options.out.empty() ? print_output(script) : write_whole_file(options.out, script);
}

// Options of the subcommands of sweep; each has some of them.
std::shared_ptr<SweepArguments> with_study(bool store = true) {
    auto options = std::make_shared<SweepArguments>();
    auto& take = options->parameters;
    take.add("STUDY", options->study, "study file, .toml, or a ready study by name").require();
    take.add("quick", options->quick, "the small version that the file's [quick] describes");
    if (store) take.add("store", options->store, "run store, SQLite; absent: out/NAME/runs.db");
    return options;
}

void take_shard(SweepArguments& options) {
    options.parameters.add("shard", options.shard,
                           "I/N: every N-th point from the I-th on; its store is out/NAME/runs-I-of-N.db");
}

void take_machine(SweepArguments& options) {
    add_threads(options.parameters, options.threads, "threads for all points together, 0 for one per core");
    options.parameters
        .add("memory", options.memory_gib,
             "GiB for all points together; 0: 80% of what is free. Counts what the study says a point "
             "needs")
        .show_default();
    add_backend(options.parameters, options.backend, "where points compute: auto, cpu or cuda");
}

// The subcommand with its options; its footer may follow.
Parser add(const Parser& app, const std::string& name, const std::string& description,
           const std::shared_ptr<SweepArguments>& options, std::function<void(SweepArguments&)> action) {
    const auto sub = app.add_subcommand(name, description);
    sub.take(options->parameters);
    sub.callback([options, action = std::move(action)] { action(*options); });
    return sub;
}

void add_run(const Parser& app, const CommandLine& command) {
    const auto options = with_study();
    take_shard(*options);
    take_machine(*options);
    options->parameters.add("retry", options->retry, "try failed points again");
    add_progress(options->parameters, options->progress);
    add(app, "run", "Run the points that the store lacks", options,
        [command](SweepArguments& arguments) { run_sweep(arguments, command); })
        .footer(
            "Finished points are never lost and never run twice; Ctrl-C gives up those under way. Under "
            "mpirun "
            "the points\nare spread over the ranks, rank 0 writes.\n\n"
            "Examples:\n"
            "  glasscape sweep run complexity_vs_beta --quick\n"
            "  mpirun -n 4 glasscape sweep run finite_size --quick");
}

void add_show(const Parser& app) {
    const auto options = with_study(false);
    take_machine(*options);
    options->parameters.add("print", options->print, "print the study file itself, and nothing else");
    options->parameters.add("out", options->out, "CSV file for all points with their command lines");
    add(app, "show", "Points, their number, and the time from a few pilots", options, show)
        .footer(
            "Examples:\n"
            "  glasscape sweep show complexity_vs_beta --quick\n"
            "  glasscape sweep show census --print > my_census.toml");
}

void add_status(const Parser& app) {
    const auto options = with_study();
    take_shard(*options);
    add(app, "status", "What is done, failed and missing, shards included", options, status)
        .footer(
            "Examples:\n"
            "  glasscape sweep status complexity_vs_beta --quick");
}

void add_watch(const Parser& app) {
    const auto options = with_study();
    take_shard(*options);
    options->parameters.add("every", options->every, "seconds between two looks").show_default();
    add(app, "watch", "Wait for a running sweep, a line whenever something changed", options, watch)
        .footer(
            "Ends when no point is missing; failed ones are not waited for.\n\n"
            "Examples:\n"
            "  glasscape sweep watch complexity_vs_beta --quick");
}

void add_export(const Parser& app, const CommandLine& command) {
    const auto options = with_study();
    options->parameters.add("out", options->out,
                            "CSV file to write, with its sidecar; absent: standard output");
    add(app, "export", "The rows of the finished points as one CSV", options,
        [command](SweepArguments& arguments) { export_rows(arguments, command); })
        .footer(
            "Examples:\n"
            "  glasscape sweep export complexity_vs_beta --quick --out c.csv");
}

void add_merge(const Parser& app) {
    const auto options = with_study();
    options->parameters.add("STORES", options->from,
                            "stores to merge; absent: those of shards, runs-I-of-N.db");
    add(app, "merge", "Put the points of several stores into one", options, merge)
        .footer(
            "Examples:\n"
            "  glasscape sweep run complexity_vs_beta --quick --shard 1/2\n"
            "  glasscape sweep run complexity_vs_beta --quick --shard 2/2\n"
            "  glasscape sweep merge complexity_vs_beta --quick");
}

void add_slurm(const Parser& app) {
    const auto options = with_study();
    auto& take = options->parameters;
    take.add("tasks", options->slurm.tasks, "tasks of the array, one shard each")
        .within(1, 100'000)
        .show_default();
    take.add("time", options->slurm.time, "time limit of a task, as sbatch takes it").show_default();
    take.add("cpus", options->slurm.cpus, "cores of a task").within(1, 1024).show_default();
    take.add("memory", options->slurm.memory,
             "memory of a task, as sbatch takes it; absent: what the study's points need");
    take.add("gpus", options->slurm.gpus, "GPUs of a task").within(0, 64).show_default();
    take.add("partition", options->slurm.partition, "partition of the cluster");
    take.add("account", options->slurm.account, "account to charge");
    take.add("sbatch", options->slurm.more,
             "further options of sbatch for the array, such as --sbatch=--qos=long");
    take.add("out", options->out, "script to write; absent: standard output");
    add(app, "slurm", "A script that submits a job array and the merge after it", options, slurm)
        .footer(
            "Examples:\n"
            "  glasscape sweep slurm complexity_vs_beta --tasks 8 --time 00:30:00\n"
            "  glasscape sweep slurm census --tasks 64 --partition short --account physics "
            "--sbatch=--qos=low");
}

}  // namespace

void add_sweep(const Parser& app, const CommandLine& command) {
    const auto sub =
        app.add_subcommand("sweep", "A study file over its grid of parameters, into a run store");
    sub.require_subcommand();
    sub.footer(
        fmt::format("A study file names a subcommand, fixed parameters and a grid; 'sweep show NAME --print' "
                    "prints a ready one to "
                    "start\nfrom. Ready studies: {}.\n\n"
                    "Examples:\n"
                    "  glasscape sweep show complexity_vs_beta --quick\n"
                    "  glasscape sweep run complexity_vs_beta --quick\n"
                    "  glasscape sweep export complexity_vs_beta --quick --out c.csv",
                    fmt::join(ready_studies(), ", ")));
    add_run(sub, command);
    add_show(sub);
    add_status(sub);
    add_watch(sub);
    add_export(sub, command);
    add_merge(sub);
    add_slurm(sub);
}

}  // namespace glasscape::cli
