// A history in the memory of the processor, multiplied as fast as that delivers it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "glasscape/core/aligned.hpp"

#include "trajectory/history.hpp"

namespace glasscape {

class TriangularHistory final : public History {
  public:
    /// Room for `rows` rows, about rows^2/2 doubles.
    explicit TriangularHistory(int rows);

    int rows() const override { return rows_; }
    /// Bytes that a history of so many rows takes.
    static double memory(int rows);

    void append(std::span<const double> row) override;
    void copy_row(int s, std::span<double> to) const override;
    void multiply(std::span<const double> x, std::span<const double> y, std::span<double> down,
                  std::span<double> across) const override;

  private:
    /// Where row s begins.
    static std::size_t row_offset(int s);

    int capacity_;
    int rows_ = 0;
    AlignedVector<double> values_;
    mutable AlignedVector<double> padded_;  // x, and one `across` a part
};

}  // namespace glasscape
