#include "run/cli.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/whole_file.hpp"

namespace glasscape::cli {
namespace {

constexpr int failed = 1;
constexpr int usage = 2;
constexpr int interrupted = 130;

// Where this thread's tables go while it is captured.
thread_local Captured* capture = nullptr;

void say(const std::string& sentence) {
    fmt::print(stderr, "glasscape: {}\n", sentence);
}

}  // namespace

void add_run_options(const Parser& app, TableOptions& options) {
    app.add_option("--seed", options.seed, "seed of the random streams").shows_default();
    app.add_option("--threads", options.threads, "number of threads, 0 for one per core")
        .range(0, 1024)
        .shows_default();
    app.add_option("--backend", options.backend, "where to compute: auto, cpu or cuda")
        .one_of({"auto", "cpu", "cuda"})
        .shows_default();
    app.add_option("--progress", options.progress, "progress on standard error: auto, plain or off")
        .one_of({"auto", "plain", "off"})
        .shows_default();
}

void add_table_options(const Parser& app, TableOptions& options) {
    app.add_option("--out", options.out,
                   "CSV file to write, with its sidecar FILE.json; absent: standard output");
    add_run_options(app, options);
}

void apply_progress(const std::string& progress) {
    set_progress_mode(progress == "off"     ? ProgressMode::off
                      : progress == "plain" ? ProgressMode::plain
                                            : ProgressMode::automatic);
}

Backend backend_of(const TableOptions& options) {
    if (options.backend == "cuda") return Backend::cuda;
    if (options.backend == "cpu") return Backend::cpu;
    return cuda_devices().names.empty() ? Backend::cpu : Backend::cuda;
}

void add_resume_options(const Parser& app, LongRunOptions& options, const std::string& kept) {
    app.add_flag("--resume", options.resume, "continue from " + kept);
    app.add_flag("--overwrite", options.overwrite, "drop " + kept).excludes("--resume");
}

void add_long_run_options(const Parser& app, LongRunOptions& options) {
    app.add_flag("--dry-run", options.dry_run,
                 "print the memory and time it would take, or why it is refused");
    add_resume_options(app, options, "FILE.part of an interrupted run with the same --out");
}

TableRun::TableRun(std::vector<std::string> command, const TableOptions& options, bool cuda)
    : command_(std::move(command)), options_(options), cuda_(cuda) {
    if (options_.backend == "cuda" && !cuda)
        throw std::invalid_argument("--backend cuda: this subcommand runs on the CPU only, use auto or cpu");
    if (captured()) return;
    if (!options_.out.empty()) require_writable(options_.out);
    set_thread_count(options_.threads);
    apply_progress(options_.progress);
}

bool TableRun::captured() const {
    return capture != nullptr;
}

void TableRun::require_beside(const std::string& path) const {
    if (captured()) return;
    require_writable(path);
    namespace fs = std::filesystem;
    const auto place = [](const std::string& name) { return fs::weakly_canonical(fs::absolute(name)); };
    // Either table has files of its own beside it.
    for (const auto* mine : {"", ".json"})
        for (const auto* other : {"", ".json", ".part", ".part.json"})
            if (!options_.out.empty() && !is_written_straight(path) &&
                place(path + mine) == place(options_.out + other))
                throw std::invalid_argument(
                    fmt::format("two tables would go to '{}': give each a name of its own", path));
}

void TableRun::note(const std::string& remark) {
    if (captured()) {
        capture->notes.push_back(remark);
        return;
    }
    fmt::print(stderr, "glasscape: note: {}\n", remark);
    notes_.push_back(remark);
}

Provenance TableRun::provenance() const {
    Provenance provenance;
    provenance.command = command_;
    provenance.seed = options_.seed;
    provenance.backend = cuda_ && backend_of(options_) == Backend::cuda ? "cuda" : "cpu";
    provenance.threads = thread_count();
    provenance.wall_seconds = watch_.seconds();
    provenance.notes = notes_;
    return provenance;
}

void TableRun::finish(const Table& table) const {
    if (captured())
        capture->tables.emplace_back("rows", table);
    else if (options_.out.empty())
        print_output(to_csv(table));
    else
        write_table(table, provenance(), options_.out);
}

void TableRun::write_beside(const Table& table, const std::string& path) const {
    if (captured())
        capture->tables.emplace_back(std::filesystem::path(path).stem().string(), table);
    else
        write_table(table, provenance(), path);
}

std::string TableRun::part_target() const {
    return captured() ? "" : options_.out;
}

std::map<std::string, CsvText> TableRun::open_part(Part& part, const LongRunOptions& options) {
    if (captured()) return {};
    if (options.resume && options_.out.empty())
        throw std::invalid_argument(
            "--resume needs --out FILE: an interrupted run leaves FILE.part to continue");
    if (options.overwrite) part.remove();
    if (!options.resume) {
        if (part.exists())
            throw std::invalid_argument(fmt::format(
                "'{}' holds what an interrupted run finished: continue it with --resume, or drop it "
                "with --overwrite",
                part.path()));
        return {};
    }
    auto units = part.resume();
    if (part.broken() > 0)
        note(fmt::format("{}: {} damaged or cut short are computed again", part.path(),
                         part.broken() == 1 ? "1 unit" : fmt::format("{} units", part.broken())));
    return units;
}

Interrupted TableRun::interrupted(const Part& part) const {
    if (part_target().empty()) return Interrupted("without --out FILE nothing is kept");
    if (!part.exists()) return Interrupted("nothing was finished that could be kept");
    return Interrupted(fmt::format("what was finished is in {}; continue with: {}", part.path(),
                                   continuing_command(command_)));
}

void TableRun::work_with_part(Part& part, const std::function<void()>& work) const {
    try {
        work();
    } catch (const Interrupted&) {
        part.write();
        throw interrupted(part);
    } catch (const std::runtime_error&) {
        try {
            part.write();
        } catch (const std::runtime_error&) {
            // The same fault, a full disk say: what was written before is still there.
        }
        throw;
    }
    part.remove();
}

std::string continuing_command(const std::vector<std::string>& command) {
    auto words = command;
    std::erase(words, "--overwrite");
    if (std::find(words.begin(), words.end(), "--resume") == words.end()) words.emplace_back("--resume");
    return shell_command(words);
}

void print_output(const std::string& text) {
    if (capture != nullptr) return;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw std::runtime_error(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
}

namespace {

using AddSubcommand = void (*)(const Parser&, const Command&);

const std::vector<std::pair<std::string, AddSubcommand>>& subcommands() {
    static const std::vector<std::pair<std::string, AddSubcommand>> list{
        {"mixture", add_mixture},
        {"complexity", add_complexity},
        {"thresholds", add_thresholds},
        {"count", add_count},
        {"descend", add_descend},
        {"train", add_train},
        {"depth", add_depth},
        {"compare", add_compare},
        {"sweep", add_sweep},
        {"plot", [](const Parser& app, const Command&) { add_plot(app); }},
        {"report", add_report},
        {"reproduce", [](const Parser& app, const Command&) { add_reproduce(app); }},
        {"info", [](const Parser& app, const Command&) { add_info(app); }}};
    return list;
}

// Adds the subcommand that the arguments name, or all where they name none.
void parse_arguments(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"glasscape"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const auto command = std::make_shared<const std::vector<std::string>>(std::move(words));
    const auto& list = subcommands();
    const bool named = !arguments.empty() && std::any_of(list.begin(), list.end(), [&](const auto& entry) {
        return entry.first == arguments.front();
    });
    parse_and_run(
        "Spin-glass loss surfaces: Kac-Rice theory of mixed spherical p-spin models and residual networks.",
        "glasscape " + build_info().version,
        [&](const Parser& app) {
            for (const auto& [name, add] : list)
                if (!named || name == arguments.front()) add(app, command);
        },
        arguments);
}

}  // namespace

Captured run_captured(const std::vector<std::string>& arguments) {
    Captured captured;
    capture = &captured;
    try {
        parse_arguments(arguments);
    } catch (...) {
        capture = nullptr;
        throw;
    }
    capture = nullptr;
    return captured;
}

void check_arguments(const std::vector<std::string>& arguments) {
    set_check_only(true);
    try {
        parse_arguments(arguments);
    } catch (...) {
        set_check_only(false);
        throw;
    }
    set_check_only(false);
}

Parameters parameters_of(const std::string& subcommand) {
    const auto command = std::make_shared<const std::vector<std::string>>();
    return parameters_of(subcommand, [&](const Parser& app) {
        for (const auto& [name, add] : subcommands())
            add(app, command);
    });
}

int run_program(const std::vector<std::string>& arguments) {
    try {
        parse_arguments(arguments);
        return 0;
    } catch (const Interrupted& stop) {
        say(stop.what());
        return interrupted;
    } catch (const std::invalid_argument& error) {
        say(error.what());
        return usage;
    } catch (const std::bad_alloc&) {
        say("there is not enough memory for this: ask for fewer points, a smaller size or fewer threads");
        return failed;
    } catch (const std::length_error&) {
        say("this is larger than any memory: ask for fewer points or a smaller size");
        return failed;
    } catch (const std::filesystem::filesystem_error& error) {
        say(fmt::format("'{}': {}", error.path1().string(), error.code().message()));
        return failed;
    } catch (const std::exception& error) {
        say(error.what());
        return failed;
    }
}

}  // namespace glasscape::cli
