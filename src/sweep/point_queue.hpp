// The points of a run: taken one by one, by threads of this process and by whoever else asks.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "glasscape/sweep/sweep.hpp"

namespace glasscape {

class PointQueue {
  public:
    /// The arguments must outlive the queue.
    PointQueue(const Study& study, const std::vector<std::size_t>& points, const KnownPoints& known,
               const PointRunner& run_point);
    /// Waits for the points under way.
    ~PointQueue();
    PointQueue(const PointQueue&) = delete;
    PointQueue& operator=(const PointQueue&) = delete;

    /// Starts threads that take points and run them.
    void start(int threads);

    struct Task {
        std::size_t index;
        std::int64_t attempts;
    };
    /// The next point; nothing at the end, after stop(), or once the user asked to stop.
    std::optional<Task> take();

    /// Gives out no more points.
    void stop();

    bool running();

    /// What the threads have finished since the last call.
    std::vector<PointResult> results();

    /// The same, after waiting for a result and a moment for more; empty once all threads are done.
    std::vector<PointResult> wait_for_results();

  private:
    void work();

    const Study& study_;
    const std::vector<std::size_t>& points_;
    const KnownPoints& known_;
    const PointRunner& run_point_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<PointResult> results_;
    std::size_t next_ = 0;
    int running_ = 0;
    std::vector<std::thread> threads_;
};

/// GiB that the points of this machine may use together.
double memory_limit_gib(const SweepOptions& options);

}  // namespace glasscape
