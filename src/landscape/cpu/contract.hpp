// The inner kernels: for a few rows of couplings, q_T += <C_T, W> and V += sum_T S_T C_T in one pass.
//
// One replica: vector lanes run over columns. Many replicas: lanes run over replicas ([column][replica]
// panels) and each coupling is broadcast. `Rows` rows share each load of W and V.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "../bfloat16.hpp"

namespace glasscape::cpu {

template <class A>
struct VectorOf {
    using Type [[gnu::vector_size(64)]] = A;
};
template <class A>
using Vector = typename VectorOf<A>::Type;
template <class A>
constexpr std::int64_t vector_lanes = 64 / static_cast<std::int64_t>(sizeof(A));

template <class A>
inline Vector<A> load(const A* from) {
    Vector<A> value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class A>
inline void store(const Vector<A>& value, A* to) {
    std::memcpy(to, &value, sizeof value);
}

/// A vector of couplings in the arithmetic type.
template <class A, class Store>
inline Vector<A> load_couplings(const Store* from) {
    if constexpr (std::is_same_v<Store, Bfloat16>) {
        using Half [[gnu::vector_size(32)]] = std::uint16_t;
        using Full [[gnu::vector_size(64)]] = std::uint32_t;
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

template <class A>
inline A sum_of_lanes(const Vector<A>& v) {
    A parts[vector_lanes<A>];
    store<A>(v, parts);
    for (std::int64_t width = vector_lanes<A> / 2; width > 0; width /= 2)
        for (std::int64_t l = 0; l < width; ++l)
            parts[l] += parts[l + width];
    return parts[0];
}

/// One replica. c: Rows rows of n couplings with stride pitch; w, v: n; s, q: Rows. n is a multiple of 16.
template <int Rows, class A, class Store>
inline void contract_one(const Store* c, std::int64_t pitch, std::int64_t n, const A* w, A* v, const A* s,
                         A* q) {
    constexpr std::int64_t lanes = vector_lanes<A>;
    Vector<A> sums[Rows];
    Vector<A> factors[Rows];
    for (int row = 0; row < Rows; ++row) {
        sums[row] = Vector<A>{};
        factors[row] = Vector<A>{} + s[row];
    }
    for (std::int64_t i = 0; i < n; i += lanes) {
        const Vector<A> here = load<A>(w + i);
        Vector<A> adjoint = load<A>(v + i);
#pragma GCC unroll 8
        for (int row = 0; row < Rows; ++row) {
            const Vector<A> couplings = load_couplings<A>(c + row * pitch + i);
            sums[row] += couplings * here;
            adjoint += couplings * factors[row];
        }
        store<A>(adjoint, v + i);
    }
    for (int row = 0; row < Rows; ++row)
        q[row] += sum_of_lanes<A>(sums[row]);
}

/// Lanes replicas. w, v: [n][Lanes]; s, q: [Rows][Lanes].
template <int Rows, int Lanes, class A, class Store>
inline void contract_many(const Store* c, std::int64_t pitch, std::int64_t n, const A* w, A* v, const A* s,
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
    for (std::int64_t i = 0; i < n; ++i) {
        Vector<A> here[vectors];
        Vector<A> adjoint[vectors];
        for (int k = 0; k < vectors; ++k) {
            here[k] = load<A>(w + i * Lanes + k * width);
            adjoint[k] = load<A>(v + i * Lanes + k * width);
        }
#pragma GCC unroll 8
        for (int row = 0; row < Rows; ++row) {
            const A coupling = widen<A>(c[row * pitch + i]);
            for (int k = 0; k < vectors; ++k) {
                sums[row][k] += coupling * here[k];
                adjoint[k] += coupling * factors[row][k];
            }
        }
        for (int k = 0; k < vectors; ++k)
            store<A>(adjoint[k], v + i * Lanes + k * width);
    }
    for (int row = 0; row < Rows; ++row)
        for (int k = 0; k < vectors; ++k)
            store<A>(sums[row][k], q + row * Lanes + k * width);
}

/// Rows shared by one pass; what the registers hold.
template <int Lanes>
constexpr int rows_per_pass = Lanes == 1 ? 8 : 6;

template <int Rows, int Lanes, class A, class Store>
inline void contract_pass(const Store* c, std::int64_t pitch, std::int64_t n, const A* w, A* v, const A* s,
                          A* q) {
    if constexpr (Lanes == 1)
        contract_one<Rows>(c, pitch, n, w, v, s, q);
    else
        contract_many<Rows, Lanes>(c, pitch, n, w, v, s, q);
}

/// Asks for the couplings of the next rows while these are worked on: a strip of a row is too short for the
/// processor to see the stream.
template <class Store>
inline void prefetch_rows(const Store* c, std::int64_t rows, std::int64_t pitch, std::int64_t n) {
    constexpr std::int64_t line = 64 / static_cast<std::int64_t>(sizeof(Store));
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t i = 0; i < n; i += line)
            __builtin_prefetch(c + row * pitch + i);
}

/// Any number of rows.
template <int Lanes, class A, class Store>
void contract_rows(const Store* c, std::int64_t rows, std::int64_t pitch, std::int64_t n, const A* w, A* v,
                   const A* s, A* q) {
    constexpr int most = rows_per_pass<Lanes>;
    std::int64_t row = 0;
    const auto pass = [&]<int Rows>(std::integral_constant<int, Rows>) {
        contract_pass<Rows, Lanes>(c + row * pitch, pitch, n, w, v, s + row * Lanes, q + row * Lanes);
        row += Rows;
    };
    while (row + most <= rows) {
        if constexpr (Lanes > 1)
            prefetch_rows(c + (row + most) * pitch, std::min<std::int64_t>(most, rows - row - most), pitch,
                          n);
        pass(std::integral_constant<int, most>{});
    }
    if (row + 4 <= rows) pass(std::integral_constant<int, 4>{});
    if (row + 2 <= rows) pass(std::integral_constant<int, 2>{});
    if (row + 1 <= rows) pass(std::integral_constant<int, 1>{});
}

}  // namespace glasscape::cpu
