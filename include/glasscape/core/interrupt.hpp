// Ctrl-C as a flag that long loops look at.
#pragma once

namespace glasscape {

/// From now on SIGINT, SIGTERM and SIGHUP (unless it was ignored, as under nohup) set the flag below; a
/// second signal ends the process at once.
void install_interrupt_handler();

/// The same while it lives, for a host program that has handlers of its own: they are back, and the flag is
/// down, once the last of them is gone. Scopes of several threads share them.
class InterruptScope {
  public:
    InterruptScope();
    ~InterruptScope();
    InterruptScope(const InterruptScope&) = delete;
    InterruptScope& operator=(const InterruptScope&) = delete;
};

/// True once the user asked to stop. Async-signal-safe, callable from any thread.
bool interrupt_requested() noexcept;

/// Throws Interrupted if the user asked to stop.
void throw_if_interrupted();

}  // namespace glasscape
