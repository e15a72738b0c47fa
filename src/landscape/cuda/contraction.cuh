// The contraction of couplings with monomials on a device, q = C W and V = C^T S (staircase.hpp): each
// coupling is read, or drawn, once for a panel of M replicas.
//
// Threads own columns and keep their W and V in registers while they walk down the rows. Row sums are added
// up over the lanes of a warp by halving exchanges, over warps and tiles in a fixed order, so that results do
// not depend on scheduling. Arrays of monomials are [tuple][M].
#pragma once

#include <cstdint>
#include <type_traits>

#include "landscape/cuda/couplings_on_device.cuh"
#include "landscape/cuda/quad.cuh"

namespace glasscape::cuda {

/// Rows whose factors and sums contract_tiles holds in shared memory at a time.
constexpr int chunk_rows = 64;
constexpr int slot_threads = 512;

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

/// Blocks of contract_tiles that a multiprocessor is to hold: what bounds their registers.
template <class A, int M, bool Keep>
constexpr int blocks_at_once = M * sizeof(A) <= 4 ? (Keep ? 7 : 5) : (M * sizeof(A) <= 16 ? 4 : 3);

/// For few replicas, bound by memory: all warps share them, every thread owns four columns of a tile.
/// q_partial: [slot][rows][M], added to; v_partial: [split][columns][M], written.
/// `Rows` rows at a time; Rows M is a power of two up to 32.
template <class A, class Store, int M, int Rows, bool Keep>
__global__ void __launch_bounds__(tile_threads, blocks_at_once<A, M, Keep>)
    contract_tiles(ShapeView shape, DisorderView disorder, const WorkItem* items, const Store* couplings,
                   const A* w_all, const A* s_all, A* q_partial, A* v_partial) {
    constexpr int warps = tile_threads / 32;
    constexpr int values = Rows * M;
    __shared__ A factors[chunk_rows * M];
    __shared__ A sums[warps][chunk_rows * M];
    const WorkItem item = items[blockIdx.x];
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
        const auto [begin, end] = rows_of(item, tile, shape.tile_rows[tile]);
        for (std::int64_t chunk = begin; chunk < end; chunk += chunk_rows) {
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
                    v_partial[split_of(item, tile) * panel_numbers<M>(shape.columns) + column * M + m] =
                        v_own[w][m];
        }
    }
}

/// What contract_panel works on: half a tile at a time, warp w on replicas w `own` to (w + 1) `own`, lane l
/// on columns l, l + 32, ...
template <class A, int Warps>
struct PanelLayout {
    static constexpr int columns = tile_columns / 2;
    static constexpr int threads = 32 * Warps;
    static constexpr int own = 32 / static_cast<int>(sizeof(A));
    static constexpr int own_columns = columns / 32;
    static constexpr int replicas = Warps * own;
    static constexpr int rows_at_once = 4;
    /// Rows in shared memory, twice.
    static constexpr int rows = Warps * own / 4 < rows_at_once ? rows_at_once : Warps * own / 4;
};

/// Rows of couplings [row][column] and factors [row][replica]; zero beyond the last row.
template <class A, class Stored, int Warps>
struct PanelStage {
    using Layout = PanelLayout<A, Warps>;
    Quad<Stored> couplings[Layout::rows][Layout::columns / 4];
    Quad<A> factors[Layout::rows][Layout::replicas / 4];

    /// Starts to copy the rows from `first` to `end`, at most as many as there is room for.
    __device__ void fetch_couplings(const ShapeView& shape, const Stored* store, std::int64_t half,
                                    std::int64_t first, std::int64_t end, int thread) {
        constexpr int quads = Layout::columns / 4;
        const Stored* tile = store + shape.tile_offset[half / 2] + half % 2 * Layout::columns;
#pragma unroll
        for (int i = thread; i < Layout::rows * quads; i += Layout::threads) {
            const std::int64_t row = first + i / quads;
            const bool real = row < end;
            const Stored* from = tile + (real ? row * tile_columns + i % quads * 4 : std::int64_t{0});
            copy_async(couplings[i / quads][i % quads], from, real);
        }
    }
    __device__ void fetch_factors(const A* s_all, std::int64_t first, std::int64_t end, int thread) {
        for (int i = thread; i < Layout::rows * Layout::replicas / 4; i += Layout::threads) {
            const std::int64_t row = first + i % Layout::rows;
            const int share = i / Layout::rows;
            const bool real = row < end;
            copy_async(factors[i % Layout::rows][share],
                       s_all + (real ? share_begin<Layout::replicas>(row, share) : std::int64_t{0}), real);
        }
    }
    __device__ void draw(const ShapeView& shape, const DisorderView& disorder, std::int64_t half,
                         std::int64_t first, std::int64_t end, int thread) {
        constexpr int blocks = Layout::columns / 4;
        for (int i = thread; i < Layout::rows * blocks; i += Layout::threads) {
            const int row = i / blocks;
            const int block = i % blocks;
            float drawn[4] = {};
            if (first + row < end)
                draw_couplings(shape, disorder, first + row, half / 2,
                               static_cast<int>(half % 2) * blocks + block, drawn);
            for (int w = 0; w < 4; ++w)
                couplings[row][place_of(block, w) / 4].value[place_of(block, w) % 4] = drawn[w];
        }
    }
};

/// W, or V, of a thread's columns and replicas.
template <class A, int Warps>
struct PanelColumns {
    using Layout = PanelLayout<A, Warps>;
    A value[Layout::own_columns][Layout::own];

    /// Calls body(quad of a column, first of its numbers in memory) for the columns that there are.
    template <class Body>
    __device__ static void for_quads(std::int64_t half, std::int64_t columns, int thread, const Body& body) {
#pragma unroll
        for (int k = 0; k < Layout::own_columns; ++k)
#pragma unroll
            for (int j = 0; j < Layout::own / 4; ++j) {
                const std::int64_t column = half * Layout::columns + k / 4 * 128 + thread % 32 * 4 + k % 4;
                const int share = thread / 32 * (Layout::own / 4) + j;
                if (column < columns) body(k, j, share_begin<Layout::replicas>(column, share));
            }
    }
    __device__ void load(const A* all, std::int64_t half, std::int64_t columns, int thread) {
        for_quads(half, columns, thread, [&](int k, int j, std::int64_t number) {
            const Quad<A> quad = quad_at(all, number);
#pragma unroll
            for (int m = 0; m < 4; ++m)
                value[k][4 * j + m] = quad.value[m];
        });
    }
    __device__ void store(A* all, std::int64_t half, std::int64_t columns, int thread) const {
        for_quads(half, columns, thread, [&](int k, int j, std::int64_t number) {
            Quad<A> quad;
#pragma unroll
            for (int m = 0; m < 4; ++m)
                quad.value[m] = value[k][4 * j + m];
            quad_at(all, number) = quad;
        });
    }
};

/// Row sums of `Rows` rows of a stage over the columns of a warp, and what they add to its column sums.
template <int Rows, class A, class Stored, int Warps>
__device__ inline A contract_rows(const PanelStage<A, Stored, Warps>& stage, int first, int thread,
                                  const PanelColumns<A, Warps>& w, PanelColumns<A, Warps>& v) {
    using Layout = PanelLayout<A, Warps>;
    constexpr int own = Layout::own;
    const int lane = thread % 32;
    A q[Rows * own];
#pragma unroll
    for (int r = 0; r < Rows; ++r) {
        Quad<Stored> c[Layout::own_columns / 4];
        Quad<A> s[own / 4];
#pragma unroll
        for (int j = 0; j < Layout::own_columns / 4; ++j)
            c[j] = stage.couplings[first + r][32 * j + lane];
#pragma unroll
        for (int j = 0; j < own / 4; ++j)
            s[j] = stage.factors[first + r][thread / 32 * (own / 4) + j];
#pragma unroll
        for (int m = 0; m < own; ++m)
            q[r * own + m] = A{0};
#pragma unroll
        for (int k = 0; k < Layout::own_columns; ++k) {
            const A coupling = widened<A>(c[k / 4].value[k % 4]);
#pragma unroll
            for (int m = 0; m < own; ++m) {
                q[r * own + m] += coupling * w.value[k][m];
                v.value[k][m] += coupling * s[m / 4].value[m % 4];
            }
        }
    }
    return warp_totals<Rows * own>(q, lane);
}

/// For many replicas, bound by arithmetic: every warp has replicas of its own and meets all columns of half a
/// tile; couplings come through shared memory, the next rows while these are worked on. Items count halves of
/// tiles. q_partial as in contract_tiles; only one thread ever adds to a place of it, so the order of its sum
/// is fixed. v_partial: [split] of numbers that lie as those of W.
template <class A, class Store, int Warps, bool Keep>
__global__ void __launch_bounds__(32 * Warps)
    contract_panel(ShapeView shape, DisorderView disorder, const WorkItem* items, const Store* couplings,
                   const A* w_all, const A* s_all, A* q_partial, A* v_partial) {
    using Layout = PanelLayout<A, Warps>;
    constexpr int own = Layout::own;
    constexpr int M = Layout::replicas;
    constexpr int at_once = Layout::rows_at_once;
    __shared__ PanelStage<A, std::conditional_t<Keep, Store, float>, Warps> stages[2];
    const WorkItem item = items[blockIdx.x];
    const int thread = static_cast<int>(threadIdx.x);
    const int lane = thread % 32;
    for (std::int64_t half = item.tile_begin; half < item.tile_end; ++half) {
        const RowRange reach = rows_of(item, half, shape.half_rows[half]);
        const auto bring = [&](auto& stage, std::int64_t first) {
            if (first >= reach.end) return;
            stage.fetch_factors(s_all, first, reach.end, thread);
            if constexpr (Keep)
                stage.fetch_couplings(shape, couplings, half, first, reach.end, thread);
            else
                stage.draw(shape, disorder, half, first, reach.end, thread);
        };
        bring(stages[0], reach.begin);
        PanelColumns<A, Warps> w = {};
        PanelColumns<A, Warps> v = {};
        w.load(w_all, half, shape.columns, thread);
        int turn = 0;
        for (std::int64_t first = reach.begin; first < reach.end; first += Layout::rows, turn ^= 1) {
            wait_for_copies();
            __syncthreads();
            bring(stages[turn ^ 1], first + Layout::rows);
            const int rows =
                static_cast<int>(reach.end - first < Layout::rows ? reach.end - first : Layout::rows);
            for (int r = 0; r < rows; r += at_once) {
                const A total = contract_rows<at_once>(stages[turn], r, thread, w, v);
                constexpr int lanes = 32 / (at_once * own);  // that hold the same total
                const int row = r + lane / lanes / own;
                if (lane % lanes == 0 && row < rows)
                    atomicAdd(q_partial + (item.slot * shape.rows + first + row) * M + thread / 32 * own +
                                  lane / lanes % own,
                              total);
            }
        }
        __syncthreads();
        v.store(v_partial + split_of(item, half) * panel_numbers<M>(shape.columns), half, shape.columns,
                thread);
    }
}

/// q, as monomials lie, from the sums of all slots, partial [slot][rows][M]. Blocks of 32 numbers and up to
/// 16 runs of slots, a warp each.
template <class A, int M>
__global__ void __launch_bounds__(slot_threads)
    add_slots(const A* partial, std::int64_t slots, std::int64_t rows, A* q) {
    __shared__ A parts[slot_threads / 32][32];
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int run = static_cast<int>(threadIdx.x / 32);
    const int runs = static_cast<int>(blockDim.x / 32);
    const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * 32 + lane;
    A total{0};
    if (i < rows * M)
#pragma unroll 8
        for (std::int64_t slot = run; slot < slots; slot += runs)
            total += partial[slot * rows * M + i];
    parts[run][lane] = total;
    __syncthreads();
    if (run > 0 || i >= rows * M) return;
    for (int other = 1; other < runs; ++other)
        total += parts[other][lane];
    const int m = static_cast<int>(i % M);
    q[share_begin<M>(i / M, m / replica_share<M>) + m % replica_share<M>] = total;
}

/// Threads of a block of add_splits.
constexpr int split_threads = 256;

/// Adds the further column sums of a piece to the first, where an item wrote any (and what lies beyond the
/// last column, which nobody reads); `is_met` [piece][split]. Each piece has `blocks` blocks, each thread
/// four numbers, or one of a single replica.
template <class A, int M>
__global__ void add_splits(std::int64_t columns, int blocks, std::int64_t splits, const std::uint8_t* is_met,
                           A* v_partial) {
    using Share = ReplicaShare<A, M>;
    const std::int64_t numbers = panel_numbers<M>(columns);
    const std::int64_t begin =
        (static_cast<std::int64_t>(blockIdx.x) * split_threads + threadIdx.x) * Share::count;
    const std::uint8_t* met = is_met + blockIdx.x / blocks * splits;
    if (begin >= numbers) return;
    Share total = {};
    bool changed = false;
    for (std::int64_t split = 1; split < splits; ++split) {
        if (met[split] == 0) continue;
        const Share more = Share::at(v_partial, split * numbers + begin);
        for (int i = 0; i < Share::count; ++i)
            total.value[i] += more.value[i];
        changed = true;
    }
    if (!changed) return;
    const Share first = Share::at(v_partial, begin);
    for (int i = 0; i < Share::count; ++i)
        total.value[i] += first.value[i];
    total.store(v_partial, begin);
}

}  // namespace glasscape::cuda
