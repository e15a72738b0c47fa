// Sums over the paths of a small network with shared weights (Littwin, Wolf 2016, eq. 6-9, Lemmas 1 and 2).
//
// A path of length r starts at an input and takes r branches, the first layer always. Its value is input,
// signs, gates and weights multiplied; paths with the same weights in the same order form a group:
//
//     Y = sum_r sum_(i_1..i_r) w_i1 ... w_ir xi_(i_1..i_r),   xi = sum over the group of x_start A s
//
// psi_r = d binom(p-1, r-1) n^r paths have length r; psi_r/Lambda^r of them share a group on average.
#pragma once

#include <span>
#include <vector>

#include "glasscape/shared_weights/shared_network.hpp"

namespace glasscape {

struct PathGroup {
    std::vector<int> weights;    ///< unique weights from the input upwards; their number is the length r
    std::vector<double> starts;  ///< signed number of paths from each input, closed ones included
    double paths = 0.0;          ///< number of paths
    double coupling = 0.0;       ///< xi for the input and gates given
};

/// Every group that has a path, by length and then by weights. x: inputs; gates: [layer][unit], 0 or 1.
/// O(number of paths).
std::vector<PathGroup> group_paths(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                                   std::span<const double> x, std::span<const double> gates);

/// sum over groups of coupling times product of weights.
double path_sum(std::span<const PathGroup> groups, std::span<const double> w);

/// The outgoing edges of every node carry each unique weight equally often (width a multiple of unique):
/// edge j -> k carries (j + k) mod Lambda. All signs +.
EdgeAssignment outgoing_balanced_assignment(const SharedNetworkOptions& options);

struct RectifiedPass {
    double output = 0.0;        ///< 1^T h_p
    std::vector<double> gates;  ///< [layer][unit], 1 where the unit is open
};

/// Forward pass with rectified units, h_l = h_(l-1) + ReLU(W_l^T h_(l-1)).
RectifiedPass rectified_pass(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                             std::span<const double> w, std::span<const double> x);

/// The same with given gates.
double gated_output(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                    std::span<const double> w, std::span<const double> x, std::span<const double> gates);

}  // namespace glasscape
