// Products of a small matrix with a panel, the three of a dense layer: forward, backward by the input, and by
// the weights (with the panel transposed).
//
// Vector lanes run over the columns of the panel and every matrix entry is broadcast; a block of outputs x
// columns stays in registers over the whole inner sum.
#pragma once

#include <cstddef>

#include "glasscape/network/panel.hpp"

namespace glasscape {

/// Entry (o, k) of the matrix is values[o output_step + k inner_step].
template <class T>
struct StridedMatrix {
    const T* values;
    std::ptrdiff_t output_step;
    std::ptrdiff_t inner_step;
};

enum class Update { assign, assign_rectified, add };

/// out[o][b] = (its positive part, or +=) sum_{k < inner} a(o, k) in[k][b] for o < outputs, b < width.
/// `width` is a multiple of panel_lanes, rows of in and out start at cache lines and lie in_stride and
/// out_stride apart. The order of the sums depends on the shape alone.
template <class T>
void panel_product(const StridedMatrix<T>& a, int outputs, int inner, const T* in, int in_stride, T* out,
                   int out_stride, int width, Update update);

/// out[b][j] = in[j][b] for j < features, b < samples, both rounded up to panel_lanes; rows beyond `features`
/// count as zero. Rows of out may begin anywhere.
template <class T>
void transpose_panel(const T* in, int features, int in_stride, int samples, T* out, int out_stride);

/// gradients[i][j] += sum_b input[i][b] grad[j][b], rows of `gradients` `stride` apart: that by the weights of a
/// dense layer. `scratch` is resized as needed.
template <class T>
void add_weight_gradient(const Panel<T>& input, const Panel<T>& grad, T* gradients, int stride,
                         AlignedVector<T>& scratch);

extern template void panel_product<float>(const StridedMatrix<float>&, int, int, const float*, int, float*,
                                          int, int, Update);
extern template void panel_product<double>(const StridedMatrix<double>&, int, int, const double*, int,
                                           double*, int, int, Update);
extern template void transpose_panel<float>(const float*, int, int, int, float*, int);
extern template void transpose_panel<double>(const double*, int, int, int, double*, int);

extern template void add_weight_gradient<float>(const Panel<float>&, const Panel<float>&, float*, int,
                                                AlignedVector<float>&);
extern template void add_weight_gradient<double>(const Panel<double>&, const Panel<double>&, double*, int,
                                                 AlignedVector<double>&);

}  // namespace glasscape
