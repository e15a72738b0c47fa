// Spectra of symmetric matrices of which one block is known and all else is random:
//
//     [ A    (Z F)^T       ]      A  d x d, known        Z  m x c, independent N(0,1)
//     [ Z F  sigma G + x I ]      F  c x d, known        G  GOE(m), off-diagonal variance 1, diagonal variance 2
//
// A rotation of the m unknown directions makes Z triangular, Z = Q R with chi_m, ..., chi_(m-c+1) on the diagonal
// of R and normals above (Bartlett 1933), and leaves the law of G as it is. Seen from the first c of them
// the rest of G is such a Z again, and so on: in law the matrix is a band matrix of half width c with independent
// entries, sqrt2 N(0,1) on the diagonal of sigma G, N(0,1) next to it, and chi at distance c with a degree of
// freedom less in each row (for c = 1 the tridiagonal form of Dumitriu, Edelman 2002). It is drawn row by row, for
// any m.
//
// Sylvester: the negative pivots of M - v I are as many as the eigenvalues below v. Row i begins a GOE(m - i), so
// that rows beyond which v lies outside its bulk, by enough Airy lengths m^(1/3) c^(2/3), have pivots of one sign:
// they need not be drawn. Eigenvalues at the ends of a matrix of a million rows are in some thousands of them
// (Edelman, Persson 2005).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace glasscape {

struct BorderedGoe {
    int block = 0;                   ///< d
    std::vector<double> known{};     ///< A, d x d
    int coupled = 0;                 ///< c >= 0
    std::vector<double> coupling{};  ///< F, row-major c x d
    double rest = 0.0;               ///< m, a whole number up to 1e15
    double deviation = 1.0;          ///< sigma > 0
    double shift = 0.0;              ///< x
};

/// error: half the width of an interval around the count; 0 where it is that of the sample.
struct EigenvalueCount {
    double count = 0.0;
    double error = 0.0;
};

/// One sample, a function of the matrix and the seed.
class BorderedSpectrum {
  public:
    /// Throws std::invalid_argument if sizes do not fit or d + m is 0.
    BorderedSpectrum(const BorderedGoe& matrix, std::uint64_t seed);
    ~BorderedSpectrum();
    BorderedSpectrum(BorderedSpectrum&&) noexcept;
    BorderedSpectrum& operator=(BorderedSpectrum&&) noexcept;

    double dimension() const;

    /// Eigenvalues below `value`. O(c^2) a row that is drawn, as many as the distance to the nearer end of the
    /// spectrum asks for; where that takes more than 2e12 operations, what interlacing leaves of the semicircle
    /// law: m F + d/2 +- d/2 and the fluctuation of a GOE's count.
    EigenvalueCount count_below(double value);

    /// The k-th eigenvalue from below or above, k = 0 the outermost, by bisection to 1e-7 sigma sqrt(d + m). Throws
    /// std::invalid_argument unless 0 <= k < d + m.
    double from_below(int k);
    double from_above(int k);

  private:
    class Sample;
    std::unique_ptr<Sample> sample_;
};

/// What lies outside the bulk [x - 2 sigma sqrt m, x + 2 sigma sqrt m] as m grows with sigma sqrt m and m F^T F fixed,
/// ascending: the solutions of det[z - A - m F^T F g(z - x)] = 0, g(y) = (y -+ sqrt(y^2 - 4 sigma^2 m))/(2 sigma^2 m).
struct Outliers {
    std::vector<double> below;
    std::vector<double> above;
};
Outliers outliers(const BorderedGoe& matrix);

}  // namespace glasscape
