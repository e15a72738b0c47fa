// Loops of some ten microseconds, over threads.
#pragma once

#include <cstdint>
#include <functional>

namespace glasscape::cpu {

/// parallel_for for loops too short to wake OpenMP's threads: the same tasks, thread_count() and exceptions. Tasks
/// start no loops of their own. Inside a parallel_for it is a plain loop. (docs/decisions/0007 has the figures.)
void team_for(std::int64_t count, const std::function<void(std::int64_t)>& task);

}  // namespace glasscape::cpu
