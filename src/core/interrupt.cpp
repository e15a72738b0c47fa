#include "glasscape/core/interrupt.hpp"

#include <atomic>
#include <csignal>

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

InterruptScope::InterruptScope()
    : on_interrupt_(std::signal(SIGINT, on_signal)), on_terminate_(std::signal(SIGTERM, on_signal)) {}

InterruptScope::~InterruptScope() {
    std::signal(SIGINT, on_interrupt_);
    std::signal(SIGTERM, on_terminate_);
    requested = 0;
}

bool interrupt_requested() noexcept {
    return requested != 0;
}

void throw_if_interrupted() {
    if (interrupt_requested()) throw Interrupted();
}

}  // namespace glasscape
