// Independent tasks over OpenMP threads, with results that do not depend on how many there are.
#pragma once

#include <cstdint>
#include <functional>

namespace glasscape {

/// Lets the threads of OpenMP sleep between loops instead of waiting awake, unless OMP_WAIT_POLICY says
/// otherwise: several processes on one machine then do not slow one another. The runtime reads the variable as it
/// is loaded, so the program is started anew with it (same process, same arguments). For the first line of main.
void restart_with_passive_waiting(char** argv);

/// Number of threads that parallel_for uses when this thread calls it; 0 restores the default (OMP_NUM_THREADS,
/// else all cores of the process).
void set_thread_count(int threads);
int thread_count();

/// True in a task of a parallel_for that has more than one thread.
bool inside_parallel_for();

/// Calls task(i) once for each i in [0, count), each on some thread. Tasks must not depend on one another;
/// results belong in slot i of an array, to be combined in order afterwards. The first exception of a task is
/// rethrown after the loop; a stop asked for by the user ends it with Interrupted. Inside another
/// parallel_for it is a plain loop.
void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& task);

}  // namespace glasscape
