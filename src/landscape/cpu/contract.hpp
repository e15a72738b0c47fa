// The inner kernels: for a few rows of couplings, q_T += <C_T, W> and V += sum_T S_T C_T in one pass.
//
// One replica: vector lanes run over columns. Many replicas: lanes run over replicas ([column][replica]
// panels) and each coupling is broadcast. The rows of a bundle share each load of W and V.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "core/simd.hpp"
#include "landscape/cpu/bundles.hpp"

namespace glasscape::cpu {

/// A vector of couplings in the arithmetic type.
template <class A, class Store>
inline Vector<A> load_couplings(const Store* from) {
    if constexpr (std::is_same_v<Store, Bfloat16>) {
        using Half [[gnu::vector_size(vector_bytes / 2)]] = std::uint16_t;
        using Full [[gnu::vector_size(vector_bytes)]] = std::uint32_t;
        Half half;
        std::memcpy(&half, from, sizeof half);
        return (Vector<A>)(__builtin_convertvector(half, Full) << 16);
    } else {
        return load<A>(from);
    }
}

template <class A, class Store>
inline A widen(Store value) {
    if constexpr (std::is_same_v<Store, Bfloat16>) {
        return to_float(value);
    } else {
        return value;
    }
}

/// Keeps a loaded vector in a register. The compiler would rather load twice, and loads are what the kernel
/// of one replica is bound by.
template <class A>
inline void keep_in_register([[maybe_unused]] Vector<A>& v) {
#if defined(__AVX512F__)
    asm("" : "+v"(v));
#elif defined(__SSE2__)
    asm("" : "+x"(v));
#endif
}

/// Numbers kept for each row sum: one replica has one in each lane, to be added up at the end.
template <int Lanes, class A>
constexpr std::int64_t row_sum_width = Lanes == 1 ? vector_lanes<A> : Lanes;

/// Each lane plus the lane whose number differs in the bit `Other`.
template <int Other, class A, int... Lane>
inline Vector<A> plus_other_lanes(const Vector<A>& v, std::integer_sequence<int, Lane...>) {
    return v + __builtin_shufflevector(v, v, (Lane ^ Other)...);
}

/// Pairwise: the upper half onto the lower, until one is left.
template <class A>
inline A sum_of_lanes(Vector<A> v) {
    constexpr int width = vector_lanes<A>;
    constexpr std::make_integer_sequence<int, width> lanes{};
    if constexpr (width > 8) v = plus_other_lanes<8, A>(v, lanes);
    if constexpr (width > 4) v = plus_other_lanes<4, A>(v, lanes);
    if constexpr (width > 2) v = plus_other_lanes<2, A>(v, lanes);
    return plus_other_lanes<1, A>(v, lanes)[0];
}

/// Bytes by which streamed couplings are asked for ahead: further than the processor itself would.
constexpr std::int64_t prefetch_distance = 4096;

/// One replica. c: a bundle of Rows rows and n columns; w, v: n; s: Rows; q: [Rows][vector lanes].
/// n is a multiple of 16. Streamed: the couplings come from beyond the second-level cache; from within,
/// asking ahead would only take the loads' time.
template <int Rows, bool Streamed, class A, class Store>
inline void contract_one(const Store* c, std::int64_t n, const A* w, A* v, const A* s, A* q) {
    constexpr std::int64_t lanes = vector_lanes<A>;
    Vector<A> sums[Rows];
    Vector<A> factors[Rows];
    for (int row = 0; row < Rows; ++row) {
        sums[row] = load<A>(q + row * lanes);
        factors[row] = Vector<A>{} + s[row];
    }
    constexpr auto ahead = prefetch_distance / static_cast<std::int64_t>(sizeof(Store));
    for (std::int64_t i = 0; i < n; i += bundle_columns, c += Rows * bundle_columns)
        for (std::int64_t l = 0; l < bundle_columns; l += lanes) {
            const Vector<A> here = load<A>(w + i + l);
            Vector<A> adjoint = load<A>(v + i + l);
#pragma GCC unroll 8
            for (int row = 0; row < Rows; ++row) {
                const Store* next = c + row * bundle_columns + l;
                if constexpr (Streamed) __builtin_prefetch(next + ahead);
                Vector<A> couplings = load_couplings<A>(next);
                keep_in_register<A>(couplings);
                sums[row] += couplings * here;
                adjoint += couplings * factors[row];
            }
            store<A>(adjoint, v + i + l);
        }
    for (int row = 0; row < Rows; ++row)
        store<A>(sums[row], q + row * lanes);
}

/// Lanes replicas. w, v: [n][Lanes]; s, q: [Rows][Lanes]. Asks for the couplings `ahead` of those it works
/// on: a bundle's part of a strip is too short for the processor to see the stream.
template <int Rows, int Lanes, class A, class Store>
inline void contract_many(const Store* c, std::int64_t n, std::int64_t ahead, const A* w, A* v, const A* s,
                          A* q) {
    constexpr int vectors = static_cast<int>(Lanes / vector_lanes<A>);
    constexpr std::int64_t width = vector_lanes<A>;
    Vector<A> sums[Rows][vectors];
    Vector<A> factors[Rows][vectors];
    for (int row = 0; row < Rows; ++row)
        for (int k = 0; k < vectors; ++k) {
            sums[row][k] = load<A>(q + row * Lanes + k * width);
            factors[row][k] = load<A>(s + row * Lanes + k * width);
        }
    for (std::int64_t i = 0; i < n; i += bundle_columns, c += Rows * bundle_columns) {
        for (int row = 0; row < Rows; ++row)
            __builtin_prefetch(c + ahead + row * bundle_columns);
#pragma GCC unroll 2
        for (std::int64_t l = 0; l < bundle_columns; ++l, w += Lanes, v += Lanes) {
            Vector<A> here[vectors];
            Vector<A> adjoint[vectors];
            for (int k = 0; k < vectors; ++k) {
                here[k] = load<A>(w + k * width);
                adjoint[k] = load<A>(v + k * width);
            }
#pragma GCC unroll 8
            for (int row = 0; row < Rows; ++row) {
                const A coupling = widen<A>(c[row * bundle_columns + l]);
                for (int k = 0; k < vectors; ++k) {
                    sums[row][k] += coupling * here[k];
                    adjoint[k] += coupling * factors[row][k];
                }
            }
            for (int k = 0; k < vectors; ++k)
                store<A>(adjoint[k], v + k * width);
        }
    }
    for (int row = 0; row < Rows; ++row)
        for (int k = 0; k < vectors; ++k)
            store<A>(sums[row][k], q + row * Lanes + k * width);
}

/// Calls pass with `rows`, 1 to Most, as a constant.
template <int Most, class Pass>
inline void with_rows(std::int64_t rows, const Pass& pass) {
    if (rows == Most)
        pass(std::integral_constant<int, Most>{});
    else if constexpr (Most > 1)
        with_rows<Most - 1>(rows, pass);
}

/// Columns [skip, skip + n) of `rows` rows in bundles of the given pitch.
template <int Lanes, bool Streamed, class A, class Store>
void contract_rows(const Store* c, std::int64_t rows, std::int64_t pitch, std::int64_t skip, std::int64_t n,
                   const A* w, A* v, const A* s, A* q) {
    for (std::int64_t row = 0; row < rows; row += bundle_rows) {
        const auto together = std::min(bundle_rows, rows - row);
        const Store* couplings = c + row * pitch + skip * together;
        const bool full_bundle_follows = rows - row >= 2 * bundle_rows;
        const auto ahead = full_bundle_follows ? bundle_rows * pitch : 0;
        const auto pass = [&]<int Rows>(std::integral_constant<int, Rows>) {
            if constexpr (Lanes == 1)
                contract_one<Rows, Streamed>(couplings, n, w, v, s + row, q + row * row_sum_width<1, A>);
            else
                contract_many<Rows, Lanes>(couplings, n, ahead, w, v, s + row * Lanes, q + row * Lanes);
        };
        with_rows<static_cast<int>(bundle_rows)>(together, pass);
    }
}

}  // namespace glasscape::cpu
