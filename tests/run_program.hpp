// The program as a user runs it.
#pragma once

#include <string>
#include <vector>

namespace glasscape::testing {

struct Outcome {
    int status;  ///< exit status; 128 + signal where a signal ended it
    std::string output;
    std::string error;
};

/// Runs `ENVIRONMENT glasscape ARGUMENTS` through the shell, without input.
Outcome run_program(const std::string& arguments, const std::string& environment = "");

/// Runs a command line through the shell, without input.
Outcome run_shell(const std::string& command);

bool contains(const std::string& text, const std::string& part);

/// Whether the shell finds a command.
bool has_command(const std::string& name);

/// Names of the subcommands that the help of the program (or of a subcommand of it) lists.
std::vector<std::string> subcommands_in_help(const std::string& of = "");

}  // namespace glasscape::testing
