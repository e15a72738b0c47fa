#include "network/panel/panel_product.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/simd.hpp"

namespace glasscape {
namespace {

/// Outputs x vectors held in registers: 24 (or 12) sums, and 4 (or 2) vectors of the panel.
constexpr int most_outputs = 6;
constexpr int most_vectors = vector_registers / 8;

template <int Outputs, int Vectors, class T>
void block(const StridedMatrix<T>& a, int inner, const T* in, std::ptrdiff_t in_stride, T* out,
           std::ptrdiff_t out_stride, Update update) {
    constexpr int lanes = vector_lanes<T>;
    // Unrolled to the last loop, or the sums would go through memory.
    Vector<T> sums[Outputs][Vectors];
#pragma GCC unroll 8
    for (int o = 0; o < Outputs; ++o)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v)
            sums[o][v] = update == Update::add ? load<T>(out + o * out_stride + v * lanes) : Vector<T>{};
    const T* row = a.values;
    for (int k = 0; k < inner; ++k, row += a.inner_step, in += in_stride) {
        Vector<T> values[Vectors];
        for (int v = 0; v < Vectors; ++v)
            values[v] = load<T>(in + v * lanes);
#pragma GCC unroll 8
        for (int o = 0; o < Outputs; ++o) {
            const T entry = row[o * a.output_step];
            for (int v = 0; v < Vectors; ++v)
                sums[o][v] += entry * values[v];
        }
    }
#pragma GCC unroll 8
    for (int o = 0; o < Outputs; ++o)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v) {
            if (update == Update::assign_rectified) sums[o][v] = sums[o][v] > T{0} ? sums[o][v] : T{0};
            store<T>(sums[o][v], out + o * out_stride + v * lanes);
        }
}

/// Calls the block with `outputs` and `vectors` as constants.
template <int Outputs, int Vectors, class T>
void dispatch(int outputs, int vectors, const StridedMatrix<T>& a, int inner, const T* in,
              std::ptrdiff_t in_stride, T* out, std::ptrdiff_t out_stride, Update update) {
    if constexpr (Outputs > 1)
        if (outputs < Outputs) {
            dispatch<Outputs - 1, Vectors>(outputs, vectors, a, inner, in, in_stride, out, out_stride,
                                           update);
            return;
        }
    if constexpr (Vectors > 1)
        if (vectors < Vectors) {
            dispatch<Outputs, Vectors - 1>(outputs, vectors, a, inner, in, in_stride, out, out_stride,
                                           update);
            return;
        }
    block<Outputs, Vectors>(a, inner, in, in_stride, out, out_stride, update);
}

/// Asks for `count` columns of rows [begin, end): a panel's rows are too far apart for the processor to
/// foresee.
template <class T>
inline void ask_for(const T* in, std::ptrdiff_t stride, int begin, int end, int count) {
    for (int k = begin; k < end; ++k)
        for (int i = 0; i < count; i += panel_lanes<T>)
            __builtin_prefetch(in + k * stride + i);
}

/// Entries first, first + 1, ... of a and of b in turn.
template <class T, std::size_t... Lane>
inline Vector<T> interleave(const Vector<T>& a, const Vector<T>& b, std::size_t first,
                            std::index_sequence<Lane...>) {
    constexpr std::size_t lanes = sizeof...(Lane);
    return first == 0 ? __builtin_shufflevector(a, b, (Lane / 2 + Lane % 2 * lanes)...)
                      : __builtin_shufflevector(a, b, (Lane / 2 + Lane % 2 * lanes + lanes / 2)...);
}

/// Rows 2i and 2i+1 of the result interleave rows i and i + lanes/2; log2(lanes) rounds transpose.
template <class T>
inline void transpose_square(Vector<T>* rows) {
    constexpr int lanes = vector_lanes<T>;
    constexpr auto all = std::make_index_sequence<lanes>();
    for (int round = 1; round < lanes; round *= 2) {
        Vector<T> next[lanes];
        for (int i = 0; i < lanes / 2; ++i) {
            next[2 * i] = interleave<T>(rows[i], rows[i + lanes / 2], 0, all);
            next[2 * i + 1] = interleave<T>(rows[i], rows[i + lanes / 2], lanes / 2, all);
        }
        std::copy(next, next + lanes, rows);
    }
}

}  // namespace

template <class T>
void panel_product(const StridedMatrix<T>& a, int outputs, int inner, const T* in, int in_stride, T* out,
                   int out_stride, int width, Update update) {
    constexpr int lanes = vector_lanes<T>;
    constexpr int at_once = most_vectors * lanes;
    const int blocks = (outputs + most_outputs - 1) / most_outputs;
    for (int column = 0; column < width; column += at_once) {
        const int vectors = std::min(most_vectors, (width - column) / lanes);
        const int next = std::min(at_once, width - column - vectors * lanes);
        for (int i = 0; i < blocks; ++i) {
            const int o = i * most_outputs;
            ask_for(in + column + at_once, in_stride, inner * i / blocks, inner * (i + 1) / blocks, next);
            const StridedMatrix<T> rows{a.values + o * a.output_step, a.output_step, a.inner_step};
            dispatch<most_outputs, most_vectors>(
                std::min(most_outputs, outputs - o), vectors, rows, inner, in + column, in_stride,
                out + static_cast<std::ptrdiff_t>(o) * out_stride + column, out_stride, update);
        }
    }
}

template <class T>
void transpose_panel(const T* in, int features, int in_stride, int samples, T* out, int out_stride) {
    constexpr int lanes = vector_lanes<T>;
    for (int j = 0; j < padded<T>(features); j += lanes)
        for (int b = 0; b < padded<T>(samples); b += lanes) {
            Vector<T> rows[lanes];
            for (int l = 0; l < lanes; ++l)
                rows[l] = j + l < features ? load<T>(in + static_cast<std::ptrdiff_t>(j + l) * in_stride + b)
                                           : Vector<T>{};
            transpose_square<T>(rows);
            for (int l = 0; l < lanes; ++l)
                store<T>(rows[l], out + static_cast<std::ptrdiff_t>(b + l) * out_stride + j);
        }
}

template <class T>
void add_weight_gradient(const Panel<T>& input, const Panel<T>& grad, T* gradients, int stride,
                         AlignedVector<T>& scratch) {
    scratch.resize(static_cast<std::size_t>(grad.width()) * static_cast<std::size_t>(stride));
    transpose_panel(grad.data(), grad.features(), grad.stride(), grad.samples(), scratch.data(), stride);
    panel_product<T>({input.data(), input.stride(), 1}, input.features(), input.samples(), scratch.data(),
                     stride, gradients, stride, stride, Update::add);
}

template void panel_product<float>(const StridedMatrix<float>&, int, int, const float*, int, float*, int, int,
                                   Update);
template void panel_product<double>(const StridedMatrix<double>&, int, int, const double*, int, double*, int,
                                    int, Update);
template void transpose_panel<float>(const float*, int, int, int, float*, int);
template void transpose_panel<double>(const double*, int, int, int, double*, int);

template void add_weight_gradient<float>(const Panel<float>&, const Panel<float>&, float*, int,
                                         AlignedVector<float>&);
template void add_weight_gradient<double>(const Panel<double>&, const Panel<double>&, double*, int,
                                          AlignedVector<double>&);

}  // namespace glasscape
