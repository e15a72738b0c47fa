#include <stdexcept>

#include "glasscape/sweep/mpi_sweep.hpp"

namespace glasscape {

std::optional<SweepSummary> run_mpi_sweep(const Study&, const SweepOptions&, const PointRunner&) {
    throw std::runtime_error(
        "this build of glasscape has no MPI: build it where libopenmpi-dev is installed, or use --shard I/N");
}

}  // namespace glasscape
