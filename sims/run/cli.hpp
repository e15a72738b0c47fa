// The command line: one file per subcommand, each adding itself to the parser; no science in here.
#pragma once

#include <string>
#include <vector>

#include "glasscape/core/error.hpp"

#include "run/options.hpp"
#include "run/parser.hpp"
#include "run/table_run.hpp"

namespace glasscape::cli {

/// Runs the program with these arguments (program name left out) and returns the exit status: 0 done, 1
/// failed at run time, 2 usage, 130 interrupted. Prints one sentence on standard error for anything but 0.
int run_program(const std::vector<std::string>& arguments);

// Each adds one subcommand whose callback does the work.
void add_sweep(const Parser& app, const CommandLine& command);
void add_plot(const Parser& app);
void add_report(const Parser& app, const CommandLine& command);
void add_reproduce(const Parser& app);
void add_info(const Parser& app);

}  // namespace glasscape::cli
