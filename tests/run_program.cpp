#include "run_program.hpp"

#include <csignal>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>
#include <sys/wait.h>

#include "glasscape/table/csv.hpp"

#include "scratch.hpp"

namespace glasscape::testing {

Outcome run_shell(const std::string& command) {
    // Tests that run under nohup hand on that SIGHUP is ignored, and a shell cannot take that back.
    std::signal(SIGHUP, SIG_DFL);
    const ScratchFolder folder;
    const auto out = folder.file("out");
    const auto err = folder.file("err");
    const int status = std::system(fmt::format("{{ {}\n}} >{} 2>{} </dev/null", command, out, err).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(out), read_file(err)};
}

Outcome run_program(const std::string& arguments, const std::string& environment) {
    return run_shell(fmt::format("{} '{}' {}", environment, GLASSCAPE_PROGRAM, arguments));
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

bool has_command(const std::string& name) {
    return run_shell("command -v " + name).status == 0;
}

std::vector<std::string> subcommands_in_help(const std::string& of) {
    std::istringstream help(run_program(of + " --help").output);
    std::vector<std::string> names;
    bool listed = false;
    for (std::string line; std::getline(help, line);) {
        if (line.starts_with("Subcommands:")) {
            listed = true;
        } else if (listed && line.starts_with("  ") && line.size() > 2 && line[2] != ' ') {
            names.push_back(line.substr(2, line.find(' ', 2) - 2));
        } else if (line.empty()) {
            listed = false;
        }
    }
    return names;
}

}  // namespace glasscape::testing
