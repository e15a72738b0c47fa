#include "glasscape/core/threads.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

#include "glasscape/core/interrupt.hpp"

namespace glasscape {
namespace {

thread_local int requested_threads = 0;
thread_local bool inside_loop = false;

int cores_of_process() {
#if defined(__linux__)
    cpu_set_t cores;
    CPU_ZERO(&cores);
    if (sched_getaffinity(0, sizeof cores, &cores) == 0) return std::max(1, CPU_COUNT(&cores));
#endif
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Until it ends, loops of this thread are plain ones.
struct InsideLoop {
    InsideLoop() { inside_loop = true; }
    ~InsideLoop() { inside_loop = false; }
    InsideLoop(const InsideLoop&) = delete;
    InsideLoop& operator=(const InsideLoop&) = delete;
};

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

/// Tasks are taken in the order of their numbers by whichever thread is free.
class Loop {
  public:
    Loop(std::int64_t count, const std::function<void(std::int64_t)>& task) : count_(count), task_(task) {}

    void work() {
        for (auto i = next_.fetch_add(1); i < count_ && !failed_ && !interrupt_requested();
             i = next_.fetch_add(1)) {
            try {
                task_(i);
            } catch (...) {
                if (!failed_.exchange(true)) failure_ = std::current_exception();
            }
        }
    }
    void rethrow_failure() const {
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    std::int64_t count_;
    const std::function<void(std::int64_t)>& task_;
    std::atomic<std::int64_t> next_ = 0;
    std::atomic<bool> failed_ = false;
    std::exception_ptr failure_;
};

/// The threads that help one thread with its loops. They sleep between loops, and a loop waits only for those
/// that came in time to take a task: on a busy machine the others cost nothing. (OpenMP's threads all meet at
/// the end of a loop, and those of GCC wait awake for milliseconds.)
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

    void run(Loop& loop, std::size_t helpers) {
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
        const InsideLoop inside;
        for (std::uint64_t seen = 0;;) {
            wait_awake([&] { return round_ != seen; });
            std::unique_lock lock(mutex_);
            called_.wait(lock, [&] { return round_ != seen; });
            if (dissolved_) return;
            seen = round_;
            if (places_ == 0) continue;
            --places_;
            ++working_;
            Loop& loop = *loop_;
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
    Loop* loop_ = nullptr;
    std::size_t places_ = 0;
    bool dissolved_ = false;
    std::vector<std::thread> helpers_;
};

}  // namespace

void set_thread_count(int threads) {
    requested_threads = threads;
}

int thread_count() {
    static const int cores = cores_of_process();
    return requested_threads > 0 ? requested_threads : cores;
}

void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& task) {
    if (inside_loop) {
        for (std::int64_t i = 0; i < count; ++i)
            task(i);
        return;
    }
    Loop loop(count, task);
    if (thread_count() == 1) {
        loop.work();
    } else {
        thread_local Team team;
        const InsideLoop inside;
        team.run(loop, static_cast<std::size_t>(std::clamp<std::int64_t>(count, 1, thread_count()) - 1));
    }
    loop.rethrow_failure();
    throw_if_interrupted();
}

}  // namespace glasscape
