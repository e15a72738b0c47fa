// Couplings of one order of a Hamiltonian on a device, packed or generated (staircase.hpp).
//
// Columns are stored in tiles of 512, row after row, down to the last row that reaches into the tile. A
// Philox block gives the couplings of one row in four columns 16 apart; thread t of 128 that share a tile
// owns the columns of block t.
#pragma once

#include <cstdint>
#include <type_traits>

#include <cuda_runtime.h>

#include "landscape/cuda/monomial_levels.cuh"
#include "landscape/cuda/work_items.hpp"
#include "landscape/tensor/bfloat16.hpp"
#include "landscape/tensor/coupling_normal.hpp"

namespace glasscape::cuda {

constexpr int tile_columns = 512;
constexpr int tile_threads = 128;

struct ShapeView {
    int order;
    int size;
    int inner_degree;
    std::int64_t rows;
    std::int64_t columns;
    const std::uint16_t* row_last;
    const std::uint8_t* row_run;
    const std::int64_t* column_first;  // [N + 1]
    const float* junction_factors;
    LevelView top;                        // of the columns
    const std::int64_t* tile_rows;        // rows that reach into a tile
    const std::int64_t* half_rows;        // into each half of a tile
    const std::int64_t* unrepeated_rows;  // of those, first rows with no repeated spin and no end in the tile
    const std::int64_t* tile_offset;      // of its couplings in the packed store
};

struct DisorderView {
    std::uint64_t seed;
    std::uint32_t stream;
    std::uint32_t sample;
};

/// Rows of one tile that belong to an item.
struct RowRange {
    std::int64_t begin;
    std::int64_t end;
};

__device__ inline RowRange rows_of(const WorkItem& item, std::int64_t tile, std::int64_t reach) {
    const std::int64_t end = tile + 1 == item.tile_end ? item.last_row : item.row_end;
    return {tile == item.tile_begin ? item.first_row : item.row_begin, end < reach ? end : reach};
}

__device__ inline std::int64_t split_of(const WorkItem& item, std::int64_t tile) {
    return tile == item.tile_begin ? item.first_split : item.split;
}

/// Place within the tile of column number w = 0..3 of a thread.
__device__ inline int place_of(int thread, int w) {
    return thread / 16 * 64 + w * 16 + thread % 16;
}

__device__ inline std::int64_t column_of(std::int64_t tile, int thread, int w) {
    return tile * tile_columns + place_of(thread, w);
}

/// The couplings of one row in the four columns of a thread; zero outside the staircase.
__device__ inline void draw_couplings(const ShapeView& shape, const DisorderView& disorder, std::int64_t row,
                                      std::int64_t tile, int thread, float (&out)[4]) {
    const auto key = coupling::row_key(disorder.seed, disorder.stream, disorder.sample, shape.order,
                                       static_cast<std::uint32_t>(row));
    const std::int64_t group = tile * (tile_columns / coupling::group) + thread / 16;
    const auto words = coupling::philox(
        static_cast<std::uint32_t>(group * coupling::lanes + static_cast<std::uint32_t>(thread % 16)), key);
    coupling::box_muller(words.w[0], words.w[1], out[0], out[1]);
    coupling::box_muller(words.w[2], words.w[3], out[2], out[3]);
    if (row < shape.unrepeated_rows[tile]) return;
    const int last = shape.row_last[row];
    const std::int64_t start = shape.column_first[last];
    const std::int64_t plain =
        shape.column_first[last + 1];  // from here on the row's last spin is not repeated
    for (int w = 0; w < 4; ++w) {
        const std::int64_t column = column_of(tile, thread, w);
        if (column < start || column >= shape.columns) {
            out[w] = 0.0F;
        } else if (column < plain && shape.row_run[row] > 0) {
            const std::int64_t low = shape.top.low_begin[last] + (column - start);
            const int run = shape.top.below_end_spin[low] == last ? shape.top.below_run[low] + 1 : 1;
            out[w] *= shape.junction_factors[shape.row_run[row] * (shape.inner_degree + 1) + run];
        }
    }
}

template <class Store>
__global__ void fill_tiles(ShapeView shape, DisorderView disorder, const WorkItem* items, Store* couplings) {
    const WorkItem item = items[blockIdx.x];
    const int thread = static_cast<int>(threadIdx.x);
    for (std::int64_t tile = item.tile_begin; tile < item.tile_end; ++tile) {
        const RowRange rows = rows_of(item, tile, shape.tile_rows[tile]);
        for (std::int64_t row = rows.begin; row < rows.end; ++row) {
            float drawn[4];
            draw_couplings(shape, disorder, row, tile, thread, drawn);
            Store* out = couplings + shape.tile_offset[tile] + row * tile_columns;
            for (int w = 0; w < 4; ++w)
                out[place_of(thread, w)] = narrowed<Store>(drawn[w]);
        }
    }
}

template <class A, class Store>
__device__ inline A widened(Store value) {
    if constexpr (std::is_same_v<Store, Bfloat16>)
        return to_float(value);
    else
        return static_cast<A>(value);
}

}  // namespace glasscape::cuda
