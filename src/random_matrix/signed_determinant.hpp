// Determinant and number of negative eigenvalues of a symmetric matrix from one factorisation L D L^T.
#pragma once

#include <span>

namespace glasscape {

struct SignedDeterminant {
    double value;  ///< det, the product of the pivots
    int negative;  ///< negative eigenvalues: as many as negative pivots (Sylvester)
};

/// `lower` holds the lower triangle row by row (n(n+1)/2 entries) and is destroyed. No pivoting: for matrices drawn
/// from a density, whose leading minors vanish with probability zero. The determinant must lie within the range of a
/// double. O(n^3/6).
SignedDeterminant signed_determinant(std::span<double> lower, int n);

}  // namespace glasscape
