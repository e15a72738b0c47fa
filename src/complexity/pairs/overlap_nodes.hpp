// Quadrature over the overlap q = cos(theta): Gauss-Legendre in theta, in which densities of pairs are smooth.
#pragma once

#include <span>
#include <vector>

namespace glasscape {

struct OverlapNode {
    double overlap;
    double weight;    ///< of dq
    std::size_t bin;  ///< between edges[bin] and edges[bin + 1]
};

/// Nodes of all bins, by overlap ascending. `edges` increase within [-1, 1].
std::vector<OverlapNode> overlap_nodes(std::span<const double> edges, int nodes_per_bin);

}  // namespace glasscape
