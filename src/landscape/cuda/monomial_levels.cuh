// Monomials of the spins on a device, built and folded level by level (monomials.hpp). Arrays of monomials
// are [tuple][M], M replicas a panel.
#pragma once

#include <cstdint>

#include <cuda_runtime.h>

#include "quad.cuh"

namespace glasscape::cuda {

/// One level of monomials made from the level below: entry first[u] + (low - low_begin[u]) is spin u times
/// tuple `low` of the level below; where repeat_begin[u] <= low < repeat_end[u] the spin repeats. All four
/// rise with u, and so does the last tuple of u.
struct LevelView {
    std::int64_t count;
    std::int64_t below_count;
    const std::int64_t* first;  // [N + 1]
    const std::int64_t* low_begin;
    const std::int64_t* repeat_begin;
    const std::int64_t* repeat_end;
    const std::uint8_t* run;  // multiplicities of the level below
};

/// Most threads of a block that folds; those of fold_level are 32 places, and as many runs of terms for each.
constexpr int fold_threads = 512;
constexpr int fold_runs = fold_threads / 32;

/// Replicas that one thread looks after.
template <int M>
constexpr int replica_share = M < 4 ? M : 4;

template <class A, int M>
struct ReplicaShare {
    static constexpr int count = replica_share<M>;
    A value[count];

    __device__ static ReplicaShare at(const A* values, std::int64_t place) {
        ReplicaShare share;
        if constexpr (count == 4) {
            const Quad<A> quad = quad_at(values, place);
            for (int i = 0; i < count; ++i)
                share.value[i] = quad.value[i];
        } else {
            for (int i = 0; i < count; ++i)
                share.value[i] = values[place + i];
        }
        return share;
    }
    __device__ void store(A* values, std::int64_t place) const {
        if constexpr (count == 4) {
            Quad<A> quad;
            for (int i = 0; i < count; ++i)
                quad.value[i] = value[i];
            quad_at(values, place) = quad;
        } else {
            for (int i = 0; i < count; ++i)
                values[place + i] = value[i];
        }
    }
};

/// The last u in [0, size) with begin[u] <= place; 0 if there is none.
__device__ inline int block_of(const std::int64_t* begin, int size, std::int64_t place) {
    int low = 0;
    int high = size;
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (begin[middle] <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/// The first u in [0, size] whose tuples end beyond `low`.
__device__ inline int first_block_with(const LevelView& level, int size, std::int64_t low) {
    int begin = 0;
    int end = size;
    while (begin < end) {
        const int middle = (begin + end) / 2;
        if (level.low_begin[middle] + (level.first[middle + 1] - level.first[middle]) > low)
            end = middle;
        else
            begin = middle + 1;
    }
    return begin;
}

/// 1/sqrt of the multiplicity that spin u gets in front of (behind) tuple `low`.
template <class A>
__device__ inline A growth_of(const LevelView& level, int u, std::int64_t low) {
    const bool repeats = low >= level.repeat_begin[u] && low < level.repeat_end[u];
    return repeats ? static_cast<A>(1.0 / sqrt(level.run[low] + 1.0)) : A{1};
}

/// One thread a share of the replicas of an entry.
template <class A, int M>
__global__ void build_level(LevelView level, int size, const A* spins, const A* below, A* out) {
    using Share = ReplicaShare<A, M>;
    constexpr int shares = M / Share::count;
    const std::int64_t number = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    const std::int64_t entry = number / shares;
    const int first = static_cast<int>(number % shares) * Share::count;
    if (entry >= level.count) return;
    const int u = block_of(level.first, size, entry);
    const std::int64_t low = level.low_begin[u] + (entry - level.first[u]);
    const A growth = growth_of<A>(level, u, low);
    const Share s = Share::at(spins, u * M + first);
    Share product = Share::at(below, low * M + first);
    for (int i = 0; i < Share::count; ++i)
        product.value[i] *= growth * s.value[i];
    product.store(out, entry * M + first);
}

/// below_adjoint[low] = sum_u s_u growth adjoint[entry of u and low]. One block 32 shares of the level below.
template <class A, int M>
__global__ void __launch_bounds__(fold_threads)
    fold_level(LevelView level, int size, const A* spins, const A* adjoint, A* below_adjoint) {
    using Share = ReplicaShare<A, M>;
    constexpr int shares = M / Share::count;
    __shared__ Share parts[fold_runs][32];
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int run = static_cast<int>(threadIdx.x / 32);
    const std::int64_t number = static_cast<std::int64_t>(blockIdx.x) * 32 + lane;
    const std::int64_t low = number / shares;
    const int first = static_cast<int>(number % shares) * Share::count;
    Share total = {};
    if (low < level.below_count) {
        const auto add = [&](int u, A weight) {
            const Share s = Share::at(spins, u * M + first);
            const Share a = Share::at(adjoint, (level.first[u] + (low - level.low_begin[u])) * M + first);
            for (int i = 0; i < Share::count; ++i)
                total.value[i] += weight * s.value[i] * a.value[i];
        };
        const int begin = first_block_with(level, size, low);
        const int end = level.low_begin[0] <= low ? block_of(level.low_begin, size, low) + 1 : 0;
#pragma unroll 8
        for (int u = begin + run; u < end; u += fold_runs)
            add(u, A{1});
        const int u = block_of(level.repeat_begin, size, low);
        if (run == 0 && u >= begin && u < end) add(u, growth_of<A>(level, u, low) - A{1});
    }
    parts[run][lane] = total;
    __syncthreads();
    if (run > 0 || low >= level.below_count) return;
    for (int other = 1; other < fold_runs; ++other)
        for (int i = 0; i < Share::count; ++i)
            total.value[i] += parts[other][lane].value[i];
    total.store(below_adjoint, low * M + first);
}

/// gradient[u][m] += sum over entries of u of growth below[low] adjoint[entry]. One block a spin, its threads
/// a power of two from M / replica_share to fold_threads.
template <class A, int M>
__global__ void __launch_bounds__(fold_threads)
    fold_spins(LevelView level, const A* below, const A* adjoint, double* gradient) {
    using Share = ReplicaShare<A, M>;
    constexpr int shares = M / Share::count;
    __shared__ ReplicaShare<double, M> parts[fold_threads];
    const int u = static_cast<int>(blockIdx.x);
    const int thread = static_cast<int>(threadIdx.x);
    const int threads = static_cast<int>(blockDim.x);
    const int first = thread % shares * Share::count;
    const std::int64_t begin = level.first[u];
    const std::int64_t end = level.first[u + 1];
    ReplicaShare<double, M> total = {};
#pragma unroll 4
    for (std::int64_t entry = begin + thread / shares; entry < end; entry += threads / shares) {
        const std::int64_t low = level.low_begin[u] + (entry - begin);
        const A growth = growth_of<A>(level, u, low);
        const Share b = Share::at(below, low * M + first);
        const Share a = Share::at(adjoint, entry * M + first);
        for (int i = 0; i < Share::count; ++i)
            total.value[i] += static_cast<double>(growth * b.value[i]) * static_cast<double>(a.value[i]);
    }
    parts[thread] = total;
    for (int half = threads / 2; half >= shares; half /= 2) {
        __syncthreads();
        if (thread < half)
            for (int i = 0; i < Share::count; ++i)
                parts[thread].value[i] += parts[thread + half].value[i];
    }
    if (thread < shares)
        for (int i = 0; i < Share::count; ++i)
            gradient[u * M + first + i] += parts[thread].value[i];
}

}  // namespace glasscape::cuda
