// Characteristic energies of the typical complexity (typical.hpp), per spin, negative. NaN where one does not
// exist.
#pragma once

#include <vector>

#include "glasscape/complexity/typical.hpp"

namespace glasscape {

struct TypicalEnergies {
    /// The lowest energy with typical points: the ground state, by another route than Parisi's functional.
    double zero;
    TypicalPhase zero_phase;  ///< `beyond`: a lower bound of the ground state
    /// Below it replicas of the points counted at given energy cluster.
    double onset;
    /// Below it the points counted at given energy are minima; above, saddles of extensive index. NaN if there
    /// are no such minima.
    double marginal;
};

/// Absolute error below 1e-11 (zero of phase beyond: of the bound). A trivial landscape (rho <= 1) has only
/// its ground state: NaN, but for pure mixtures; with a field and rho just above 1 (to 1.05, say), where typical
/// points fill a narrow window above the ground state, the search may find none: NaN too. Onset: to 1e-4 with a
/// field kept and clusters that set on continuously. Some tenths of a second where replicas cluster.
TypicalEnergies typical_energies(const Mixture& mixture);

/// A point (u, x) of the plane.
struct RadialPoint {
    double u;
    double x;
};

/// Where the region of clustered replicas meets the line Theta(u, x) = 0 inside the bulk: ends of a band of
/// saddles. Field dropped; empty if there is none. Sorted by u.
std::vector<RadialPoint> clustered_band_ends(const Mixture& mixture);

}  // namespace glasscape
