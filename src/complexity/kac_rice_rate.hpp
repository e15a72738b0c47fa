// Annealed complexity at fixed energy and radial derivative, N -> infinity (Auffinger, Ben Arous, Cerny 2013;
// Auffinger, Ben Arous 2013):
//
//     Theta(u, x) = 1/2 + (1/2) log(nu2/nu1) - (1/2) (u, x) S^-1 (u, x)^T + Omega(x/sqrt nu2),
//     S = [[1, nu1], [nu1, nu1 + nu2]],
//
// u = H/N energy per spin, x = s.grad H/N radial derivative per spin, Omega the logarithmic potential of the
// semicircle. "Annealed": (1/N) log of a mean count; typical counts can be smaller. Natural logarithms.
#pragma once

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// Theta(u, x). A pure mixture has x = nu1 u on every configuration: -inf off that line (within 1e-12
/// relative).
double kac_rice_rate(const Mixture& mixture, double u, double x);

/// Theta at t = x/sqrt(nu2) = -2 cosh w, minus k I(|t|): the integrand of a fixed index k. For a pure mixture
/// u is taken to be x/nu1. Accurate for every w >= 0 and however small nu2 is.
double low_index_rate(const Mixture& mixture, double u, double w, int k);

/// c = (1 - rho)/(1 + rho), the coefficient of t^2/4 once energies are maximised over; positive for a trivial
/// landscape.
double flatness(const Mixture& mixture);

/// -u_th = 2 nu1 sqrt(nu2)/(nu1 + nu2): depth of the most likely energy on the marginal line x = -2
/// sqrt(nu2).
double threshold_depth(const Mixture& mixture);

/// The w >= 0 that maximises low_index_rate(mixture, -threshold_depth - below, w, k) for a mixture that is
/// not pure; keeps its relative accuracy as `below` (of either sign) goes to 0.
double best_bulk_distance(const Mixture& mixture, double below, int k);

/// Theta_k over all energies at rho >= 1 from c = flatness <= 0: (1/2) log rho - (rho - 1)/(rho + 1), without
/// the cancellation near rho = 1 (Littwin, Wolf 2016, eq. 31).
double marginal_complexity(double c);

}  // namespace glasscape
