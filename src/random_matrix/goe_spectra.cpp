#include "glasscape/random_matrix/goe_spectra.hpp"

#include <numbers>

#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

namespace glasscape {

void draw_goe_batch(int n, std::uint64_t seed, std::uint64_t first, TridiagonalBatch& batch) {
    const auto size = static_cast<std::size_t>(n);
    batch.diagonal.resize(size);
    batch.off_diagonal_squares.resize(size);
    for (std::size_t m = 0; m < tridiagonal_lanes; ++m) {
        RandomStream stream(seed, Stream::spectra, first + m);
        boost::random::normal_distribution<double> normal;
        for (auto& row : batch.diagonal)
            row[m] = std::numbers::sqrt2 * normal(stream);
        for (std::size_t i = 0; i + 1 < size; ++i) {
            const double freedom = static_cast<double>(size - 1 - i);
            boost::random::gamma_distribution<double> half_chi_square(0.5 * freedom);
            batch.off_diagonal_squares[i][m] = 2.0 * half_chi_square(stream);
        }
        batch.off_diagonal_squares[size - 1][m] = 0.0;
    }
}

void remove_trace(TridiagonalBatch& batch) {
    const double n = static_cast<double>(batch.diagonal.size());
    for (std::size_t m = 0; m < tridiagonal_lanes; ++m) {
        double trace = 0.0;
        for (const auto& row : batch.diagonal)
            trace += row[m];
        for (auto& row : batch.diagonal)
            row[m] -= trace / n;
    }
}

}  // namespace glasscape
