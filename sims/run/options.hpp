// Options that subcommands share.
#pragma once

#include <cstdint>
#include <string>

#include "glasscape/core/command_parameters.hpp"

namespace glasscape::cli {

/// Options of every subcommand that makes a table.
struct TableOptions {
    std::uint64_t seed = 1;
    int threads = 0;
    std::string backend = "auto";
    std::string out;
    std::string progress = "auto";
    std::string format = "auto";  ///< of standard output: auto, csv, table or json
    bool quiet = false;
    bool verbose = false;
};
void add_table_options(CommandParameters& parameters, TableOptions& options);
/// The same without --out, for subcommands that write a folder.
void add_run_options(CommandParameters& parameters, TableOptions& options);

void add_threads(CommandParameters& parameters, int& threads, const std::string& help);
void add_backend(CommandParameters& parameters, std::string& backend, const std::string& help);
void add_progress(CommandParameters& parameters, std::string& progress);

/// The mode that --progress names, for this thread.
void apply_progress(const std::string& progress);

/// Options of work that takes long.
struct LongRunOptions {
    bool dry_run = false;
    bool resume = false;
    bool overwrite = false;
};
/// --resume and --overwrite; `kept` names what an interrupted run leaves.
void add_resume_options(CommandParameters& parameters, LongRunOptions& options, const std::string& kept);

}  // namespace glasscape::cli
