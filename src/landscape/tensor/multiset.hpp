// Multisets of spins as sorted tuples: how many there are, how they are numbered, and how the monomials of
// one degree follow from those of the degree below.
//
// Lexicographic order (first element dominant) makes the tuples whose elements are all >= u a suffix;
// colexicographic order (last element dominant) makes those whose elements are all < x a prefix.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace glasscape {

/// C(n + d - 1, d), the number of sorted d-tuples of n symbols; saturates at 2^62.
std::int64_t multiset_count(int n, int degree);

/// Place of a sorted tuple in lexicographic order among tuples of `size` symbols. O(degree).
std::int64_t lexicographic_rank(std::span<const int> tuple, int size);

/// Place of a sorted tuple in colexicographic order; does not depend on the number of symbols. O(degree).
std::int64_t colexicographic_rank(std::span<const int> tuple);

/// Moves to the next sorted tuple in lexicographic order; false after the last.
bool next_multiset(std::span<int> tuple, int size);

/// Product of the factorials of the multiplicities of a sorted tuple.
double multiplicity_factorials(std::span<const int> tuple);

/// Sorted tuples of one degree in lexicographic order.
struct LexLevel {
    LexLevel(int size, int degree);

    std::int64_t count;
    std::vector<std::int64_t> first;  ///< [u], u = 0..N: place of the first tuple with all elements >= u
    std::vector<std::uint8_t> run;    ///< [tuple]: multiplicity of its first element
};

/// Sorted tuples of one degree in colexicographic order.
struct ColexLevel {
    ColexLevel(int size, int degree);

    std::int64_t count;
    std::vector<std::int64_t> first;  ///< [x], x = 0..N: number of tuples with all elements < x
    std::vector<std::uint8_t> run;    ///< [tuple]: multiplicity of its last element
};

}  // namespace glasscape
