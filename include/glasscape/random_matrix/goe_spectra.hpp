// Spectra of GOE matrices from their tridiagonal form (Dumitriu, Edelman 2002): diagonal sqrt2 N(0,1),
// off-diagonal chi_{n-1}, ..., chi_1. O(n^2) per spectrum instead of O(n^3).
//
// GOE here: off-diagonal variance 1, diagonal variance 2, bulk edge at 2 sqrt n.
#pragma once

#include <cstdint>

#include "glasscape/random_matrix/tridiagonal.hpp"

namespace glasscape {

/// Tridiagonal matrices of samples first, first + 1, ..., one per lane. Sample i is a function of (seed, n,
/// i) alone.
void draw_goe_batch(int n, std::uint64_t seed, std::uint64_t first, TridiagonalBatch& batch);

/// Subtracts trace/n from every matrix of the batch. For a GOE matrix trace/n is N(0, 2/n), independent of
/// the rest, so a caller can average over it in closed form.
void remove_trace(TridiagonalBatch& batch);

}  // namespace glasscape
