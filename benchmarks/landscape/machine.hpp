// Limits of this machine, measured in the run that quotes them.
#pragma once

#include <cstddef>

namespace glasscape::bench {

/// Seconds to read `bytes` of floats once, summed in vector lanes.
double read_once_seconds(std::size_t bytes);

/// Fused multiply-adds per second of one thread, single precision.
double fma_per_second();

}  // namespace glasscape::bench
