#include "glasscape/core/threads.hpp"

#include <atomic>
#include <exception>

#include <omp.h>

#include "glasscape/core/interrupt.hpp"

namespace glasscape {
namespace {

thread_local int requested_threads = 0;

}  // namespace

void set_thread_count(int threads) {
    requested_threads = threads;
}

int thread_count() {
    return requested_threads > 0 ? requested_threads : omp_get_num_procs();
}

void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& task) {
    if (omp_in_parallel() != 0) {  // the outer loop has the threads
        for (std::int64_t i = 0; i < count; ++i)
            task(i);
        return;
    }
    std::exception_ptr failure;
    std::atomic<bool> failed = false;
#pragma omp parallel for schedule(dynamic, 1) num_threads(thread_count())
    for (std::int64_t i = 0; i < count; ++i) {
        if (failed || interrupt_requested()) continue;
        try {
            task(i);
        } catch (...) {
            if (!failed.exchange(true)) failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
    throw_if_interrupted();
}

}  // namespace glasscape
