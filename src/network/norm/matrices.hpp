// Panels as Eigen matrices, for the normalisers that mix units.
#pragma once

#include <Eigen/Dense>

#include "glasscape/network/panel.hpp"

namespace glasscape {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
using MatrixView = Eigen::Ref<const Matrix<T>, 0, Eigen::OuterStride<>>;

/// a b, a b^T and a^T b, for float and double: compiled once for all normalisers.
template <class T>
Matrix<T> product(const MatrixView<T>& a, const MatrixView<T>& b);
template <class T>
Matrix<T> product_transposed(const MatrixView<T>& a, const MatrixView<T>& b);
template <class T>
Matrix<T> transposed_product(const MatrixView<T>& a, const MatrixView<T>& b);

/// `rows` rows of a panel from row `first`, all samples, without padding.
template <class T>
auto block_of(Panel<T>& panel, int first, int rows) {
    return Eigen::Map<Matrix<T>, 0, Eigen::OuterStride<>>(panel.row(first), rows, panel.samples(),
                                                          Eigen::OuterStride<>(panel.stride()));
}
template <class T>
auto block_of(const Panel<T>& panel, int first, int rows) {
    return Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>(panel.row(first), rows, panel.samples(),
                                                                Eigen::OuterStride<>(panel.stride()));
}

}  // namespace glasscape
