// Lemmas 1 to 3 of Littwin, Wolf 2016 on networks small enough to list every path and every state of the
// gates.
#pragma once

#include <cstdint>

#include "glasscape/table/table.hpp"

namespace glasscape {

/// Lemma 1 (eq. 9): the output of a network of rectified units (3 inputs, width 4, depth 3, 2 unique weights)
/// against its sum over groups of paths, and the sizes of the groups against psi_r/Lambda^r.
Table lemma1_table(std::uint64_t seed);

/// Lemma 2 (eq. 12): E xi^2 of every group of paths of the same network over M^2, M its number of paths,
/// counted and measured over `draws` inputs, for several laws of inputs and signs.
Table lemma2_table(std::int64_t draws, std::uint64_t seed);

/// Lemma 3 (eq. 15): hinge and absolute loss of label +1, averaged exactly over all Bernoulli gates,
/// regressed on the averaged output over `points` draws of weights and inputs, for growing weights.
Table lemma3_table(std::int64_t points, std::uint64_t seed);

}  // namespace glasscape
