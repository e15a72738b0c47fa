#include "report/gnuplot.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

// Runs gnuplot on a script, its messages going to `log`; returns its exit status, 127 if there is no gnuplot.
int run_gnuplot(const std::string& script, const std::string& log) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    std::string program = "gnuplot";
    std::string argument = script;
    std::string defaults = "-d";  // without the user's own settings
    char* const argv[] = {program.data(), defaults.data(), argument.data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawnp(&child, "gnuplot", &actions, nullptr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return 127;
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

std::string gnuplot_string(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '`') out += '\\';  // gnuplot runs what stands in backticks
        out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return out + '"';
}

GnuplotFolder::GnuplotFolder(const std::string& extension) {
    std::string pattern = (fs::temp_directory_path() / "glasscape-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("cannot create a temporary folder for gnuplot");
    path_ = pattern;
    files_ = {path_ + "/data.tsv", path_ + "/image" + extension};
}

GnuplotFolder::~GnuplotFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string GnuplotFolder::draw(const std::string& data, const std::string& script) const {
    write_whole_file(files_.data, data);
    write_whole_file(path_ + "/script.gp", script);
    const int status = run_gnuplot(path_ + "/script.gp", path_ + "/log.txt");
    if (status == 127) throw std::runtime_error("gnuplot is not installed: install the package gnuplot-nox");
    const bool drawn = status == 0 && fs::exists(files_.image);
    return drawn ? read_file(files_.image) : std::string();
}

}  // namespace glasscape
