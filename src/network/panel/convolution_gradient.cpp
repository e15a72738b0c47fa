// The gradient of a convolution by its weights: sums over pixels and samples, in registers for a few channels
// and a row of taps.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/simd.hpp"
#include "network/panel/convolution.hpp"
#include "network/panel/image_rows.hpp"

namespace glasscape {
namespace {

/// Output channels x input channels, each with a row of taps: 24 (or 12) sums.
constexpr int kernel_outputs = vector_registers / 8;
constexpr int kernel_inputs = 2;

template <int Taps, class T>
struct KernelSums {
    Vector<T> of[kernel_outputs][kernel_inputs][Taps];
};

/// A block of channels of the gradient and of the input; beyond the last channel the last again, whose sums
/// are dropped.
template <class T>
struct ChannelBlock {
    std::ptrdiff_t outputs[kernel_outputs];  // from channel 0
    std::ptrdiff_t inputs[kernel_inputs];
    std::ptrdiff_t in_step;  // to the next pixel of the input
    int samples;
};

/// Adds one pixel of the result, taps First .. Last - 1; `in` is where tap 0 reads.
template <int First, int Last, int Taps, class T>
[[gnu::always_inline]] inline void add_pixel(KernelSums<Taps, T>& sums, const ChannelBlock<T>& block,
                                             const T* grad, const T* in) {
    for (int b = 0; b < block.samples; b += vector_lanes<T>) {
        Vector<T> g[kernel_outputs];
        for (int o = 0; o < kernel_outputs; ++o)
            g[o] = load<T>(grad + block.outputs[o] + b);
#pragma GCC unroll 8
        for (int c = 0; c < kernel_inputs; ++c)
#pragma GCC unroll 8
            for (int tap = First; tap < Last; ++tap) {
                auto x = load<T>(in + block.inputs[c] + tap * block.in_step + b);
                hold_in_register<T>(x);
#pragma GCC unroll 8
                for (int o = 0; o < kernel_outputs; ++o)
                    sums.of[o][c][tap] += g[o] * x;
            }
    }
}

/// Adds a row of the result; `in` is the first pixel of the row of the input.
template <int Taps, class T>
[[gnu::always_inline]] inline void add_row(KernelSums<Taps, T>& sums, const ConvolutionShape& shape,
                                           const ChannelBlock<T>& block, const T* grad,
                                           std::ptrdiff_t grad_step, const T* in) {
    const int columns = shape.out().width;
    const auto tap_0 = [&](int x) { return in + (x * shape.stride - (Taps - 1) / 2) * block.in_step; };
    if constexpr (Taps == 1) {
        for (int x = 0; x < columns; ++x)
            add_pixel<0, 1>(sums, block, grad + x * grad_step, tap_0(x));
    } else {
        if (shape.in.width == 1) {
            add_pixel<1, 2>(sums, block, grad, tap_0(0));
            return;
        }
        add_pixel<1, 3>(sums, block, grad, tap_0(0));
        const int whole = (shape.in.width - 2) / shape.stride + 1;
        for (int x = 1; x < whole; ++x)
            add_pixel<0, 3>(sums, block, grad + x * grad_step, tap_0(x));
        for (int x = std::max(1, whole); x < columns; ++x)
            add_pixel<0, 2>(sums, block, grad + x * grad_step, tap_0(x));
    }
}

template <class T, class V, std::size_t... Lane>
inline T sum_of_lanes(const V& value, std::index_sequence<Lane...>) {
    constexpr std::size_t half = sizeof...(Lane);
    const auto sums = __builtin_shufflevector(value, value, Lane...) +
                      __builtin_shufflevector(value, value, (Lane + half)...);
    if constexpr (half == 2)
        return sums[0] + sums[1];
    else
        return sum_of_lanes<T>(sums, std::make_index_sequence<half / 2>());
}

template <class T>
inline T sum_of(const Vector<T>& value) {
    if constexpr (vector_lanes<T> == 2)
        return value[0] + value[1];
    else
        return sum_of_lanes<T>(value, std::make_index_sequence<vector_lanes<T> / 2>());
}

/// What is summed in registers at once: rows of the result and samples, enough that the sums over lanes at the
/// end cost little, and no more than the caches hold.
struct KernelTile {
    int rows;
    int samples;
};

template <class T>
KernelTile tile_of(const ConvolutionShape& shape, int width) {
    constexpr int pixels = 96;
    constexpr int vectors = 256;
    const auto out = shape.out();
    const int rows = std::clamp(pixels / out.width, 1, out.height);
    const int at_once = std::max(2, vectors / (rows * out.width)) * vector_lanes<T>;
    return {rows, std::min(width, at_once)};
}

/// Adds rows [begin, end) of the result to the gradients of one row of taps, for the channels from
/// (first_output, first_input) on.
template <int Taps, class T>
void add_block(const ConvolutionShape& shape, const ImageRows<T>& in, const ImageRows<T>& grad, int tap_y,
               int begin, int end, int first_output, int first_input, T* gradients) {
    ChannelBlock<T> block{{}, {}, in.pixel_size(), in.samples()};
    for (int o = 0; o < kernel_outputs; ++o)
        block.outputs[o] = std::ptrdiff_t{std::min(first_output + o, shape.outputs - 1)} * in.samples();
    for (int c = 0; c < kernel_inputs; ++c)
        block.inputs[c] = std::ptrdiff_t{std::min(first_input + c, shape.in.channels - 1)} * in.samples();
    KernelSums<Taps, T> sums{};
    for (int y = begin; y < end; ++y) {
        const int in_y = y * shape.stride + tap_y - shape.padding();
        if (in_y < 0 || in_y >= shape.in.height) continue;
        add_row(sums, shape, block, grad.at(y, 0), grad.pixel_size(), in.at(in_y, 0));
    }
#pragma GCC unroll 8
    for (int o = 0; o < kernel_outputs; ++o)
#pragma GCC unroll 8
        for (int c = 0; c < kernel_inputs; ++c) {
            if (first_output + o >= shape.outputs || first_input + c >= shape.in.channels) continue;
            const std::ptrdiff_t kernel =
                std::ptrdiff_t{first_output + o} * shape.in.channels + first_input + c;
#pragma GCC unroll 8
            for (int tap = 0; tap < Taps; ++tap)
                gradients[kernel * shape.taps() + std::ptrdiff_t{tap_y} * Taps + tap] +=
                    sum_of<T>(sums.of[o][c][tap]);
        }
}

template <int Taps, class T>
void add_gradient(const ConvolutionShape& shape, const Panel<T>& in, const Panel<T>& grad_out, T* gradients,
                  AlignedVector<T>& scratch) {
    const ImageShape out = shape.out();
    const auto tile = tile_of<T>(shape, in.width());
    const int in_rows = (tile.rows - 1) * shape.stride + Taps;
    const auto in_size = ImageRows<T>::size_of(shape.in, tile.samples, in_rows);
    scratch.resize(std::max(scratch.size(), in_size + ImageRows<T>::size_of(out, tile.samples, tile.rows)));
    for (int column = 0; column < in.width(); column += tile.samples) {
        const int samples = std::min(tile.samples, in.width() - column);
        ImageRows<T> held_in(shape.in, in, column, samples, in_rows, scratch.data());
        ImageRows<T> held_grad(out, grad_out, column, samples, tile.rows, scratch.data() + in_size);
        for (int y = 0; y < out.height; y += tile.rows) {
            const int end = std::min(y + tile.rows, out.height);
            held_grad.hold(y, end - 1);
            held_in.hold(std::max(0, y * shape.stride - shape.padding()),
                         std::min((end - 1) * shape.stride + shape.padding(), shape.in.height - 1));
            for (int tap_y = 0; tap_y < Taps; ++tap_y)
                for (int k = 0; k < shape.outputs; k += kernel_outputs)
                    for (int c = 0; c < shape.in.channels; c += kernel_inputs)
                        add_block<Taps>(shape, held_in, held_grad, tap_y, y, end, k, c, gradients);
        }
    }
}

}  // namespace

template <class T>
void add_kernel_gradient(const ConvolutionShape& shape, const Panel<T>& in, const Panel<T>& grad_out,
                         T* gradients, AlignedVector<T>& scratch) {
    if (shape.size == 3)
        add_gradient<3>(shape, in, grad_out, gradients, scratch);
    else
        add_gradient<1>(shape, in, grad_out, gradients, scratch);
}

template void add_kernel_gradient<float>(const ConvolutionShape&, const Panel<float>&, const Panel<float>&,
                                         float*, AlignedVector<float>&);
template void add_kernel_gradient<double>(const ConvolutionShape&, const Panel<double>&, const Panel<double>&,
                                          double*, AlignedVector<double>&);

}  // namespace glasscape
