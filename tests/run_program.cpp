#include "run_program.hpp"

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "glasscape/table/csv.hpp"

#include "scratch.hpp"

namespace glasscape::testing {

Outcome run_program(const std::string& arguments) {
    const ScratchFolder folder;
    const auto out = folder.file("out");
    const auto err = folder.file("err");
    const int status = std::system(
        fmt::format("'{}' {} >{} 2>{} </dev/null", GLASSCAPE_PROGRAM, arguments, out, err).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(out), read_file(err)};
}

bool has_command(const std::string& name) {
    return std::system(fmt::format("command -v {} >/dev/null 2>&1", name).c_str()) == 0;
}

int start_command(const std::string& command) {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no child process");
    if (child == 0) {
        setpgid(0, 0);
        execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
        _exit(99);
    }
    setpgid(child, child);
    return child;
}

std::optional<int> kill_command(int group, int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    int status = 0;
    if (waitpid(group, &status, WNOHANG) == group) return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    kill(-group, SIGKILL);
    waitpid(group, &status, 0);
    return std::nullopt;
}

int wait_for_command(int group) {
    int status = 0;
    if (waitpid(group, &status, 0) != group || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}

int interrupt_program(const std::vector<std::string>& arguments, int milliseconds) {
    std::vector<std::string> words{"glasscape"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no child process");
    if (child == 0) {
        execv(GLASSCAPE_PROGRAM, pointers.data());
        _exit(99);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    kill(child, SIGINT);
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}

}  // namespace glasscape::testing
