#include "sweep/point_queue.hpp"

#include <fstream>
#include <utility>

#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"

namespace glasscape {

PointQueue::PointQueue(const Study& study, const std::vector<std::size_t>& points, const KnownPoints& known,
                       const PointRunner& run_point)
    : study_(study), points_(points), known_(known), run_point_(run_point) {}

PointQueue::~PointQueue() {
    stop();
    for (auto& thread : threads_)
        thread.join();
}

void PointQueue::start(int threads) {
    const std::lock_guard lock(mutex_);
    running_ += threads;
    for (int i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
}

std::optional<PointQueue::Task> PointQueue::take() {
    const std::lock_guard lock(mutex_);
    if (next_ >= points_.size() || interrupt_requested()) return std::nullopt;
    Task task{points_[next_++], 1};
    if (known_.empty()) return task;
    if (const auto before = known_.find(study_.point(task.index).id); before != known_.end())
        task.attempts += before->second.second;
    return task;
}

void PointQueue::stop() {
    const std::lock_guard lock(mutex_);
    next_ = points_.size();
}

bool PointQueue::running() {
    const std::lock_guard lock(mutex_);
    return running_ > 0;
}

std::vector<PointResult> PointQueue::results() {
    const std::lock_guard lock(mutex_);
    return std::exchange(results_, {});
}

std::vector<PointResult> PointQueue::wait_for_results() {
    constexpr auto moment = std::chrono::milliseconds(50);
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return !results_.empty() || running_ == 0; });
    if (running_ > 0) came_.wait_for(lock, moment, [this] { return running_ == 0; });
    return std::exchange(results_, {});
}

void PointQueue::work() {
    set_thread_count(study_.threads);
    set_progress_mode(ProgressMode::off);
    try {
        while (const auto task = take()) {
            auto result = run_one(study_, task->index, run_point_, task->attempts);
            const std::lock_guard lock(mutex_);
            results_.push_back(std::move(result));
            came_.notify_one();
        }
    } catch (const Interrupted&) {
        // The point under way is given up.
    }
    const std::lock_guard lock(mutex_);
    --running_;
    came_.notify_one();
}

double memory_limit_gib(const SweepOptions& options) {
    if (options.memory_gib > 0.0) return options.memory_gib;
    constexpr double share_of_free = 0.8;
    std::ifstream in("/proc/meminfo");
    std::string key;
    for (double kib = 0.0; in >> key >> kib; in.ignore(64, '\n'))
        if (key == "MemAvailable:") return share_of_free * kib / (1024.0 * 1024.0);
    return 1.0;
}

}  // namespace glasscape
