// The program as a user runs it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace glasscape::testing {

struct Outcome {
    int status;
    std::string output;
    std::string error;
};

/// Runs `glasscape ARGUMENTS` through the shell, without input.
Outcome run_program(const std::string& arguments);

/// Whether the shell finds a command.
bool has_command(const std::string& name);

/// Starts a command line through the shell in a process group of its own; its number.
int start_command(const std::string& command);

/// Sends SIGKILL to the group after `milliseconds` and waits; its exit status if it had ended by itself.
std::optional<int> kill_command(int group, int milliseconds);

/// Waits for the group's leader; its exit status.
int wait_for_command(int group);

/// Runs it and sends SIGINT after `milliseconds`; returns the exit status.
int interrupt_program(const std::vector<std::string>& arguments, int milliseconds);

}  // namespace glasscape::testing
