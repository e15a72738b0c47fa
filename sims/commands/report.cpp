#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "glasscape/report/folder_report.hpp"
#include "glasscape/report/study_report.hpp"
#include "glasscape/sweep/sweep.hpp"

#include "commands/load_study.hpp"
#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct ReportArguments {
    std::string source;
    bool quick = false;
    std::string store;
    CommandParameters parameters;
};

std::string report(const ReportArguments& options, const CommandLine& command) {
    const auto ready = ready_studies();
    const bool is_study = options.source.ends_with(".toml") ||
                          (!std::filesystem::is_directory(options.source) &&
                           std::find(ready.begin(), ready.end(), options.source) != ready.end());
    if (!is_study) {
        if (options.quick || !options.store.empty())
            throw std::invalid_argument("--quick and --store belong to a study");
        return write_report(options.source);
    }
    const auto document = load_study(options.source, options.quick);
    const auto& study = document.study;
    const auto path = options.store.empty() ? default_store(study, {}) : options.store;
    const RunStore store(path, study.name, RunStore::Mode::read);
    return write_study_report(document, store, {study_text(options.source), *command});
}

}  // namespace

void add_report(const Parser& app, const CommandLine& command) {
    auto options = std::make_shared<ReportArguments>();
    auto& take = options->parameters;
    take.add("SOURCE", options->source,
             "study file, .toml, a ready study by name, or a folder with tables, such as 'glasscape "
             "reproduce' writes")
        .require();
    take.add("quick", options->quick, "of a study: the small version that its [quick] describes");
    take.add("store", options->store, "of a study: its run store; absent: out/NAME/runs.db");
    const auto sub =
        app.add_subcommand("report", "One self-contained HTML page from a study or a folder of results");
    sub.take(take);
    sub.footer(
        "Writes report.html into the folder, or beside the run store with the table, the verdicts and the "
        "figures of\nthe study: figures inline, tables that sort, verdicts, and how everything was made. "
        "Prints its path.\n\n"
        "Examples:\n"
        "  glasscape report complexity_vs_beta --quick\n"
        "  glasscape report out/littwin-wolf-2016");
    sub.callback([options, command] { print_output(report(*options, command) + "\n"); });
}

}  // namespace glasscape::cli
