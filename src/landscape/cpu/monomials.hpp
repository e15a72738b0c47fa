// Monomials of one degree from those of the degree below, and the adjoint (reverse) step.
//
//     S_T = s_last / sqrt(run) * S_(T without its last element)      (colexicographic, outer tuples)
//     W_U = s_first / sqrt(run) * W_(U without its first element)    (lexicographic, inner tuples)
//
// `run` is the multiplicity of that element, so that S_T = prod s_t / sqrt(T!). Arrays are [tuple][Lanes],
// with room for one more vector: one replica is worked on in whole vectors.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "landscape/cpu/contract.hpp"
#include "landscape/tensor/staircase.hpp"

namespace glasscape::cpu {

/// 1/sqrt(run + 1).
template <class A>
inline A growth(std::uint8_t run) {
    static const auto table = [] {
        std::array<A, 256> values{};
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<A>(1.0 / std::sqrt(static_cast<double>(i) + 1.0));
        return values;
    }();
    return table[run];
}

/// Entries of an array of `count` tuples.
template <int Lanes>
constexpr std::size_t with_room(std::int64_t count) {
    return static_cast<std::size_t>(count * Lanes + (Lanes == 1 ? 16 : 0));
}

/// Zeros, `count` of them, a multiple of the lanes. By memset a strip would take several times as long.
template <class A>
inline void clear(A* out, std::int64_t count) {
    Vector<A> zero{};
    for (std::int64_t i = 0; i < count; i += vector_lanes<A>) {
        keep_in_register<A>(zero);  // or the compiler calls memset
        store<A>(zero, out + i);
    }
}

/// The first `count` lanes; zero in the others.
template <class A>
inline Vector<A> first_lanes(const Vector<A>& v, std::int64_t count) {
    using Word = std::conditional_t<sizeof(A) == 4, std::int32_t, std::int64_t>;
    const auto lane = [] {
        Vector<Word> numbers{};
        for (std::int64_t l = 0; l < vector_lanes<Word>; ++l)
            numbers[l] = static_cast<Word>(l);
        return numbers;
    }();
    return (Vector<A>)((Vector<Word>)v & (Vector<Word>)(lane < static_cast<Word>(count)));
}

/// out[i] = s below[i], i < n, all [.][Lanes]; s: [Lanes]. One replica: writes whole vectors, beyond n too.
template <int Lanes, class A>
inline void multiply(const A* s, const A* below, std::int64_t n, A* out) {
    constexpr std::int64_t width = vector_lanes<A>;
    if constexpr (Lanes == 1) {
        const Vector<A> factor = Vector<A>{} + s[0];
        for (std::int64_t i = 0; i < n; i += width)
            store<A>(factor * load(below + i), out + i);
    } else {
        constexpr int vectors = Lanes / static_cast<int>(width);
        Vector<A> factors[vectors];
        for (int k = 0; k < vectors; ++k)
            factors[k] = load(s + k * width);
        for (std::int64_t i = 0; i < n; ++i, below += Lanes, out += Lanes)
            for (int k = 0; k < vectors; ++k)
                store<A>(factors[k] * load(below + k * width), out + k * width);
    }
}

/// below_adjoint += s adjoint, s_adjoint += sum_i adjoint_i below_i.
template <int Lanes, class A>
inline void multiply_adjoint(const A* s, const A* below, const A* adjoint, std::int64_t n, A* below_adjoint,
                             A* s_adjoint) {
    constexpr std::int64_t width = vector_lanes<A>;
    if constexpr (Lanes == 1) {
        const Vector<A> factor = Vector<A>{} + s[0];
        Vector<A> sum{};
        const auto step = [&](std::int64_t i, const Vector<A>& here) {
            store<A>(load(below_adjoint + i) + factor * here, below_adjoint + i);
            sum += here * load(below + i);
        };
        std::int64_t i = 0;
        for (; i + width <= n; i += width)
            step(i, load(adjoint + i));
        if (i < n) step(i, first_lanes<A>(load(adjoint + i), n - i));
        s_adjoint[0] += sum_of_lanes<A>(sum);
    } else {
        constexpr int vectors = Lanes / static_cast<int>(width);
        Vector<A> factors[vectors];
        Vector<A> sums[vectors];
        for (int k = 0; k < vectors; ++k) {
            factors[k] = load(s + k * width);
            sums[k] = load(s_adjoint + k * width);
        }
        for (std::int64_t i = 0; i < n * Lanes; i += Lanes)
            for (int k = 0; k < vectors; ++k) {
                const auto at = i + k * width;
                const Vector<A> here = load(adjoint + at);
                store<A>(load(below_adjoint + at) + factors[k] * here, below_adjoint + at);
                sums[k] += here * load(below + at);
            }
        for (int k = 0; k < vectors; ++k)
            store<A>(sums[k], s_adjoint + k * width);
    }
}

/// The same two for a run of tuples that repeat the element: factor s / sqrt(run + 1).
template <int Lanes, class A>
inline void multiply_repeated(const A* s, const A* below, const std::uint8_t* run, std::int64_t n, A* out) {
    for (std::int64_t i = 0; i < n; ++i) {
        const A factor = growth<A>(run[i]);
        for (int l = 0; l < Lanes; ++l)
            out[i * Lanes + l] = factor * s[l] * below[i * Lanes + l];
    }
}

template <int Lanes, class A>
inline void multiply_repeated_adjoint(const A* s, const A* below, const std::uint8_t* run, const A* adjoint,
                                      std::int64_t n, A* below_adjoint, A* s_adjoint) {
    for (std::int64_t i = 0; i < n; ++i) {
        const A factor = growth<A>(run[i]);
        for (int l = 0; l < Lanes; ++l) {
            below_adjoint[i * Lanes + l] += factor * s[l] * adjoint[i * Lanes + l];
            s_adjoint[l] += factor * adjoint[i * Lanes + l] * below[i * Lanes + l];
        }
    }
}

/// Calls visit(u, low, high, out): tuples low..high-1 of the level below, with first element u put in front,
/// are columns out.. of the top level, restricted to columns [begin, end) of it. The first of each block, up
/// to below.first[u + 1], repeat u.
template <class Visit>
inline void for_lexicographic_blocks(const LexLevel& below, const std::vector<std::int64_t>& first,
                                     std::int64_t begin, std::int64_t end, const Visit& visit) {
    auto u =
        static_cast<std::size_t>(std::upper_bound(first.begin(), first.end(), begin) - first.begin()) - 1;
    for (auto column = begin; column < end; ++u) {
        const auto stop = std::min(end, first[u + 1]);
        const auto low = below.first[u] + (column - first[u]);
        if (stop > column) visit(u, low, low + (stop - column), column - begin);
        column = std::max(column, stop);
    }
}

/// out: columns [begin, end) of the lexicographic level above `below`; `first` are its block starts.
template <int Lanes, class A>
void build_inner(const LexLevel& below, const std::vector<std::int64_t>& first, const A* s,
                 const A* monomials, std::int64_t begin, std::int64_t end, A* out) {
    for_lexicographic_blocks(
        below, first, begin, end, [&](std::size_t u, std::int64_t low, std::int64_t high, std::int64_t at) {
            const auto same = std::clamp(below.first[u + 1], low, high);
            const A* spin = s + u * Lanes;
            multiply_repeated<Lanes>(spin, monomials + low * Lanes, below.run.data() + low, same - low,
                                     out + at * Lanes);
            multiply<Lanes>(spin, monomials + same * Lanes, high - same, out + (at + same - low) * Lanes);
        });
}

template <int Lanes, class A>
void fold_inner(const LexLevel& below, const std::vector<std::int64_t>& first, const A* s, const A* monomials,
                const A* adjoint, std::int64_t begin, std::int64_t end, A* below_adjoint, A* s_adjoint) {
    for_lexicographic_blocks(
        below, first, begin, end, [&](std::size_t u, std::int64_t low, std::int64_t high, std::int64_t at) {
            const auto same = std::clamp(below.first[u + 1], low, high);
            const A* spin = s + u * Lanes;
            multiply_repeated_adjoint<Lanes>(spin, monomials + low * Lanes, below.run.data() + low,
                                             adjoint + at * Lanes, same - low, below_adjoint + low * Lanes,
                                             s_adjoint + u * Lanes);
            multiply_adjoint<Lanes>(spin, monomials + same * Lanes, adjoint + (at + same - low) * Lanes,
                                    high - same, below_adjoint + same * Lanes, s_adjoint + u * Lanes);
        });
}

/// The colexicographic level of `first` (block starts, [N] its size) above `below`.
template <int Lanes, class A>
void build_outer(const ColexLevel& below, const std::vector<std::int64_t>& first, const A* s,
                 const A* monomials, A* out) {
    for (std::size_t last = 0; last + 1 < first.size(); ++last) {
        const auto block = first[last + 1] - first[last];
        const auto plain = std::min(below.first[last], block);  // tuples that end lower
        A* entries = out + first[last] * Lanes;
        const A* spin = s + last * Lanes;
        multiply<Lanes>(spin, monomials, plain, entries);
        multiply_repeated<Lanes>(spin, monomials + plain * Lanes, below.run.data() + plain, block - plain,
                                 entries + plain * Lanes);
    }
}

template <int Lanes, class A>
void fold_outer(const ColexLevel& below, const std::vector<std::int64_t>& first, const A* s,
                const A* monomials, const A* adjoint, A* below_adjoint, A* s_adjoint) {
    for (std::size_t last = 0; last + 1 < first.size(); ++last) {
        const auto block = first[last + 1] - first[last];
        const auto plain = std::min(below.first[last], block);
        const A* entries = adjoint + first[last] * Lanes;
        const A* spin = s + last * Lanes;
        multiply_adjoint<Lanes>(spin, monomials, entries, plain, below_adjoint, s_adjoint + last * Lanes);
        multiply_repeated_adjoint<Lanes>(spin, monomials + plain * Lanes, below.run.data() + plain,
                                         entries + plain * Lanes, block - plain,
                                         below_adjoint + plain * Lanes, s_adjoint + last * Lanes);
    }
}

}  // namespace glasscape::cpu
