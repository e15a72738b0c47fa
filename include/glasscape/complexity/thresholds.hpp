// Characteristic energies of a mixture on the annealed side (Auffinger, Ben Arous 2013; Folena, Franz,
// Ricci-Tersenghi 2020). All are energies per spin of minima: negative.
#pragma once

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// E_k: lower end of the energies where Theta_k >= 0; E_0 bounds the ground state from below. For rho < 1 it
/// is -sqrt(nu1) at k = 0 and does not exist (NaN) for k >= 1. Absolute error below 1e-12.
double lowest_energy(const Mixture& mixture, int k);

/// u_th, the most likely energy on the marginal line x = -2 sqrt(nu2).
double threshold_energy(const Mixture& mixture);

/// The two ends of the energies at which the marginal line carries points, u_th -+ sqrt(2 alpha2 theta_0/(nu1
/// + nu2)): E_inf^- and E_inf^+. Both are u_th when the landscape is trivial or pure.
struct MarginalEnergies {
    double minus;
    double plus;
};
MarginalEnergies marginal_energies(const Mixture& mixture);

/// u_bulk_edge (E_inf'): below it the dominant critical points have finite index. NaN for pure:1, which has
/// none above.
double bulk_edge_energy(const Mixture& mixture);

}  // namespace glasscape
