#include "run/options.hpp"

#include "glasscape/core/progress.hpp"

namespace glasscape::cli {

void add_threads(CommandParameters& parameters, int& threads, const std::string& help) {
    parameters.add("threads", threads, help).within(0, 1024).show_default();
}

void add_backend(CommandParameters& parameters, std::string& backend, const std::string& help) {
    parameters.add("backend", backend, help).one_of({"auto", "cpu", "cuda"}).show_default();
}

void add_progress(CommandParameters& parameters, std::string& progress) {
    parameters.add("progress", progress, "progress on standard error: auto, plain or off")
        .one_of({"auto", "plain", "off"})
        .show_default();
}

void add_run_options(CommandParameters& parameters, TableOptions& options) {
    parameters.add("seed", options.seed, "seed of the random streams").show_default();
    add_threads(parameters, options.threads, "number of threads, 0 for one per core");
    add_backend(parameters, options.backend, "where to compute: auto, cpu or cuda");
    add_progress(parameters, options.progress);
    parameters.add("quiet", options.quiet, "no remarks and no progress").short_as("q");
    parameters.add("verbose", options.verbose, "say what was written, and what it took")
        .short_as("v")
        .exclude("quiet");
}

void add_table_options(CommandParameters& parameters, TableOptions& options) {
    parameters.add("out", options.out,
                   "CSV file to write, with its sidecar FILE.json; absent: standard output");
    parameters
        .add("format", options.format,
             "of standard output: csv, table or json; auto: a table on a terminal, else csv")
        .one_of({"auto", "csv", "table", "json"})
        .show_default();
    add_run_options(parameters, options);
}

void apply_progress(const std::string& progress) {
    set_progress_mode(progress == "off"     ? ProgressMode::off
                      : progress == "plain" ? ProgressMode::plain
                                            : ProgressMode::automatic);
}

void add_resume_options(CommandParameters& parameters, LongRunOptions& options, const std::string& kept) {
    parameters.add("resume", options.resume, "continue from " + kept);
    parameters.add("overwrite", options.overwrite, "drop " + kept).exclude("resume");
}

}  // namespace glasscape::cli
