#include <cstdlib>

#include "glasscape/core/parse.hpp"
#include "glasscape/sweep/mpi_sweep.hpp"

namespace glasscape {

bool under_mpi() {
    for (const auto* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
        if (const char* size = std::getenv(name); size != nullptr && parse_integer(size).value_or(1) > 1)
            return true;
    return false;
}

}  // namespace glasscape
