#include <filesystem>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/papers/reproduction.hpp"
#include "glasscape/table/sidecar.hpp"

#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct ReproduceArguments {
    std::string name;
    bool quick = false;
    bool full = false;
    std::string progress = "auto";
    ReproductionOptions run;
    CommandParameters parameters;
};

void run_reproduce(ReproduceArguments& options) {
    if (options.run.folder.empty())
        options.run.folder = "out/" + std::filesystem::path(options.name).stem().string();
    std::vector<std::string> command{"glasscape", "reproduce", options.name};
    if (options.full) command.emplace_back("--full");
    for (const auto& id : options.run.only)
        command.insert(command.end(), {"--only", id});
    command.insert(command.end(), {"--out", options.run.folder});
    options.run.command = shell_command(command);
    apply_progress(options.progress);
    const auto say = [](const char* kind, const std::string& text) {
        fmt::print(stderr, "glasscape: {}{}\n", kind, text);
    };
    options.run.on_note = [say](const std::string& remark) { say("note: ", remark); };
    if (options.progress != "off") options.run.on_entry = [say](const std::string& entry) { say("", entry); };
    const auto paper = load_paper(options.name, options.full, row_commands());
    try {
        print_output(run_reproduction(paper, options.run) + "\n");
    } catch (const Interrupted&) {
        throw Interrupted(fmt::format("finished entries are kept in {}; continue with: {}",
                                      options.run.folder, continuing_command(command)));
    }
}

}  // namespace

void add_reproduce(const Parser& app) {
    auto options = std::make_shared<ReproduceArguments>();
    auto& take = options->parameters;
    take.add("PAPER", options->name, "littwin-wolf-2016, normalisations, or a FILE.toml of your own")
        .require();
    take.add("quick", options->quick, "the small version of every entry (default)");
    take.add("full", options->full, "the large version of every entry").exclude("quick");
    take.add("only", options->run.only, "id of an entry to run, for a report of it alone; may be repeated");
    take.add("out", options->run.folder, "folder for everything; default out/PAPER");
    take.add("resume", options->run.resume,
             "keep entries that the same sources finished in that folder before");
    add_progress(take, options->progress);
    const auto sub = app.add_subcommand(
        "reproduce", "Every lemma, theorem and figure of a paper: tables, figures, verdicts, report");
    sub.take(take);
    sub.footer(
        "Prints the path of report.html when done.\n\n"
        "Examples:\n"
        "  glasscape reproduce littwin-wolf-2016\n"
        "  glasscape reproduce normalisations\n"
        "  glasscape reproduce littwin-wolf-2016 --only fig-1f --out out/one-figure");
    sub.callback([options] { run_reproduce(*options); });
}

}  // namespace glasscape::cli
