#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/papers/reproduction.hpp"
#include "glasscape/table/sidecar.hpp"

#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct ReproduceArguments {
    std::string name;
    bool quick = false;
    bool full = false;
    ReproductionOptions run;
    CommandParameters parameters;
};

void run_reproduce(ReproduceArguments& options) {
    if (options.run.folder.empty()) options.run.folder = "out/" + options.name;
    std::vector<std::string> command{"glasscape", "reproduce", options.name};
    if (options.full) command.emplace_back("--full");
    for (const auto& id : options.run.only)
        command.insert(command.end(), {"--only", id});
    command.insert(command.end(), {"--out", options.run.folder});
    options.run.command = shell_command(command);
    apply_progress(options.run.progress);
    const auto run_command = [](const std::vector<std::string>& arguments) {
        const int status = run_program(arguments);
        throw_if_interrupted();
        return status;
    };
    try {
        print_output(
            run_reproduction(load_reproduction(options.name, options.full), options.run, run_command) + "\n");
    } catch (const Interrupted&) {
        throw Interrupted(fmt::format("finished entries are kept in {}; continue with: {}",
                                      options.run.folder, continuing_command(command)));
    }
}

}  // namespace

void add_reproduce(const Parser& app) {
    auto options = std::make_shared<ReproduceArguments>();
    auto& take = options->parameters;
    take.add("STUDY", options->name, "littwin-wolf-2016").require();
    take.add("quick", options->quick, "the small version of every entry (default)");
    take.add("full", options->full, "the large version of every entry").exclude("quick");
    take.add("only", options->run.only, "id of an entry to run, for a report of it alone; may be repeated");
    take.add("out", options->run.folder, "folder for everything; default out/STUDY");
    take.add("resume", options->run.resume,
             "keep entries that the same sources finished in that folder before");
    add_progress(take, options->run.progress);
    const auto sub = app.add_subcommand(
        "reproduce", "Every lemma, theorem and figure of a paper: tables, figures, verdicts, report");
    sub.take(take);
    sub.footer(
        "Prints the path of report.html when done.\n\n"
        "Examples:\n"
        "  glasscape reproduce littwin-wolf-2016\n"
        "  glasscape reproduce littwin-wolf-2016 --only fig-1f --out out/one-figure");
    sub.callback([options] { run_reproduce(*options); });
}

}  // namespace glasscape::cli
