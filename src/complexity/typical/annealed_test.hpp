// Is the annealed count the typical one at (u, x)? (Kent-Dobias 2023; docs/theory.md)
//
// Blocks of size m -> 1 at overlap c change the replicated count by (1 - m) phi(c); with a1(c) = (nu1 -
// nu')/(1 - c), beta = -((nu1+nu2) u - nu1 x)/alpha2 and R_d = -(x - nu1 u)/alpha2,
//     phi(c) = (1/2) { log(a1/nu1) + nu'/nu1 - c - nu beta^2 - (a1 - nu1 + nu' - nu1 c) R_d^2
//                      + [(a1 - nu1) R_d - nu' beta]^2/(nu'' + a1) },
// and the annealed count is typical iff phi >= 0 on [0, 1]. Field dropped, not pure.
#pragma once

#include <vector>

#include "complexity/typical/replicated_count.hpp"

namespace glasscape {

/// beta and R_d of the annealed count.
struct AnnealedConjugates {
    double energy;
    double radial;
};
AnnealedConjugates annealed_conjugates(const Mixture& mixture, double u, double x);

/// phi(c)/c^2; at c = 0 its limit (nu1 - w)/4 [(nu1 + w)/nu1^2 - w (beta + 2 R_d)^2/(nu1 + w)], w = nu''(0).
double annealed_slope(const Mixture& mixture, const AnnealedConjugates& y, const OverlapLevel& level);

/// phi'(1): the sign that phi takes next to c = 1 where Theta = 0 inside the bulk (there phi(1) = 0).
double annealed_slope_end(const Mixture& mixture, const AnnealedConjugates& y);

/// The least value of phi/c^2 over levels in increasing order, made finer between neighbours of the least by
/// golden section.
struct LeastSlope {
    double value;
    double overlap;
};
LeastSlope least_annealed_slope(const Mixture& mixture, const AnnealedConjugates& y,
                                const std::vector<OverlapLevel>& nodes);

}  // namespace glasscape
