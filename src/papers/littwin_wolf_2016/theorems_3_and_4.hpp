// Theorems 3 and 4 of Littwin, Wolf 2016: does a gradient step on the weights push the scales up?
//
// Two terms L = L_m + L_p, homogeneous of degree m < p in the weights w, with tangential or Euclidean
// gradients g_m, g_p. After one step w -> w - mu (g_m + g_p), to first order in mu:
//
//     Theorem 4 (eq. 25), at dL/dC = 0, C = |w|/sqrt N:
//         dL/dC = -(mu/C) (m |g_m|^2 + p |g_p|^2 + (m + p) g_m.g_p)
//     the same with weights kept on the unit simplex: r replaced by r - nu1, tangential gradients
//     Theorem 3, at dL/dlambda = 0: dL/dlambda = -(mu/lambda) times
//         |g|^2 where both terms carry lambda, |g_p|^2 + g_p.g_m where only the longer path does
//         (eq. 22, 23).
//
// A negative derivative makes the scale grow at its next step. Its sign is certain in the first case of
// Theorem 3 only; in the mean over disorders it is negative in all. Points are fixed and the disorder is
// conditioned on the derivative being 0 there, L_r(w) -> L_r(w) + c (s.w/N)^r, which leaves tangential
// gradients as they were.
#pragma once

#include <cstdint>

#include "glasscape/table/table.hpp"

namespace glasscape {

/// Theorem 3 on orders 2 and 3 with weights .6 and .4, N = 6 and 30, for several mu.
Table theorem3_table(std::int64_t disorders, std::uint64_t seed);

/// Theorem 4 on the same, weights growing with C and weights kept on the simplex.
Table theorem4_table(std::int64_t disorders, std::uint64_t seed);

}  // namespace glasscape
