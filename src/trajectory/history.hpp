// A growing lower triangular matrix A(s, u), u < s, and its products with vectors, wherever it is kept.
#pragma once

#include <span>

namespace glasscape {

class History {
  public:
    virtual ~History() = default;

    /// Rows so far.
    virtual int rows() const = 0;
    /// The next row, A(s, 0..s-1).
    virtual void append(std::span<const double> row) = 0;
    /// A(s, 0..s-1) into `to`, s numbers.
    virtual void copy_row(int s, std::span<double> to) const = 0;
    /// down[s] = sum_{u < s} A(s, u) x[u] and across[u] = sum_{s > u} y[s] A(s, u), for all rows so far (spans of
    /// rows() numbers). One pass over the matrix; sums in an order that depends on the number of rows alone.
    virtual void multiply(std::span<const double> x, std::span<const double> y, std::span<double> down,
                          std::span<double> across) const = 0;
};

}  // namespace glasscape
