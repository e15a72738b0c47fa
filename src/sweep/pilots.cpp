#include "glasscape/sweep/pilots.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <set>
#include <stdexcept>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"

namespace glasscape {
namespace {

std::string error_of_point(const Study& study, std::size_t index, const PointRunner& run_point) {
    set_thread_count(study.threads);
    try {
        return run_one(study, index, run_point, 1).error;
    } catch (const std::exception& stopped) {
        return stopped.what();
    }
}

// The child's part: runs the point and sends the sentence of its error, if any. In a thread of its own: the helpers
// of the thread that forked, if OpenMP had given it any, do not exist here.
[[noreturn]] void run_in_child(const Study& study, std::size_t index, const PointRunner& run_point,
                               int pipe) {
    set_progress_mode(ProgressMode::off);
    std::string error;
    std::thread([&] { error = error_of_point(study, index, run_point); }).join();
    error.resize(std::min<std::size_t>(error.size(), 4000));  // one write to a pipe
    const auto written = write(pipe, error.data(), error.size());
    _exit(written == static_cast<ssize_t>(error.size()) ? 0 : 1);
}

std::string read_all(int file) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t got = read(file, buffer.data(), buffer.size()); got > 0;
         got = read(file, buffer.data(), buffer.size()))
        text.append(buffer.data(), static_cast<std::size_t>(got));
    return text;
}

// Waits for the child until the limit, then ends it; whether it ended by itself.
bool wait_for(pid_t child, const Stopwatch& watch, double limit) {
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (watch.seconds() > limit || interrupt_requested()) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return false;
        }
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return true;
}

}  // namespace

Pilots run_pilots(const Study& study, const PointRunner& run_point) {
    Pilots pilots;
    double total = 0.0;
    for (const auto index : std::set<std::size_t>{0, study.size() / 2, study.size() - 1}) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe for a pilot point");
        const Stopwatch watch;
        const pid_t child = fork();
        if (child < 0) throw std::runtime_error("no process for a pilot point");
        if (child == 0) run_in_child(study, index, run_point, ends[1]);
        close(ends[1]);
        const bool finished = wait_for(child, watch, pilots.limit_seconds);
        total += watch.seconds();
        ++(finished ? pilots.finished : pilots.cut);
        if (const auto error = read_all(ends[0]); finished && pilots.error.empty()) pilots.error = error;
        close(ends[0]);
        throw_if_interrupted();
    }
    pilots.mean_seconds = total / (pilots.finished + pilots.cut);
    return pilots;
}

}  // namespace glasscape
