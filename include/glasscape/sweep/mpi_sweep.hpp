// A sweep over MPI ranks.
#pragma once

#include <optional>

#include "glasscape/sweep/sweep.hpp"

namespace glasscape {

/// Whether this process is one of several that mpirun or srun started.
bool under_mpi();

/// Each rank runs one point at a time, with the study's threads; rank 0 gives the points out and is the only
/// one to write. Nothing on ranks other than 0. Throws like run_sweep; std::runtime_error if the build has no
/// MPI, std::invalid_argument if the points of one machine exceed its memory.
std::optional<SweepSummary> run_mpi_sweep(const Study& study, const SweepOptions& options,
                                          const PointRunner& run_point);

}  // namespace glasscape
