#include "glasscape/core/interrupt.hpp"

#include <atomic>
#include <csignal>
#include <mutex>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

std::atomic<int> requested = 0;  // lock-free, so that a signal handler may set it

void on_signal(int number) {
    if (requested != 0) {
        std::signal(number, SIG_DFL);
        std::raise(number);
    }
    requested = 1;
}

// Who started the process with SIGHUP ignored (nohup) wants it to outlive the terminal.
void handle_hangup() {
    if (std::signal(SIGHUP, on_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
}

}  // namespace

void install_interrupt_handler() {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    handle_hangup();
}

namespace {

// Scopes of several threads share one pair of handlers: the first puts them in, the last takes them out.
struct SharedScope {
    std::mutex mutex;
    int users = 0;
    void (*on_interrupt)(int) = nullptr;
    void (*on_terminate)(int) = nullptr;
};
SharedScope& shared_scope() {
    static SharedScope scope;
    return scope;
}

}  // namespace

InterruptScope::InterruptScope() {
    auto& scope = shared_scope();
    const std::lock_guard lock(scope.mutex);
    if (scope.users++ > 0) return;
    scope.on_interrupt = std::signal(SIGINT, on_signal);
    scope.on_terminate = std::signal(SIGTERM, on_signal);
}

InterruptScope::~InterruptScope() {
    auto& scope = shared_scope();
    const std::lock_guard lock(scope.mutex);
    if (--scope.users > 0) return;
    std::signal(SIGINT, scope.on_interrupt);
    std::signal(SIGTERM, scope.on_terminate);
    requested = 0;
}

bool interrupt_requested() noexcept {
    return requested != 0;
}

void throw_if_interrupted() {
    if (interrupt_requested()) throw Interrupted();
}

}  // namespace glasscape
