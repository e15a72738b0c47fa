// Closed forms for the pieces of B (Chen, Sen 2017): where a piece's own optimality fixes its values, what it
// adds to the functional, and the optimality function g over all pieces.
#pragma once

#include <span>
#include <vector>

#include "glasscape/complexity/ground_state.hpp"

namespace glasscape {

using OverlapKind = OverlapPiece::Kind;

/// The piece of this kind on [from, to] whose two conditions, int (B^-2 - nu'') = 0 and int (q - from)(B^-2 -
/// nu'') = 0, hold (constant: on [0, to] the first one alone, field included). Values may be NaN where no
/// such piece exists.
OverlapPiece optimal_piece(const Mixture& mixture, OverlapKind kind, double from, double to);

/// -(1/2)[nu'(0) B(0) + int (nu'' B + 1/B)] over consecutive pieces from 0 to 1.
double profile_energy(const Mixture& mixture, std::span<const OverlapPiece> pieces);

/// The optimality defect of GroundState::certificate. `grid` points per piece.
double profile_defect(const Mixture& mixture, std::span<const OverlapPiece> pieces, int grid);

/// Whether B is positive, nonincreasing and concave (to 1e-9 relative).
bool is_admissible(const Mixture& mixture, std::span<const OverlapPiece> pieces);

}  // namespace glasscape
