// The energies that gradient descent reaches, against the characteristic energies of the same mixture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct DescentSizes {
    std::string spec;
    std::vector<int> sizes;  ///< ascending
};

struct DescentEnergiesRequest {
    std::vector<DescentSizes> mixtures;
    std::int64_t replicas = 16;
    std::int64_t disorders = 16;
    std::int64_t steps = 2000;
    std::uint64_t seed = 1;
};

/// One row a mixture and size: mean final energy of gradient descent with line search from uniform starts,
/// its error over disorders, the lowest energy reached, and ground state, E_0, u_th, E_alg. A last row of
/// size `inf` extrapolates the mean linearly in N^(-2/3), the law of the spectral edge; its error adds the
/// difference to a line in 1/N, and it holds the limit of the same descent at N = infinity (descent_limits.hpp).
Table descent_energies_table(const DescentEnergiesRequest& request);

}  // namespace glasscape
