// D_k(y) = E_{GOE_n}[ prod_i |l_i - y| 1{exactly k of the l_i lie below y} ], the part of the Kac-Rice
// formula that knows no mixture. By de Bruijn's formula (de Bruijn 1955; Mehta, Random Matrices) it is a
// coefficient of a Pfaffian in the variable zeta that counts eigenvalues below y.
//
// GOE here: off-diagonal variance 1, diagonal variance 2. Plain double reaches about 5e-14 relative at n <=
// 10, 1e-11 at n = 60, where the mass is; a D_k many orders below the other D_j at the same y is lost in
// their rounding.
#pragma once

#include <vector>

namespace glasscape {

class IndexDensity {
  public:
    /// n >= 1 is the size of the matrix, one less than the number of spins.
    explicit IndexDensity(int n);

    struct Values {
        std::vector<double> log_density;  ///< log D_k(y), k = 0..n; -inf where it underflows
        std::vector<double> log_error;    ///< log of the estimated absolute error of D_k(y) from rounding
    };
    /// All indices at y. The same numbers in reverse order are those at -y: D_k(-y) = D_{n-k}(y). O(n^4).
    /// Thread-safe.
    Values log_all(double y) const;

    /// log D_0(y) alone, one real Pfaffian, O(n^3); accurate for y up to about 3. Thread-safe.
    double log_none_below(double y) const;

  private:
    int n_;
    double log_normalisation_;
};

}  // namespace glasscape
