#include "glasscape/core/progress.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace glasscape {
namespace {

thread_local ProgressMode progress_mode = ProgressMode::automatic;

std::mutex listener_mutex;
std::shared_ptr<const ProgressListener> current_listener;  // guarded by listener_mutex

double seconds(std::chrono::steady_clock::duration d) {
    return std::chrono::duration<double>(d).count();
}

}  // namespace

void set_progress_mode(ProgressMode mode) {
    progress_mode = mode;
}

void set_progress_listener(ProgressListener listener) {
    const std::lock_guard lock(listener_mutex);
    current_listener = listener ? std::make_shared<const ProgressListener>(std::move(listener)) : nullptr;
}

Progress::Progress(std::string task, std::int64_t steps)
    : task_(std::move(task)),
      steps_(steps),
      mode_(progress_mode),
      on_terminal_(mode_ == ProgressMode::automatic && isatty(STDERR_FILENO) != 0) {
    const std::lock_guard lock(listener_mutex);
    listener_ = current_listener;
}

Progress::~Progress() {
    if (visible_ && on_terminal_) std::fputs("\n", stderr);
    if (listener_) (*listener_)(task_, done_, steps_, true);
}

void Progress::advance(std::int64_t steps) {
    const auto done = done_.fetch_add(steps) + steps;
    if ((mode_ == ProgressMode::off && !listener_) || !mutex_.try_lock()) return;
    const std::lock_guard lock(mutex_, std::adopt_lock);
    const auto now = Clock::now();
    if (listener_ && seconds(now - told_) >= 0.1) tell(done, now);
    if (mode_ == ProgressMode::off) return;
    const double pause = !visible_ ? 1.0 : on_terminal_ ? 0.2 : 10.0;
    if (seconds(now - shown_) >= pause) show(done, now);
}

void Progress::tell(std::int64_t done, Clock::time_point now) {
    (*listener_)(task_, done, steps_, false);
    told_ = now;
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
