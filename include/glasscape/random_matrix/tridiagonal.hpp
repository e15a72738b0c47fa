// Eigenvalues of many symmetric tridiagonal matrices at once, one matrix per vector lane.
//
// For one matrix, or for eigenvectors, use a library (LAPACK, Eigen). This exists because Kac-Rice needs a
// million small spectra and a single QL iteration is a chain of dependent divisions: sixteen chains side by
// side fill the pipeline.
#pragma once

#include <array>
#include <vector>

namespace glasscape {

constexpr int tridiagonal_lanes = 16;

/// tridiagonal_lanes matrices of one size n, entry i of lane m at [i][m].
struct TridiagonalBatch {
    using Lanes = std::array<double, tridiagonal_lanes>;
    std::vector<Lanes> diagonal;  ///< n entries; eigenvalues, ascending in each lane, after the call below
    std::vector<Lanes>
        off_diagonal_squares;  ///< n entries, [i] couples i and i + 1; the last one is ignored; destroyed
};

/// Replaces the diagonals by the eigenvalues, by the square-root-free QL iteration (Reinsch 1973; Parlett,
/// The Symmetric Eigenvalue Problem, ch. 8) with Wilkinson's shift, all lanes in step. Error a small multiple
/// of the rounding unit times the norm. O(n^2) per matrix. Throws std::runtime_error if a lane has not
/// converged after 60 sweeps for one eigenvalue.
void tridiagonal_eigenvalues(TridiagonalBatch& batch);

}  // namespace glasscape
