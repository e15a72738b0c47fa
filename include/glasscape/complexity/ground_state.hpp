// Ground state of a mixture (Parisi at zero temperature) and the best energy of stable algorithms.
//
// Chen, Sen 2017 (Crisanti, Sommers 1992 at T = 0): with B positive, nonincreasing and concave on [0, 1],
//     -E = min_B (1/2) [ nu'(0) B(0) + int_0^1 ( nu''(q) B(q) + 1/B(q) ) dq ],
// convex in B. B is optimal iff g(s) = int_s^1 (q - s)(B^-2 - nu'') dq >= 0 on [0, 1], g = 0 on the support
// of dB', and int_0^1 B^-2 = nu1. Here B is put together from pieces: constant (a random field), linear (a
// gap between levels of replica symmetry breaking) and B = nu''^(-1/2) (a continuum of levels); each piece is
// closed, so only the joints are solved for.
#pragma once

#include <string>
#include <vector>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// A piece of B on [from, to], with its values at both ends.
struct OverlapPiece {
    enum class Kind { constant, linear, full };
    Kind kind;
    double from;
    double to;
    double b_from;
    double b_to;

    double b(double q, const Mixture& mixture) const;
    /// -B' of a linear or constant piece.
    double slope() const { return (b_from - b_to) / (to - from); }
};

struct GroundState {
    double energy;  ///< per spin, negative
    std::string
        structure;  ///< RS, 1RSB, 2RSB, FRSB, 1FRSB, ... with "+field" where B starts constant; "numeric"
    double certificate;  ///< optimality defect: max of -min g, |g| on the joints and the error of int B^-2;
                         ///< ~1e-13
    std::vector<OverlapPiece> pieces;
};

/// Tries RS, 1RSB, FRSB, 1FRSB and richer structures in this order, accepts the first whose certificate is
/// below 1e-9 (then the error of the energy is below 1e-9 too). Otherwise minimises over piecewise linear B
/// with 120 cells ("numeric"): a variational bound, too low in energy by at most about 1e-6.
GroundState ground_state(const Mixture& mixture);

/// The variational bound alone, with `cells` equal cells.
GroundState ground_state_on_grid(const Mixture& mixture, int cells);

/// E_alg, negative (Subag 2021; Huang, Sellke 2021): -int_0^1 sqrt(nu'') without a field; with one,
/// -sqrt(nu1) for rho <= 1, else the field's part up to qhat, nu'(qhat) = qhat nu''(qhat), and the integral
/// from there. Absolute error below 1e-12.
struct AlgorithmicEnergy {
    double energy;
    double qhat;  ///< 0 without a field, 1 for rho <= 1
};
AlgorithmicEnergy algorithmic_energy(const Mixture& mixture);

}  // namespace glasscape
