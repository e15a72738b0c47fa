#include "landscape/cpu/thread_team.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "glasscape/core/threads.hpp"

#include "core/task_loop.hpp"

namespace glasscape::cpu {
namespace {

/// True as soon as `holds` does; false if it does not within a time that is long against the pause between
/// two loops, and short against what the scheduler gives a thread.
template <class Condition>
bool wait_awake(const Condition& holds) {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::microseconds(20);
    do {
        if (holds()) return true;
    } while (Clock::now() < until);
    return false;
}

/// The threads that help one thread with its loops. They wait awake for some microseconds, then sleep; a loop
/// waits only for those that came in time to take a task, so that on a busy machine the others cost nothing.
class Team {
  public:
    Team() = default;
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;
    ~Team() {
        {
            const std::lock_guard lock(mutex_);
            dissolved_ = true;
            ++round_;
        }
        called_.notify_all();
        for (auto& helper : helpers_)
            helper.join();
    }

    void run(TaskLoop& loop, std::size_t helpers) {
        while (helpers_.size() < helpers)
            helpers_.emplace_back([this] { help(); });
        {
            const std::lock_guard lock(mutex_);
            loop_ = &loop;
            places_ = helpers;
            ++round_;
        }
        for (std::size_t i = 0; i < helpers; ++i)
            called_.notify_one();
        loop.work();
        close();
    }

  private:
    /// Lets no more helpers in and waits for those at work.
    void close() {
        std::unique_lock lock(mutex_);
        places_ = 0;
        if (working_ == 0) return;
        lock.unlock();
        if (wait_awake([this] { return working_ == 0; })) return;
        lock.lock();
        finished_.wait(lock, [this] { return working_ == 0; });
    }

    void help() {
        for (std::uint64_t seen = 0;;) {
            wait_awake([&] { return round_ != seen; });
            std::unique_lock lock(mutex_);
            called_.wait(lock, [&] { return round_ != seen; });
            if (dissolved_) return;
            seen = round_;
            if (places_ == 0) continue;
            --places_;
            ++working_;
            TaskLoop& loop = *loop_;
            lock.unlock();
            loop.work();
            lock.lock();
            if (--working_ == 0) finished_.notify_one();
        }
    }

    std::mutex mutex_;  // of all below; the atomic ones are looked at without it
    std::condition_variable called_;
    std::condition_variable finished_;
    std::atomic<std::uint64_t> round_ = 0;
    std::atomic<std::size_t> working_ = 0;
    TaskLoop* loop_ = nullptr;
    std::size_t places_ = 0;
    bool dissolved_ = false;
    std::vector<std::thread> helpers_;
};

}  // namespace

void team_for(std::int64_t count, const std::function<void(std::int64_t)>& task) {
    if (inside_parallel_for()) {
        for (std::int64_t i = 0; i < count; ++i)
            task(i);
        return;
    }
    TaskLoop loop(count, task);
    thread_local Team team;
    team.run(loop, static_cast<std::size_t>(std::clamp<std::int64_t>(count, 1, thread_count()) - 1));
    loop.finish();
}

}  // namespace glasscape::cpu
