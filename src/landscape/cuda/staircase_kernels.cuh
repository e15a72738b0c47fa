// Kernels for one order of a Hamiltonian, couplings packed or generated (staircase.hpp: q = C W, V = C^T S).
//
// Columns are cut into tiles of 512. In a tile every thread owns four columns, those of one Philox block, and
// keeps their W and V of all replicas of the panel in registers while it walks down the rows: each coupling
// is read, or drawn, once for the panel. Row sums are added up over the warp by halving exchanges, over warps
// and tiles in a fixed order, so that results do not depend on scheduling. Arrays of monomials are
// [tuple][M], M replicas a panel.
#pragma once

#include <cstdint>
#include <type_traits>

#include "../bfloat16.hpp"
#include "../coupling_normal.hpp"

namespace glasscape::cuda {

constexpr int tile_columns = 512;
constexpr int tile_threads = 128;
/// Rows whose factors and sums are held in shared memory at a time.
constexpr int chunk_rows = 64;

/// One level of monomials made from the level below (monomials.hpp): entry first[u] + (low - low_begin[u]) is
/// spin u times tuple `low` of the level below; where repeat_begin[u] <= low < repeat_end[u] the spin
/// repeats.
struct LevelView {
    std::int64_t count;
    std::int64_t below_count;
    const std::int64_t* first;  // [N + 1]
    const std::int64_t* low_begin;
    const std::int64_t* repeat_begin;
    const std::int64_t* repeat_end;
    const std::uint8_t* run;  // multiplicities of the level below
};

struct ShapeView {
    int order;
    int size;
    int inner_degree;
    std::int64_t rows;
    std::int64_t columns;
    const std::uint16_t* row_last;
    const std::uint8_t* row_run;
    const std::int64_t* column_first;  // [N + 1]
    const float* head_factors;
    LevelView top;                    // of the columns
    const std::int64_t* tile_rows;    // rows that reach into a tile
    const std::int64_t* tile_offset;  // of its couplings in the packed store
};

struct DisorderView {
    std::uint64_t seed;
    std::uint32_t stream;
    std::uint32_t sample;
};

/// Tiles [tile_begin, tile_end) and rows [row_begin, row_end) for one block of threads; its row sums go to
/// `slot`, its column sums to `split`.
struct Item {
    std::int64_t tile_begin;
    std::int64_t tile_end;
    std::int64_t row_begin;
    std::int64_t row_end;
    std::int64_t slot;
    std::int64_t split;
};

/// Column of number w = 0..3 of a thread.
__device__ inline std::int64_t column_of(std::int64_t tile, int thread, int w) {
    return tile * tile_columns + thread / 16 * 64 + w * 16 + thread % 16;
}

/// Place of that column within the tile.
__device__ inline int place_of(int thread, int w) {
    return thread / 16 * 64 + w * 16 + thread % 16;
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
            const int run = low < shape.top.repeat_end[last] ? shape.top.run[low] + 1 : 1;
            out[w] *= shape.head_factors[shape.row_run[row] * (shape.inner_degree + 1) + run];
        }
    }
}

template <class Store>
__global__ void fill_tiles(ShapeView shape, DisorderView disorder, const Item* items, Store* couplings) {
    const Item item = items[blockIdx.x];
    const int thread = static_cast<int>(threadIdx.x);
    for (std::int64_t tile = item.tile_begin; tile < item.tile_end; ++tile) {
        const std::int64_t end = item.row_end < shape.tile_rows[tile] ? item.row_end : shape.tile_rows[tile];
        for (std::int64_t row = item.row_begin; row < end; ++row) {
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

/// Sums K values over the 32 lanes, K <= 32 a power of two: on return lane l holds the total of value l K/32.
template <int K, int Offset = 16, class A>
__device__ inline A warp_totals(A* values, int lane) {
    if constexpr (Offset == 0) {
        return values[0];
    } else if constexpr (K == 1) {
        values[0] += __shfl_xor_sync(0xffffffffU, values[0], Offset);
    } else {
        const bool upper = (lane & Offset) != 0;
#pragma unroll
        for (int i = 0; i < K / 2; ++i) {
            const A sent = upper ? values[i] : values[i + K / 2];
            const A kept = upper ? values[i + K / 2] : values[i];
            values[i] = kept + __shfl_xor_sync(0xffffffffU, sent, Offset);
        }
    }
    if constexpr (Offset > 0) return warp_totals<(K > 1 ? K / 2 : 1), Offset / 2>(values, lane);
}

/// q_partial: [slot][rows][M], added to; v_partial: [split][columns][M], written. `Rows` rows at a time; Rows
/// M is a power of two up to 32.
template <class A, class Store, int M, int Rows, bool Keep>
__global__ void __launch_bounds__(tile_threads)
    contract_tiles(ShapeView shape, DisorderView disorder, const Item* items, const Store* couplings,
                   const A* w_all, const A* s_all, A* q_partial, A* v_partial) {
    constexpr int warps = tile_threads / 32;
    constexpr int values = Rows * M;
    __shared__ A factors[chunk_rows * M];
    __shared__ A sums[warps][chunk_rows * M];
    const Item item = items[blockIdx.x];
    const int thread = static_cast<int>(threadIdx.x);
    const int lane = thread % 32;
    for (std::int64_t tile = item.tile_begin; tile < item.tile_end; ++tile) {
        A w_own[4][M];
        A v_own[4][M];
#pragma unroll
        for (int w = 0; w < 4; ++w) {
            const std::int64_t column = column_of(tile, thread, w);
#pragma unroll
            for (int m = 0; m < M; ++m) {
                w_own[w][m] = column < shape.columns ? w_all[column * M + m] : A{0};
                v_own[w][m] = A{0};
            }
        }
        const std::int64_t end = item.row_end < shape.tile_rows[tile] ? item.row_end : shape.tile_rows[tile];
        for (std::int64_t chunk = item.row_begin; chunk < end; chunk += chunk_rows) {
            const int rows = static_cast<int>(end - chunk < chunk_rows ? end - chunk : chunk_rows);
            for (int i = thread; i < chunk_rows * M; i += tile_threads)
                factors[i] = i < rows * M ? s_all[chunk * M + i] : A{0};
            __syncthreads();
            for (int first = 0; first < rows; first += Rows) {
                A c[Rows][4];
#pragma unroll
                for (int r = 0; r < Rows; ++r) {
                    const bool inside = first + r < rows;
                    const std::int64_t row = chunk + first + r;
                    if constexpr (Keep) {
                        const Store* here = couplings + shape.tile_offset[tile] + row * tile_columns;
#pragma unroll
                        for (int w = 0; w < 4; ++w)
                            c[r][w] = inside ? widened<A>(here[place_of(thread, w)]) : A{0};
                    } else {
                        float drawn[4] = {};
                        if (inside) draw_couplings(shape, disorder, row, tile, thread, drawn);
#pragma unroll
                        for (int w = 0; w < 4; ++w)
                            c[r][w] = static_cast<A>(drawn[w]);
                    }
                }
                A q[values];
#pragma unroll
                for (int r = 0; r < Rows; ++r)
#pragma unroll
                    for (int m = 0; m < M; ++m) {
                        const A s = factors[(first + r) * M + m];
                        A sum{0};
#pragma unroll
                        for (int w = 0; w < 4; ++w) {
                            sum += c[r][w] * w_own[w][m];
                            v_own[w][m] += c[r][w] * s;
                        }
                        q[r * M + m] = sum;
                    }
                const A total = warp_totals<values>(q, lane);
                if (lane % (32 / values) == 0) sums[thread / 32][first * M + lane / (32 / values)] = total;
            }
            __syncthreads();
            A* out = q_partial + (item.slot * shape.rows + chunk) * M;
            for (int i = thread; i < rows * M; i += tile_threads) {
                A total = sums[0][i];
                for (int warp = 1; warp < warps; ++warp)
                    total += sums[warp][i];
                out[i] += total;
            }
        }
#pragma unroll
        for (int w = 0; w < 4; ++w) {
            const std::int64_t column = column_of(tile, thread, w);
            if (column < shape.columns)
                for (int m = 0; m < M; ++m)
                    v_partial[(item.split * shape.columns + column) * M + m] = v_own[w][m];
        }
    }
}

/// u with first[u] <= entry < first[u + 1].
__device__ inline int block_of(const std::int64_t* first, int size, std::int64_t entry) {
    int low = 0;
    int high = size;
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (first[middle] <= entry)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/// 1/sqrt of the multiplicity that spin u gets in front of (behind) tuple `low`.
template <class A>
__device__ inline A growth_of(const LevelView& level, int u, std::int64_t low) {
    const bool repeats = low >= level.repeat_begin[u] && low < level.repeat_end[u];
    return repeats ? static_cast<A>(1.0 / sqrt(level.run[low] + 1.0)) : A{1};
}

/// One thread an entry of the level.
template <class A, int M>
__global__ void build_level(LevelView level, int size, const A* spins, const A* below, A* out) {
    const std::int64_t entry = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (entry >= level.count) return;
    const int u = block_of(level.first, size, entry);
    const std::int64_t low = level.low_begin[u] + (entry - level.first[u]);
    const A growth = growth_of<A>(level, u, low);
    for (int m = 0; m < M; ++m)
        out[entry * M + m] = growth * spins[u * M + m] * below[low * M + m];
}

/// below_adjoint[low] = sum_u s_u growth adjoint[entry of u and low]. One thread a tuple of the level below.
template <class A, int M>
__global__ void fold_level(LevelView level, int size, const A* spins, const A* adjoint, A* below_adjoint) {
    const std::int64_t low = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (low >= level.below_count) return;
    A total[M] = {};
    for (int u = 0; u < size; ++u) {
        const std::int64_t place = low - level.low_begin[u];
        if (place < 0 || place >= level.first[u + 1] - level.first[u]) continue;
        const A growth = growth_of<A>(level, u, low);
        const A* from = adjoint + (level.first[u] + place) * M;
        for (int m = 0; m < M; ++m)
            total[m] += growth * spins[u * M + m] * from[m];
    }
    for (int m = 0; m < M; ++m)
        below_adjoint[low * M + m] = total[m];
}

/// Total over a block of 128 threads, in every thread; a tree of fixed shape.
__device__ inline double block_total(double value) {
    __shared__ double parts[tile_threads];
    __syncthreads();
    parts[threadIdx.x] = value;
    for (unsigned half = tile_threads / 2; half >= 1; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) parts[threadIdx.x] += parts[threadIdx.x + half];
    }
    __syncthreads();
    return parts[0];
}

/// gradient[u][m] += sum over entries of u of growth below[low] adjoint[entry]. One block of threads a spin.
template <class A, int M>
__global__ void __launch_bounds__(tile_threads)
    fold_spins(LevelView level, const A* below, const A* adjoint, double* gradient) {
    const int u = static_cast<int>(blockIdx.x);
    double total[M] = {};
    for (std::int64_t entry = level.first[u] + threadIdx.x; entry < level.first[u + 1];
         entry += tile_threads) {
        const std::int64_t low = level.low_begin[u] + (entry - level.first[u]);
        const double growth = growth_of<A>(level, u, low);
        for (int m = 0; m < M; ++m)
            total[m] += growth * static_cast<double>(below[low * M + m]) *
                        static_cast<double>(adjoint[entry * M + m]);
    }
    for (int m = 0; m < M; ++m) {
        const double sum = block_total(total[m]);
        if (threadIdx.x == 0) gradient[u * M + m] += sum;
    }
}

/// out[i] = sum over slots of partial[slot][i], i < count. Blocks of 32 entries and 4 runs of slots.
template <class A>
__global__ void __launch_bounds__(tile_threads)
    add_slots(const A* partial, std::int64_t slots, std::int64_t count, A* out) {
    __shared__ A parts[4][32];
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int run = static_cast<int>(threadIdx.x / 32);
    const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * 32 + lane;
    A total{0};
    if (i < count)
        for (std::int64_t slot = run; slot < slots; slot += 4)
            total += partial[slot * count + i];
    parts[run][lane] = total;
    __syncthreads();
    if (run == 0 && i < count) out[i] = (parts[0][lane] + parts[1][lane]) + (parts[2][lane] + parts[3][lane]);
}

/// V of one column: the sum of those row splits that reach its tile. One thread a number.
template <class A, int M>
__global__ void add_splits(ShapeView shape, const A* v_partial, std::int64_t rows_per_split, A* out) {
    const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i >= shape.columns * M) return;
    const std::int64_t rows = shape.tile_rows[i / M / tile_columns];
    A total{0};
    for (std::int64_t split = 0; split * rows_per_split < rows; ++split)
        total += v_partial[split * shape.columns * M + i];
    out[i] = total;
}

/// energies[m] = sum_T S_T q_T. One block of threads a replica.
template <class A, int M>
__global__ void __launch_bounds__(tile_threads)
    add_energies(std::int64_t rows, const A* s_all, const A* q_all, double* energies) {
    const int m = static_cast<int>(blockIdx.x);
    double total = 0.0;
    for (std::int64_t row = threadIdx.x; row < rows; row += tile_threads)
        total += static_cast<double>(s_all[row * M + m]) * static_cast<double>(q_all[row * M + m]);
    const double sum = block_total(total);
    if (threadIdx.x == 0) energies[m] = sum;
}

}  // namespace glasscape::cuda
