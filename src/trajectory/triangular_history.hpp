// A growing lower triangular matrix A(s, u), u < s, and its products with vectors, as fast as memory delivers it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "glasscape/core/aligned.hpp"

namespace glasscape {

class TriangularHistory {
  public:
    /// Room for `rows` rows, about rows^2/2 doubles.
    explicit TriangularHistory(int rows);

    int rows() const { return rows_; }
    /// Bytes that a history of so many rows takes.
    static double memory(int rows);

    /// The next row, A(s, 0..s-1).
    void append(std::span<const double> row);

    /// down[s] = sum_{u < s} A(s, u) x[u] and across[u] = sum_{s > u} y[s] A(s, u), for all rows so far (spans of
    /// rows() numbers). One pass over the matrix; sums in an order that does not depend on the number of threads.
    void multiply(std::span<const double> x, std::span<const double> y, std::span<double> down,
                  std::span<double> across) const;

  private:
    /// Four rows of one padded length, one after the other.
    struct Group {
        const double* values;
        std::size_t length;
    };
    Group group(int number) const;

    int capacity_;
    int rows_ = 0;
    AlignedVector<double> values_;
    mutable AlignedVector<double> padded_;  // x, and one `across` a part
};

}  // namespace glasscape
