// Progress of long work on standard error; silent for the first second.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace glasscape {

enum class ProgressMode {
    automatic,  ///< one line rewritten in place on a terminal, plain otherwise
    plain,      ///< a line every ten seconds
    off
};

/// For tasks that this thread begins from now on.
void set_progress_mode(ProgressMode mode);

/// Hears of every task that begins from now on, in any thread: several times a second at most, and at its end (which
/// may come before all steps). Calls do not overlap for one task. Empty: nobody listens.
using ProgressListener =
    std::function<void(const std::string& task, std::int64_t done, std::int64_t steps, bool ended)>;
void set_progress_listener(ProgressListener listener);

/// Counts finished steps of one task. Thread-safe.
class Progress {
  public:
    Progress(std::string task, std::int64_t steps);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void advance(std::int64_t steps = 1);

  private:
    using Clock = std::chrono::steady_clock;
    void show(std::int64_t done, Clock::time_point now);
    void tell(std::int64_t done, Clock::time_point now);

    std::string task_;
    std::int64_t steps_;
    ProgressMode mode_;
    std::shared_ptr<const ProgressListener> listener_;
    std::atomic<std::int64_t> done_ = 0;
    Clock::time_point start_ = Clock::now();
    Clock::time_point shown_ = start_;
    Clock::time_point told_ = start_;
    std::mutex mutex_;
    bool on_terminal_;
    bool visible_ = false;
};

}  // namespace glasscape
