// Path lengths of normalised networks at random weights: a law without parameters.
//
// With W_l ~ N(0, 1/rows), mean 0 of every normalised branch and width n = infinity, branch l = m + 1 of the stack
// h_l = h_(l-1) + N(ReLU(W_l h_(l-1))) meets a stream of m branches of equal variance v. Its rectified
// pre-activations have half of their gates open and the variance (pi - 1)/(2 pi) of those before the gate, so that
// of a gradient it passes back, in power and in units of what its skip passes,
//
//     b_m^2 = c^2/m,   c^2 = pi/(pi - 1),   m = 1..p - 1
//
// whatever v and the gain of the weights: the same for N(ReLU(W h)) and, where the statistics are those of a batch,
// for ReLU(N(W h)), whose branches have variance (pi - 1)/(2 pi). Weights of different layers are independent and
// have mean 0, so that paths add in power: the shares of lengths under the gradient by the inputs are the
// coefficients of t prod_m (1 + b_m^2 t), a Poisson-binomial with chances c^2/(m + c^2), and their mean is
//
//     1 + sum_(m<p) c^2/(m + c^2), about c^2 log p
//
// (De, Smith 2020 have 1/m without the constant). Two things are assumed, not derived: gates that are independent of
// the gradient, and a gradient by the outputs whose mean over the batch (or, for layer_norm, the units) is small.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "glasscape/network/residual_network.hpp"

namespace glasscape {

/// b_m of layers 2..p, for law_shares; nothing for networks whose branches have means or scales of their own, that
/// is other kinds than batch_norm and layer_norm after the gate, normalised additions and the sum readout.
std::optional<std::vector<double>> random_weight_gains(const NetworkOptions& options);

/// Shares of lengths 1..p where paths of a length count by number times mean norm of their gradients (Veit, Wilber,
/// Belongie 2016), as if none cancelled: coefficients of t prod (1 + b_m t). O(p^2).
std::vector<double> count_norm_shares(std::span<const double> b);

}  // namespace glasscape
