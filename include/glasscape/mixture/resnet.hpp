// Mixtures of residual networks (Littwin, Wolf 2016, eq. 16, and its generalisations).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// eps_r proportional to binom(p-1, r-1) beta^r, r = 1..p. Products of neighbour ratios outward from the
/// mode: nothing overflows for any p and beta > 0, relative accuracy about 1e-15 where weights matter; terms
/// below the range of a double are left out. O(p).
Mixture resnet_mixture(std::string spec, int p, double beta, Field field);

/// weights eps_r^2 proportional to binom(p-1, r-1) b^r: paths with independent couplings, counted. O(p).
Mixture paths_mixture(std::string spec, int p, double b, Field field);

/// e_0 .. e_n of n numbers of either sign, the coefficients of prod_l (1 + b_l t), up to a common factor: the
/// largest is 1. O(n^2).
std::vector<double> elementary_symmetric(std::span<const double> b);

/// eps_r = coefficient of t^r in t prod_l (1 + b_l t), one b_l per skippable layer, of either sign. O(p^2).
Mixture layers_mixture(std::string spec, std::span<const double> b, Field field);

}  // namespace glasscape
