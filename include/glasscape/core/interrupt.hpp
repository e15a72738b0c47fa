// Ctrl-C as a flag that long loops look at.
#pragma once

namespace glasscape {

/// From now on SIGINT and SIGTERM set the flag below; a second signal ends the process at once.
void install_interrupt_handler();

/// True once the user asked to stop. Async-signal-safe, callable from any thread.
bool interrupt_requested() noexcept;

/// Throws Interrupted if the user asked to stop.
void throw_if_interrupted();

}  // namespace glasscape
