// A row-making command on the command line: its parameters as options, its tables as files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "glasscape/table/row_command.hpp"

#include "run/parser.hpp"

namespace glasscape::cli {

/// The words of the command line, for sidecars and reports.
using CommandLine = std::shared_ptr<const std::vector<std::string>>;

/// Adds the command to `app`, the parser that its last word belongs to.
void add_row_command(const Parser& app, const RowCommand& command, const CommandLine& words);

/// Writes text to standard output; throws std::runtime_error if it does not arrive.
void print_output(const std::string& text);

}  // namespace glasscape::cli
