#include "network/panel/convolution.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "core/simd.hpp"
#include "network/panel/convolution_tiles.hpp"
#include "network/panel/image_rows.hpp"

namespace glasscape {
namespace {

using Taps = std::span<const ConvolutionGather::Tap>;

/// Output channels x vectors held in registers over a gather.
constexpr int gather_outputs = vector_registers / 4;
constexpr int gather_vectors = 2;

int blocks_of(int channels) {
    return (channels + gather_outputs - 1) / gather_outputs;
}

/// values(output, input, tap) as [block of outputs][tap][input][output of the block], zero beyond the last.
template <class T, class Values>
void pack(int outputs, int inputs, int taps, const Values& values, AlignedVector<T>& packed) {
    packed.resize(static_cast<std::size_t>(blocks_of(outputs)) * static_cast<std::size_t>(inputs * taps) *
                  gather_outputs);
    auto to = packed.begin();
    for (int block = 0; block < blocks_of(outputs); ++block)
        for (int tap = 0; tap < taps; ++tap)
            for (int c = 0; c < inputs; ++c)
                for (int o = 0; o < gather_outputs; ++o) {
                    const int k = block * gather_outputs + o;
                    *to++ = k < outputs ? values(k, c, tap) : T{0};
                }
}

/// Some channels of one pixel, of which Outputs are worked out, for a few vectors of samples.
template <int Outputs, int Vectors, class T>
void gather_block(Taps taps, const T* weights, const ImageRows<T>& rows, T* out, std::ptrdiff_t out_step,
                  int outputs, Update update) {
    constexpr int lanes = vector_lanes<T>;
    const int channels = rows.channels();
    // Unrolled to the last loop, or the sums would go through memory.
    Vector<T> sums[Outputs][Vectors] = {};
    for (const auto& tap : taps) {
        const T* from = rows.at_slot(tap.slot);
        const T* entries = weights + std::ptrdiff_t{tap.weight} * channels * gather_outputs;
        for (int c = 0; c < channels; ++c, from += Vectors * lanes, entries += gather_outputs) {
            Vector<T> values[Vectors];
            for (int v = 0; v < Vectors; ++v)
                values[v] = load<T>(from + v * lanes);
#pragma GCC unroll 8
            for (int o = 0; o < Outputs; ++o)
                for (int v = 0; v < Vectors; ++v)
                    sums[o][v] += entries[o] * values[v];
        }
    }
#pragma GCC unroll 8
    for (int o = 0; o < Outputs; ++o)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v)
            if (o < outputs) {
                T* to = out + o * out_step + v * lanes;
                store<T>(update == Update::add ? load<T>(to) + sums[o][v] : sums[o][v], to);
            }
}

Taps taps_of(const ConvolutionGather& gather, int first_pixel, int last_pixel) {
    const auto begin = static_cast<std::size_t>(gather.begin[static_cast<std::size_t>(first_pixel)]);
    const auto end = static_cast<std::size_t>(gather.begin[static_cast<std::size_t>(last_pixel)]);
    return Taps(gather.list).subspan(begin, end - begin);
}

/// The convolution of a few vectors of samples from `column` on.
template <int Vectors, class T>
void convolve_columns(const ConvolutionGather& gather, const AlignedVector<T>& packed, const Panel<T>& in,
                      int column, Panel<T>& out, Update update, AlignedVector<T>& scratch) {
    constexpr int samples = Vectors * vector_lanes<T>;
    scratch.resize(std::max(scratch.size(), ImageRows<T>::size_of(gather.in, samples, gather.rows)));
    ImageRows<T> rows(gather.in, in, column, samples, gather.rows, scratch.data());
    const std::ptrdiff_t block_weights = std::ptrdiff_t{gather.in.channels} * gather.taps * gather_outputs;
    const std::ptrdiff_t out_step = std::ptrdiff_t{gather.out.pixels()} * out.stride();
    for (int y = 0; y < gather.out.height; ++y) {
        const int first = y * gather.out.width;
        const auto taps = taps_of(gather, first, first + gather.out.width);
        if (!taps.empty()) {
            const auto [low, high] = std::minmax_element(
                taps.begin(), taps.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
            rows.hold(low->y, high->y);
        }
        for (int i = first; i < first + gather.out.width; ++i)
            for (int block = 0; block < blocks_of(gather.out.channels); ++block) {
                const int k = block * gather_outputs;
                const int outputs = std::min(gather_outputs, gather.out.channels - k);
                const auto pixel = taps_of(gather, i, i + 1);
                const T* weights = packed.data() + block * block_weights;
                T* to = out.row(k * gather.out.pixels() + i) + column;
                if (outputs == 1)  // of grey images: seven of eight sums would be dropped
                    gather_block<1, Vectors>(pixel, weights, rows, to, out_step, 1, update);
                else
                    gather_block<gather_outputs, Vectors>(pixel, weights, rows, to, out_step, outputs,
                                                          update);
            }
    }
}

bool pays_by_tiles(const ConvolutionShape& shape) {
    return shape.size == 3 && shape.stride == 1 && tiles_pay(shape.in, shape.outputs);
}

}  // namespace

ConvolutionGather forward_gather(const ConvolutionShape& shape) {
    ConvolutionGather gather{shape.in, shape.out(), shape.taps(), pays_by_tiles(shape), {0}, {}};
    for (int y = 0; y < gather.out.height; ++y)
        for (int x = 0; x < gather.out.width; ++x) {
            for (int tap = 0; tap < shape.taps(); ++tap) {
                const int in_y = y * shape.stride + tap / shape.size - shape.padding();
                const int in_x = x * shape.stride + tap % shape.size - shape.padding();
                if (in_y < 0 || in_y >= shape.in.height || in_x < 0 || in_x >= shape.in.width) continue;
                gather.list.push_back({in_y, in_y % gather.rows * shape.in.width + in_x, tap});
            }
            gather.begin.push_back(static_cast<int>(gather.list.size()));
        }
    return gather;
}

ConvolutionGather backward_gather(const ConvolutionShape& shape) {
    ConvolutionGather gather{shape.out(), shape.in, shape.taps(), pays_by_tiles(shape), {0}, {}};
    for (int y = 0; y < shape.in.height; ++y)
        for (int x = 0; x < shape.in.width; ++x) {
            for (int tap = 0; tap < shape.taps(); ++tap) {
                const int from_y = y + shape.padding() - tap / shape.size;
                const int from_x = x + shape.padding() - tap % shape.size;
                if (from_y < 0 || from_x < 0 || from_y % shape.stride != 0 || from_x % shape.stride != 0)
                    continue;
                const int out_y = from_y / shape.stride;
                const int out_x = from_x / shape.stride;
                if (out_y >= gather.in.height || out_x >= gather.in.width) continue;
                gather.list.push_back({out_y, out_y % gather.rows * gather.in.width + out_x, tap});
            }
            gather.begin.push_back(static_cast<int>(gather.list.size()));
        }
    return gather;
}

template <class T>
void pack_forward(const ConvolutionShape& shape, const T* weights, AlignedVector<T>& packed) {
    const int inputs = shape.in.channels;
    const int taps = shape.taps();
    if (pays_by_tiles(shape)) return pack_tiles(shape.outputs, inputs, weights, false, packed);
    pack(
        shape.outputs, inputs, taps,
        [=](int k, int c, int tap) { return weights[(std::ptrdiff_t{k} * inputs + c) * taps + tap]; },
        packed);
}

template <class T>
void pack_backward(const ConvolutionShape& shape, const T* weights, AlignedVector<T>& packed) {
    const int inputs = shape.in.channels;
    const int taps = shape.taps();
    if (pays_by_tiles(shape)) return pack_tiles(shape.outputs, inputs, weights, true, packed);
    pack(
        inputs, shape.outputs, taps,
        [=](int c, int k, int tap) { return weights[(std::ptrdiff_t{k} * inputs + c) * taps + tap]; },
        packed);
}

template <class T>
void convolve(const ConvolutionGather& gather, const AlignedVector<T>& packed, const Panel<T>& in,
              Panel<T>& out, Update update, AlignedVector<T>& scratch) {
    constexpr int at_once = gather_vectors * vector_lanes<T>;
    if (update != Update::add) out.resize(gather.out.features(), in.samples());
    if (gather.by_tiles)
        return convolve_tiles(gather.in, gather.out.channels, packed, in, out, update, scratch);
    int column = 0;
    for (; in.width() - column >= at_once; column += at_once)
        convolve_columns<gather_vectors>(gather, packed, in, column, out, update, scratch);
    for (; column < in.width(); column += vector_lanes<T>)
        convolve_columns<1>(gather, packed, in, column, out, update, scratch);
}

template void pack_forward<float>(const ConvolutionShape&, const float*, AlignedVector<float>&);
template void pack_forward<double>(const ConvolutionShape&, const double*, AlignedVector<double>&);
template void pack_backward<float>(const ConvolutionShape&, const float*, AlignedVector<float>&);
template void pack_backward<double>(const ConvolutionShape&, const double*, AlignedVector<double>&);
template void convolve<float>(const ConvolutionGather&, const AlignedVector<float>&, const Panel<float>&,
                              Panel<float>&, Update, AlignedVector<float>&);
template void convolve<double>(const ConvolutionGather&, const AlignedVector<double>&, const Panel<double>&,
                               Panel<double>&, Update, AlignedVector<double>&);

}  // namespace glasscape
