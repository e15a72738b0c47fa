#include "network/norm/matrices.hpp"

namespace glasscape {

template <class T>
Matrix<T> product(const MatrixView<T>& a, const MatrixView<T>& b) {
    return a * b;
}
template <class T>
Matrix<T> product_transposed(const MatrixView<T>& a, const MatrixView<T>& b) {
    return a * b.transpose();
}
template <class T>
Matrix<T> transposed_product(const MatrixView<T>& a, const MatrixView<T>& b) {
    return a.transpose() * b;
}

template Matrix<float> product<float>(const MatrixView<float>&, const MatrixView<float>&);
template Matrix<double> product<double>(const MatrixView<double>&, const MatrixView<double>&);
template Matrix<float> product_transposed<float>(const MatrixView<float>&, const MatrixView<float>&);
template Matrix<double> product_transposed<double>(const MatrixView<double>&, const MatrixView<double>&);
template Matrix<float> transposed_product<float>(const MatrixView<float>&, const MatrixView<float>&);
template Matrix<double> transposed_product<double>(const MatrixView<double>&, const MatrixView<double>&);

}  // namespace glasscape
