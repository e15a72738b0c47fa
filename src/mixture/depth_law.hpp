// Where the weights of a residual network's mixture sit: Theorems 1 and 2 and Lemma 4 of Littwin, Wolf 2016,
// in the sharp form in which they hold at every p, and the scale below which the landscape is trivial.
#pragma once

#include <span>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// Theorem 1 in the limit: argmax_r eps_r / p -> beta/(1+beta).
double limiting_depth(double beta);

/// argmax_r eps_r of resnet:p,beta without making the mixture: ceil(p beta/(1+beta)) clamped to [1, p] ([2,
/// p] with the field dropped), the smaller of two neighbours that tie within 1e-12. Differs from p
/// beta/(1+beta) by less than 1.
int resnet_mode(int p, double beta, Field field);

/// Lemma 4: the scales at which order k dominates resnet:p, (k-1)/(p-k+1) <= beta <= k/(p-k); infinite above
/// for k = p.
struct ScaleInterval {
    double low;
    double high;
};
ScaleInterval mode_interval(int p, int k);

/// Theorem 2: sum of eps_r^2 over |r/p - centre| > delta. An r on the edge (within 1e-12) belongs to the
/// band.
double weight_outside_band(const Mixture& mixture, int p, double centre, double delta);

/// Theorem 1 for layers of unequal scale, all b_l >= 0: |argmax_r eps_r - (1 + sum b_l/(1+b_l))| < 1 (Darroch
/// 1964).
double layers_mode_estimate(std::span<const double> b);

/// The beta at which nu1 = nu2 for resnet:p with the field kept: below it the landscape is trivial. Relative
/// accuracy 1e-13. Needs p >= 3 (a p = 2 network with its field is trivial at every scale).
double trivial_below(int p);

}  // namespace glasscape
