// Monomials of the spins on a device, built and folded level by level (monomials.hpp).
//
// Replicas of a panel come in shares of up to four, so that accesses are 16 bytes wide. With one share,
// arrays of monomials and adjoints are [tuple][M]; with more, [tuple / 128][share][tuple % 4][tuple / 4 %
// 32][replica of the share]: lanes own four tuples each, as those of contract_panel do, and lie side by side
// for each.
#pragma once

#include <cstdint>

#include <cuda_runtime.h>

#include "landscape/cuda/quad.cuh"
#include "landscape/tensor/host_device.hpp"

namespace glasscape::cuda {

/// One level of monomials made from the level below: entry first[u] + (low - low_begin[u]) is spin u times
/// tuple `low` of the level below. `end_spin` is u, of each entry: its first spin, or its last one where tuples
/// are in colexicographic order and spins are appended.
struct LevelView {
    std::int64_t count;
    std::int64_t below_count;
    const std::int64_t* first;  // [N + 1]
    const std::int64_t* low_begin;
    const std::uint16_t* end_spin;
    const std::uint16_t* below_end_spin;  // of the level below; N or more for the empty tuple
    const std::uint8_t* below_run;        // how often the end spin is repeated there
    bool appended;
};

/// Most threads of a block that folds; those of fold_level are 32 places, and as many runs of terms for each.
constexpr int fold_threads = 512;
constexpr int fold_runs = fold_threads / 32;

template <int M>
constexpr int replica_share = M < 4 ? M : 4;
template <int M>
constexpr int replica_shares = M / replica_share<M>;

/// Tuples that lie together.
template <int M>
constexpr int tuple_block = replica_shares<M> > 1 ? 128 : 1;

/// Numbers of an array of this many tuples.
template <int M>
GLASSCAPE_HOST_DEVICE constexpr std::int64_t panel_numbers(std::int64_t tuples) {
    return (tuples + tuple_block<M> - 1) / tuple_block<M> * tuple_block<M> * M;
}

/// Number `i` of the tuples in the order in which they lie.
template <int M>
__device__ inline std::int64_t tuple_in_order(std::int64_t i) {
    if constexpr (tuple_block<M> == 1) return i;
    return i / 128 * 128 + i % 32 * 4 + i / 32 % 4;
}

/// Where the numbers of a share of a tuple begin.
template <int M>
__device__ inline std::int64_t share_begin(std::int64_t tuple, int share) {
    if constexpr (tuple_block<M> == 1) return tuple * M;
    const std::int64_t row = (tuple / 128 * replica_shares<M> + share) * 4 + tuple % 4;
    return (row * 32 + tuple / 4 % 32) * replica_share<M>;
}

template <class A, int M>
struct ReplicaShare {
    static constexpr int count = replica_share<M>;
    A value[count];

    __device__ static ReplicaShare at(const A* values, std::int64_t begin) {
        ReplicaShare share;
        if constexpr (count == 4) {
            const Quad<A> quad = quad_at(values, begin);
            for (int i = 0; i < count; ++i)
                share.value[i] = quad.value[i];
        } else {
            for (int i = 0; i < count; ++i)
                share.value[i] = values[begin + i];
        }
        return share;
    }
    __device__ void store(A* values, std::int64_t begin) const {
        if constexpr (count == 4) {
            Quad<A> quad;
            for (int i = 0; i < count; ++i)
                quad.value[i] = value[i];
            quad_at(values, begin) = quad;
        } else {
            for (int i = 0; i < count; ++i)
                values[begin + i] = value[i];
        }
    }
};

/// 1/sqrt of the multiplicity that spin u gets before (after) tuple `low`.
template <class A>
__device__ inline A growth_of(const LevelView& level, int u, std::int64_t low) {
    return level.below_end_spin[low] == u ? static_cast<A>(1.0 / sqrt(level.below_run[low] + 1.0)) : A{1};
}

/// One thread an entry. `spins` are [u][M].
template <class A, int M>
__global__ void build_level(LevelView level, const A* spins, const A* below, A* out) {
    using Share = ReplicaShare<A, M>;
    const auto entry = tuple_in_order<M>(static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x);
    if (entry >= level.count) return;
    const int u = level.end_spin[entry];
    const std::int64_t low = level.low_begin[u] + (entry - level.first[u]);
    const A growth = growth_of<A>(level, u, low);
#pragma unroll 4
    for (int share = 0; share < replica_shares<M>; ++share) {
        const Share s = Share::at(spins, u * M + share * Share::count);
        Share product = Share::at(below, share_begin<M>(low, share));
        for (int i = 0; i < Share::count; ++i)
            product.value[i] *= growth * s.value[i];
        product.store(out, share_begin<M>(entry, share));
    }
}

/// below_adjoint[low] = sum_u s_u growth adjoint[entry of u and low]. One block 32 tuples of one share.
template <class A, int M>
__global__ void __launch_bounds__(fold_threads)
    fold_level(LevelView level, int size, const A* spins, const A* adjoint, A* below_adjoint) {
    using Share = ReplicaShare<A, M>;
    __shared__ Share parts[fold_runs][32];
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int run = static_cast<int>(threadIdx.x / 32);
    const int share = static_cast<int>(blockIdx.x % replica_shares<M>);
    const std::int64_t low =
        tuple_in_order<M>(static_cast<std::int64_t>(blockIdx.x / replica_shares<M>) * 32 + lane);
    Share total = {};
    if (low < level.below_count) {
        const auto add = [&](int u, A weight) {
            const std::int64_t entry = level.first[u] + (low - level.low_begin[u]);
            const Share s = Share::at(spins, u * M + share * Share::count);
            const Share a = Share::at(adjoint, share_begin<M>(entry, share));
            for (int i = 0; i < Share::count; ++i)
                total.value[i] += weight * s.value[i] * a.value[i];
        };
        const int end_spin = level.below_end_spin[low];
        const int begin = level.appended ? end_spin : 0;
        const int end = level.appended ? size : end_spin + 1;
#pragma unroll 8
        for (int u = begin + run; u < end; u += fold_runs)
            add(u, A{1});
        if (run == 0) add(end_spin, growth_of<A>(level, end_spin, low) - A{1});
    }
    parts[run][lane] = total;
    __syncthreads();
    if (run > 0 || low >= level.below_count) return;
    for (int other = 1; other < fold_runs; ++other)
        for (int i = 0; i < Share::count; ++i)
            total.value[i] += parts[other][lane].value[i];
    total.store(below_adjoint, share_begin<M>(low, share));
}

/// gradient[u][m] += sum over entries of u of growth below[low] adjoint[entry]. One block a spin; of its
/// warps, one or a power of two for each share.
template <class A, int M>
__global__ void __launch_bounds__(fold_threads)
    fold_spins(LevelView level, const A* below, const A* adjoint, double* gradient) {
    using Share = ReplicaShare<A, M>;
    constexpr int shares = replica_shares<M>;
    __shared__ ReplicaShare<double, M> parts[fold_threads / 32];
    const int u = static_cast<int>(blockIdx.x);
    const int warp = static_cast<int>(threadIdx.x / 32);
    const int warps = static_cast<int>(blockDim.x / 32);
    const int share = warp % shares;
    const std::int64_t begin = level.first[u];
    const std::int64_t end = level.first[u + 1];
    ReplicaShare<double, M> total = {};
    const std::int64_t places = panel_numbers<M>(end - begin) / M;
#pragma unroll 4
    for (std::int64_t place = warp / shares * 32 + threadIdx.x % 32; place < places;
         place += warps / shares * 32) {
        const std::int64_t entry = begin + tuple_in_order<M>(place);
        if (entry >= end) continue;
        const std::int64_t low = level.low_begin[u] + (entry - begin);
        const A growth = growth_of<A>(level, u, low);
        const Share b = Share::at(below, share_begin<M>(low, share));
        const Share a = Share::at(adjoint, share_begin<M>(entry, share));
        for (int i = 0; i < Share::count; ++i)
            total.value[i] += static_cast<double>(growth * b.value[i]) * static_cast<double>(a.value[i]);
    }
    for (int offset = 16; offset >= 1; offset /= 2)
        for (int i = 0; i < Share::count; ++i)
            total.value[i] += __shfl_xor_sync(0xffffffffU, total.value[i], offset);
    if (threadIdx.x % 32 == 0) parts[warp] = total;
    __syncthreads();
    if (threadIdx.x % 32 > 0 || warp >= shares) return;
    for (int other = warp + shares; other < warps; other += shares)
        for (int i = 0; i < Share::count; ++i)
            total.value[i] += parts[other].value[i];
    for (int i = 0; i < Share::count; ++i)
        gradient[u * M + share * Share::count + i] += total.value[i];
}

}  // namespace glasscape::cuda
