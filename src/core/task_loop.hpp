// The tasks of one loop, shared out among the threads that work on it.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>

#include "glasscape/core/interrupt.hpp"

namespace glasscape {

/// Tasks are taken in the order of their numbers by whichever thread is free. The first exception of a task, or
/// a stop asked for by the user, ends the loop.
class TaskLoop {
  public:
    TaskLoop(std::int64_t count, const std::function<void(std::int64_t)>& task)
        : count_(count), task_(task) {}

    /// One thread's share; returns when no task is left to take.
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

    /// After all threads have returned.
    void finish() const {
        if (failure_) std::rethrow_exception(failure_);
        throw_if_interrupted();
    }

  private:
    std::int64_t count_;
    const std::function<void(std::int64_t)>& task_;
    std::atomic<std::int64_t> next_ = 0;
    std::atomic<bool> failed_ = false;
    std::exception_ptr failure_;
};

}  // namespace glasscape
