#include "glasscape/random_matrix/tridiagonal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace glasscape {
namespace {

using Lanes = TridiagonalBatch::Lanes;
constexpr int max_sweeps = 60;
constexpr double unit = std::numeric_limits<double>::epsilon();

// Whether row `low` is decoupled from the row above it in every lane.
bool all_decoupled(const Lanes& square, const Lanes& here, const Lanes& next) {
    int coupled = 0;
    for (std::size_t m = 0; m < square.size(); ++m)
        coupled += square[m] > unit * unit * std::abs(here[m] * next[m]) + std::numeric_limits<double>::min()
                       ? 1
                       : 0;
    return coupled == 0;
}

// Wilkinson's shift from the leading 2 x 2 block.
Lanes wilkinson_shift(const Lanes& square, const Lanes& here, const Lanes& next) {
    Lanes shift{};
    for (std::size_t m = 0; m < square.size(); ++m) {
        const double half = 0.5 * (next[m] - here[m]);
        const double root = std::sqrt(half * half + square[m]);
        const double denominator = half + (half < 0.0 ? -root : root);
        shift[m] = denominator == 0.0 ? here[m] : here[m] - square[m] / denominator;
    }
    return shift;
}

// One QL sweep with `shift` over rows low..n-1.
void sweep(std::vector<Lanes>& d, std::vector<Lanes>& e, int low, const Lanes& shift) {
    constexpr std::size_t lanes = tridiagonal_lanes;
    constexpr double tiny = 1e-280;
    const int n = static_cast<int>(d.size());
    Lanes gamma{};
    Lanes p{};
    Lanes sine{};
    Lanes cosine{};
    const Lanes& last = d[static_cast<std::size_t>(n - 1)];
    for (std::size_t m = 0; m < lanes; ++m) {
        gamma[m] = last[m] - shift[m];
        p[m] = gamma[m] * gamma[m];
    }
    for (int i = n - 2; i >= low; --i) {
        const auto row = static_cast<std::size_t>(i);
        Lanes& square = e[row];
        Lanes& above = e[row + 1];
        Lanes& here = d[row];
        Lanes& next = d[row + 1];
        const bool first = i == n - 2;
#pragma omp simd
        for (std::size_t m = 0; m < lanes; ++m) {
            const double bb = square[m];
            const double r = p[m] + bb;
            const bool regular = p[m] > tiny;
            const double inverse = r > 0.0 ? 1.0 / r : 0.0;
            const double growth = regular ? r / p[m] : 1.0;  // 1/cosine
            const double old_cosine = cosine[m];
            const double old_gamma = gamma[m];
            const double alpha = here[m];
            above[m] = first ? above[m] : sine[m] * r;
            cosine[m] = r > 0.0 ? p[m] * inverse : 1.0;
            sine[m] = bb * inverse;
            gamma[m] = cosine[m] * (alpha - shift[m]) - sine[m] * old_gamma;
            next[m] = old_gamma + (alpha - gamma[m]);
            p[m] = regular || r <= 0.0 ? gamma[m] * gamma[m] * growth : old_cosine * bb;
        }
    }
    Lanes& square = e[static_cast<std::size_t>(low)];
    Lanes& here = d[static_cast<std::size_t>(low)];
    for (std::size_t m = 0; m < lanes; ++m) {
        square[m] = sine[m] * p[m];
        here[m] = shift[m] + gamma[m];
    }
}

void sort_lanes(std::vector<Lanes>& d) {
    std::vector<double> column(d.size());
    for (std::size_t m = 0; m < tridiagonal_lanes; ++m) {
        for (std::size_t i = 0; i < d.size(); ++i)
            column[i] = d[i][m];
        std::sort(column.begin(), column.end());
        for (std::size_t i = 0; i < d.size(); ++i)
            d[i][m] = column[i];
    }
}

}  // namespace

void tridiagonal_eigenvalues(TridiagonalBatch& batch) {
    auto& d = batch.diagonal;
    auto& e = batch.off_diagonal_squares;
    const int n = static_cast<int>(d.size());
    for (int low = 0; low + 1 < n; ++low) {
        const auto row = static_cast<std::size_t>(low);
        for (int sweeps = 0; !all_decoupled(e[row], d[row], d[row + 1]); ++sweeps) {
            if (sweeps == max_sweeps) throw std::runtime_error("a tridiagonal QL iteration did not converge");
            sweep(d, e, low, wilkinson_shift(e[row], d[row], d[row + 1]));
        }
    }
    sort_lanes(d);
}

}  // namespace glasscape
