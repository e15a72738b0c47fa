#include "network/panel/convolution_tiles.hpp"

#include <algorithm>
#include <cstddef>

#include "core/simd.hpp"
#include "network/panel/image_rows.hpp"

namespace glasscape {
namespace {

constexpr int positions = 16;  // of a transformed tile
/// Output channels x vectors held in registers over the input channels.
constexpr int tile_outputs = vector_registers / 4;
constexpr int tile_vectors = 2;

int tile_blocks(int outputs) {
    return (outputs + tile_outputs - 1) / tile_outputs;
}

int half_up(int count) {
    return (count + 1) / 2;
}

/// B^T d, or one row of d B.
template <class V>
[[gnu::always_inline]] inline void transform_four(const V& d0, const V& d1, const V& d2, const V& d3, V* to,
                                                  std::ptrdiff_t step) {
    to[0] = d0 - d2;
    to[step] = d1 + d2;
    to[2 * step] = d2 - d1;
    to[3 * step] = d1 - d3;
}

/// G g G^T, by rows.
template <class T>
void transform_kernel(const T (&g)[9], T (&to)[positions]) {
    T half[12];  // G g
    for (int x = 0; x < 3; ++x) {
        const T ends = g[x] + g[6 + x];
        half[x] = g[x];
        half[3 + x] = T(0.5) * (ends + g[3 + x]);
        half[6 + x] = T(0.5) * (ends - g[3 + x]);
        half[9 + x] = g[6 + x];
    }
    for (int y = 0; y < 4; ++y) {
        const T* row = half + 3 * y;
        const T ends = row[0] + row[2];
        to[4 * y] = row[0];
        to[4 * y + 1] = T(0.5) * (ends + row[1]);
        to[4 * y + 2] = T(0.5) * (ends - row[1]);
        to[4 * y + 3] = row[2];
    }
}

/// Room of a strip of samples: transformed pixels, whose positions lie a cache line more apart than they need,
/// or all would share a few sets of the cache; zeros for the pixels beside the image; rows of the image.
template <class T>
struct TileRoom {
    std::ptrdiff_t pixel;     // numbers of all channels of a pixel
    std::ptrdiff_t position;  // from one to the next
    std::size_t rows_begin;
    std::size_t size;

    TileRoom(const ImageShape& in, int samples)
        : pixel(std::ptrdiff_t{in.channels} * samples),
          position(pixel + panel_lanes<T>),
          rows_begin(static_cast<std::size_t>(positions * position + pixel)),
          size(rows_begin + ImageRows<T>::size_of(in, samples, 4)) {}
};

/// The 4x4 pixels that a tile reads, channel 0.
template <class T>
struct TilePixels {
    const T* at[positions];
};

template <class T>
TilePixels<T> pixels_of_tile(const ImageShape& shape, const ImageRows<T>& rows, const T* zeros, int first_y,
                             int first_x) {
    TilePixels<T> pixels;
    for (int i = 0; i < positions; ++i) {
        const int y = first_y + i / 4;
        const int x = first_x + i % 4;
        const bool inside = y >= 0 && y < shape.height && x >= 0 && x < shape.width;
        pixels.at[i] = inside ? rows.at(y, x) : zeros;
    }
    return pixels;
}

/// values[position][channel][sample] = B^T d B.
template <int Vectors, class T>
void transform_pixels(const TilePixels<T>& pixels, int channels, std::ptrdiff_t position, T* values) {
    constexpr int lanes = vector_lanes<T>;
    for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{channels} * Vectors * lanes; i += lanes) {
        Vector<T> columns[positions];
#pragma GCC unroll 4
        for (int x = 0; x < 4; ++x)
            transform_four(load<T>(pixels.at[x] + i), load<T>(pixels.at[4 + x] + i),
                           load<T>(pixels.at[8 + x] + i), load<T>(pixels.at[12 + x] + i), columns + x, 4);
#pragma GCC unroll 4
        for (int y = 0; y < 4; ++y) {
            const Vector<T>* row = columns + 4 * y;
            Vector<T> whole[4];
            transform_four(row[0], row[1], row[2], row[3], whole, 1);
#pragma GCC unroll 4
            for (int x = 0; x < 4; ++x)
                store<T>(whole[x], values + (4 * y + x) * position + i);
        }
    }
}

template <int Vectors, class T>
using TileProducts = Vector<T>[positions][tile_outputs][Vectors];

/// Sums over channels at one position, for a block of outputs.
template <int Vectors, class T>
void sum_channels(const T* weights, const T* values, int channels, Vector<T> (&to)[tile_outputs][Vectors]) {
    constexpr int lanes = vector_lanes<T>;
    // Unrolled to the last loop, or the sums would go through memory.
    Vector<T> sums[tile_outputs][Vectors] = {};
    for (int c = 0; c < channels; ++c, values += Vectors * lanes, weights += tile_outputs) {
        Vector<T> pixels[Vectors];
        for (int v = 0; v < Vectors; ++v)
            pixels[v] = load<T>(values + v * lanes);
#pragma GCC unroll 8
        for (int o = 0; o < tile_outputs; ++o)
            for (int v = 0; v < Vectors; ++v)
                sums[o][v] += weights[o] * pixels[v];
    }
#pragma GCC unroll 8
    for (int o = 0; o < tile_outputs; ++o)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v)
            to[o][v] = sums[o][v];
}

/// Where a tile of the result goes: its pixels of output channel 0, null beside the image.
template <class T>
struct TileTarget {
    T* at[4];
    std::ptrdiff_t channel;  // from one to the next
};

/// A^T m A.
template <int Vectors, class T>
void store_tile(const TileProducts<Vectors, T>& m, int outputs, const TileTarget<T>& target, Update update) {
    constexpr int lanes = vector_lanes<T>;
    for (int o = 0; o < outputs; ++o)
        for (int v = 0; v < Vectors; ++v) {
            Vector<T> upper[4];
            Vector<T> lower[4];
#pragma GCC unroll 4
            for (int x = 0; x < 4; ++x) {
                const auto sum = m[4 + x][o][v] + m[8 + x][o][v];
                const auto difference = m[4 + x][o][v] - m[8 + x][o][v];
                upper[x] = m[x][o][v] + sum;
                lower[x] = difference - m[12 + x][o][v];
            }
            const Vector<T> tile[4] = {upper[0] + (upper[1] + upper[2]), (upper[1] - upper[2]) - upper[3],
                                       lower[0] + (lower[1] + lower[2]), (lower[1] - lower[2]) - lower[3]};
#pragma GCC unroll 4
            for (int i = 0; i < 4; ++i) {
                if (target.at[i] == nullptr) continue;
                T* to = target.at[i] + o * target.channel + v * lanes;
                store<T>(update == Update::add ? load<T>(to) + tile[i] : tile[i], to);
            }
        }
}

template <class T>
TileTarget<T> target_of_tile(const ImageShape& shape, Panel<T>& out, int output, int y, int x, int column) {
    TileTarget<T> target{{}, std::ptrdiff_t{shape.pixels()} * out.stride()};
    for (int i = 0; i < 4; ++i)
        if (y + i / 2 < shape.height && x + i % 2 < shape.width)
            target.at[i] = out.row((output * shape.height + y + i / 2) * shape.width + x + i % 2) + column;
    return target;
}

/// The convolution of a few vectors of samples from `column` on.
template <int Vectors, class T>
void convolve_strip(const ImageShape& shape, int outputs, const AlignedVector<T>& packed, const Panel<T>& in,
                    int column, Panel<T>& out, Update update, AlignedVector<T>& scratch) {
    constexpr int samples = Vectors * vector_lanes<T>;
    const TileRoom<T> room(shape, samples);
    scratch.resize(std::max(scratch.size(), room.size));
    T* values = scratch.data();
    T* zeros = values + positions * room.position;
    std::fill_n(zeros, room.pixel, T{});
    ImageRows<T> rows(shape, in, column, samples, 4, values + room.rows_begin);
    const std::ptrdiff_t position_weights = std::ptrdiff_t{shape.channels} * tile_outputs;
    TileProducts<Vectors, T> products;
    for (int y = 0; y < shape.height; y += 2) {
        rows.hold(std::max(0, y - 1), std::min(y + 2, shape.height - 1));
        for (int x = 0; x < shape.width; x += 2) {
            transform_pixels<Vectors>(pixels_of_tile<T>(shape, rows, zeros, y - 1, x - 1), shape.channels,
                                      room.position, values);
            const T* weights = packed.data();
            for (int k = 0; k < outputs; k += tile_outputs) {
                for (int i = 0; i < positions; ++i, weights += position_weights)
                    sum_channels<Vectors>(weights, values + i * room.position, shape.channels, products[i]);
                store_tile<Vectors, T>(products, std::min(tile_outputs, outputs - k),
                                       target_of_tile(shape, out, k, y, x, column), update);
            }
        }
    }
}

}  // namespace

bool tiles_pay(const ImageShape& in, int outputs) {
    // A transformation of a tile, there or back, takes as long as its products with so many channels.
    constexpr double transformation = 4.0;
    const double tiles = static_cast<double>(half_up(in.height)) * half_up(in.width);
    const double taps = (3.0 * in.height - 2.0) * (3.0 * in.width - 2.0);
    return positions * tiles * (1.0 + transformation / in.channels + transformation / outputs) < taps;
}

template <class T>
void pack_tiles(int kernel_outputs, int kernel_inputs, const T* kernels, bool flipped,
                AlignedVector<T>& packed) {
    const int outputs = flipped ? kernel_inputs : kernel_outputs;
    const int inputs = flipped ? kernel_outputs : kernel_inputs;
    const std::ptrdiff_t position = std::ptrdiff_t{inputs} * tile_outputs;
    packed.assign(static_cast<std::size_t>(std::ptrdiff_t{tile_blocks(outputs)} * positions * position),
                  T{0});
    for (int k = 0; k < outputs; ++k)
        for (int c = 0; c < inputs; ++c) {
            const T* from = kernels + 9 * (flipped ? std::ptrdiff_t{c} * kernel_inputs + k
                                                   : std::ptrdiff_t{k} * kernel_inputs + c);
            T kernel[9];
            T transformed[positions];
            for (int tap = 0; tap < 9; ++tap)
                kernel[tap] = from[flipped ? 8 - tap : tap];
            transform_kernel(kernel, transformed);
            T* to = packed.data() + std::ptrdiff_t{k / tile_outputs} * positions * position +
                    std::ptrdiff_t{c} * tile_outputs + k % tile_outputs;
            for (int i = 0; i < positions; ++i)
                to[i * position] = transformed[i];
        }
}

template <class T>
void convolve_tiles(const ImageShape& in_shape, int outputs, const AlignedVector<T>& packed,
                    const Panel<T>& in, Panel<T>& out, Update update, AlignedVector<T>& scratch) {
    constexpr int at_once = tile_vectors * vector_lanes<T>;
    int column = 0;
    for (; in.width() - column >= at_once; column += at_once)
        convolve_strip<tile_vectors>(in_shape, outputs, packed, in, column, out, update, scratch);
    for (; column < in.width(); column += vector_lanes<T>)
        convolve_strip<1>(in_shape, outputs, packed, in, column, out, update, scratch);
}

template void pack_tiles<float>(int, int, const float*, bool, AlignedVector<float>&);
template void pack_tiles<double>(int, int, const double*, bool, AlignedVector<double>&);
template void convolve_tiles<float>(const ImageShape&, int, const AlignedVector<float>&, const Panel<float>&,
                                    Panel<float>&, Update, AlignedVector<float>&);
template void convolve_tiles<double>(const ImageShape&, int, const AlignedVector<double>&,
                                     const Panel<double>&, Panel<double>&, Update, AlignedVector<double>&);

}  // namespace glasscape
