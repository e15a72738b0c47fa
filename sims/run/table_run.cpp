#include "run/table_run.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/text_table.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run/options.hpp"

namespace glasscape::cli {
namespace {

namespace fs = std::filesystem;

// A command with what the command line says of it.
struct Request {
    RowCommand command;
    CommandCall call;
    TableOptions table;
    LongRunOptions long_run;
    std::map<std::string, std::string> second_tables;  // file by name
    bool list_choices = false;
    CommandLine words;
};

std::string last_word(const std::string& name) {
    return name.substr(name.find_last_of(' ') + 1);
}

void require_folder(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder))
        throw std::invalid_argument(
            fmt::format("--out {}: cannot make this folder: {}", folder,
                        error ? error.message() : std::string("something else has this name")));
    require_writable((fs::path(folder) / "history.csv").string());
}

// Two tables of one run need two names, however they are spelled; either has files of its own beside it.
void require_apart(const std::string& main, const std::string& second) {
    require_writable(second);
    if (main.empty() || is_written_straight(second)) return;
    const auto place = [](const std::string& name) { return fs::weakly_canonical(fs::absolute(name)); };
    for (const auto* mine : {"", ".json"})
        for (const auto* other : {"", ".json", ".part", ".part.json"})
            if (place(second + mine) == place(main + other))
                throw std::invalid_argument(
                    fmt::format("two tables would go to '{}': give each a name of its own", second));
}

void require_places(const Request& request) {
    if (!request.command.folder.empty()) {
        require_folder(request.table.out);
        return;
    }
    for (const auto& [name, path] : request.second_tables)
        if (!path.empty()) require_apart(request.table.out, path);
}

RunSettings settings_of(const Request& request) {
    RunSettings settings;
    settings.seed = request.table.seed;
    settings.backend = request.table.backend;
    settings.out = request.table.out;
    settings.resume = request.long_run.resume;
    settings.overwrite = request.long_run.overwrite;
    settings.command = *request.words;
    for (const auto& [name, path] : request.second_tables)
        if (!path.empty()) settings.tables.insert(name);
    if (!request.table.quiet)
        settings.on_note = [](const std::string& remark) {
            fmt::print(stderr, "glasscape: note: {}\n", remark);
        };
    return settings;
}

Provenance provenance_of(const Request& request, const CommandRun& run, double seconds) {
    const auto& backend = request.table.backend;
    const bool cuda =
        request.command.cuda && (backend == "cuda" || (backend == "auto" && !cuda_devices().names.empty()));
    return {*request.words, request.table.seed, cuda ? "cuda" : "cpu", thread_count(), seconds, run.notes()};
}

std::string to_standard_output(const Table& table, const std::string& format) {
    if (format == "json") return to_json(table);
    if (format == "table" || (format == "auto" && isatty(STDOUT_FILENO) != 0)) return to_text_table(table);
    return to_csv(table);
}

// Where the tables went and what they took, for --verbose.
void say_what_was_done(const Request& request, const CommandResult& result, const Provenance& provenance) {
    for (const auto& [name, table] : result.tables)
        fmt::print(stderr, "glasscape: {}: {} rows\n", name, table.rows().size());
    fmt::print(stderr, "glasscape: {} in {:.3g} s, seed {}, {} threads, backend {}\n",
               request.table.out.empty() ? "standard output" : request.table.out, provenance.wall_seconds,
               provenance.seed, provenance.threads, provenance.backend);
}

void write_files(const Request& request, const CommandResult& result, const Provenance& provenance) {
    if (!request.command.folder.empty()) {
        const fs::path folder = request.table.out;
        for (const auto& [name, text] : result.files)
            write_whole_file((folder / name).string(), text);
        for (const auto& [name, table] : result.tables)
            write_table(table, provenance, (folder / (name + ".csv")).string());
        return;
    }
    for (const auto& [name, table] : result.tables)
        if (const auto path = request.second_tables.find(name);
            path != request.second_tables.end() && !path->second.empty())
            write_table(table, provenance, path->second);
    if (result.tables.empty()) return;
    const auto& main = result.tables.front().table;
    if (request.table.out.empty())
        print_output(to_standard_output(main, request.table.format));
    else
        write_table(main, provenance, request.table.out);
}

void run_request(Request& request) {
    const Stopwatch watch;
    if (request.list_choices) {
        print_output(to_standard_output(request.command.choices(), request.table.format));
        return;
    }
    if (!request.command.folder.empty() && request.table.out.empty())
        throw std::invalid_argument(fmt::format("{}: --out is required, the folder for {}",
                                                request.command.name, request.command.folder));
    if (request.table.backend == "cuda" && !request.command.cuda)
        throw std::invalid_argument("--backend cuda: this subcommand runs on the CPU only, use auto or cpu");
    if (request.command.folder.empty() && !request.table.out.empty()) require_writable(request.table.out);
    set_thread_count(request.table.threads);
    if (!request.table.out.empty() && request.table.format != "auto" && request.table.format != "csv")
        throw std::invalid_argument(fmt::format(
            "--format {} is for standard output: a file written by --out is CSV", request.table.format));
    apply_progress(request.table.quiet ? "off" : request.table.progress);
    CommandRun run(settings_of(request));
    if (request.call.check) request.call.check(run);
    if (request.long_run.dry_run) {
        for (const auto& line : request.call.plan(run))
            print_output(line + "\n");
        return;
    }
    require_places(request);
    const auto result = request.call.run(run);
    const auto provenance = provenance_of(request, run, watch.seconds());
    run.deliver([&] { write_files(request, result, provenance); });
    if (request.table.verbose) say_what_was_done(request, result, provenance);
    print_output(result.text);
    if (!result.failure.empty()) throw std::runtime_error(result.failure);
}

void add_options(Request& request) {
    auto& parameters = request.call.parameters;
    const auto& command = request.command;
    if (command.folder.empty())
        for (std::size_t i = 1; i < command.tables.size(); ++i)
            parameters.add(command.tables[i].name, request.second_tables[command.tables[i].name],
                           command.tables[i].help);
    else
        parameters.add("out", request.table.out, "folder for " + command.folder + "; required");
    if (command.choices)
        parameters.add("list", request.list_choices, "print what there is to choose from, and nothing else");
    if (request.call.plan)
        parameters.add("dry-run", request.long_run.dry_run, "print what it would take, or why it is refused");
    if (!command.kept_for_resume.empty())
        add_resume_options(parameters, request.long_run, command.kept_for_resume);
    if (command.folder.empty())
        add_table_options(parameters, request.table);
    else
        add_run_options(parameters, request.table);
}

}  // namespace

void add_row_command(const Parser& app, const RowCommand& command, const CommandLine& words) {
    const auto request = std::make_shared<Request>();
    request->command = command;
    request->call = command.make();
    request->words = words;
    add_options(*request);
    const auto sub = app.add_subcommand(last_word(command.name), command.description);
    sub.take(request->call.parameters);
    sub.footer(command.notes);
    sub.callback([request] { run_request(*request); });
}

void print_output(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw std::runtime_error(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
}

}  // namespace glasscape::cli
