// The program as a user runs it.
#pragma once

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

/// Runs it and sends SIGINT after `milliseconds`; returns the exit status.
int interrupt_program(const std::vector<std::string>& arguments, int milliseconds);

}  // namespace glasscape::testing
