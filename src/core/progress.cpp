#include "glasscape/core/progress.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace glasscape {
namespace {

thread_local ProgressMode progress_mode = ProgressMode::automatic;

double seconds(std::chrono::steady_clock::duration d) {
    return std::chrono::duration<double>(d).count();
}

}  // namespace

void set_progress_mode(ProgressMode mode) {
    progress_mode = mode;
}

Progress::Progress(std::string task, std::int64_t steps)
    : task_(std::move(task)),
      steps_(steps),
      mode_(progress_mode),
      on_terminal_(mode_ == ProgressMode::automatic && isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
    if (visible_ && on_terminal_) std::fputs("\n", stderr);
}

void Progress::advance(std::int64_t steps) {
    const auto done = done_.fetch_add(steps) + steps;
    if (mode_ == ProgressMode::off || !mutex_.try_lock()) return;
    const std::lock_guard lock(mutex_, std::adopt_lock);
    const auto now = Clock::now();
    const double pause = !visible_ ? 1.0 : on_terminal_ ? 0.2 : 10.0;
    if (seconds(now - shown_) >= pause) show(done, now);
}

void Progress::show(std::int64_t done, Clock::time_point now) {
    const double elapsed = seconds(now - start_);
    const double left = elapsed * static_cast<double>(steps_ - done) / static_cast<double>(done);
    const auto text =
        fmt::format("{}: {} of {}, {:.0f} s, about {:.0f} s left", task_, done, steps_, elapsed, left);
    fmt::print(stderr, "{}{}{}", on_terminal_ ? "\r" : "", text, on_terminal_ ? "  " : "\n");
    std::fflush(stderr);
    shown_ = now;
    visible_ = true;
}

}  // namespace glasscape
