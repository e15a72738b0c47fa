#include "glasscape/core/threads.hpp"

#include <algorithm>
#include <cstdlib>

#include <omp.h>
#include <unistd.h>

#include "core/task_loop.hpp"

namespace glasscape {
namespace {

thread_local int requested_threads = 0;

}  // namespace

void restart_with_passive_waiting(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
    setenv("OMP_WAIT_POLICY", "passive", 0);
    execv("/proc/self/exe", argv);  // returns only where there is no such file
}

void set_thread_count(int threads) {
    requested_threads = threads;
}

int thread_count() {
    return requested_threads > 0 ? requested_threads : omp_get_max_threads();
}

bool inside_parallel_for() {
    return omp_in_parallel() != 0;
}

void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& task) {
    if (inside_parallel_for()) {
        for (std::int64_t i = 0; i < count; ++i)
            task(i);
        return;
    }
    TaskLoop loop(count, task);
    const int threads = static_cast<int>(std::clamp<std::int64_t>(count, 1, thread_count()));
#pragma omp parallel num_threads(threads) if (threads > 1)
    loop.work();
    loop.finish();
}

}  // namespace glasscape
