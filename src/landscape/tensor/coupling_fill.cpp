#include "landscape/tensor/coupling_fill.hpp"

#include <cstring>
#include <utility>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "core/simd.hpp"

namespace glasscape::coupling {
namespace {

// The operations of coupling_normal.hpp on vectors.
using U32 = Vector<std::uint32_t>;
using I32 = Vector<std::int32_t>;
using U64 = Vector<std::uint64_t>;
using F32 = Vector<float>;
constexpr int width = vector_lanes<float>;
/// Vectors that hold the counters of a group of columns.
constexpr int pieces = static_cast<int>(lanes) / width;
static_assert(static_cast<int>(lanes) % width == 0);

F32 all(float value) {
    return F32{} + value;
}

U32 all(std::uint32_t value) {
    return U32{} + value;
}

// What the compiler would make of a loop over the lanes, or of a multiplication of 64 bits, takes several
// times as long.
#if defined(__AVX512F__)
F32 fused(const F32& a, const F32& b, const F32& c) {
    return _mm512_maskz_fmadd_ps(0xffff, a, b, c);
}
F32 root(const F32& a) {
    return _mm512_maskz_sqrt_ps(0xffff, a);
}
/// Products of the lower halves of the lanes.
U64 multiply(const U64& a, std::uint32_t factor) {
    return (U64)_mm512_maskz_mul_epu32(0xff, (__m512i)a, _mm512_set1_epi32(static_cast<int>(factor)));
}
#elif defined(__AVX2__) && defined(__FMA__)
F32 fused(const F32& a, const F32& b, const F32& c) {
    return _mm256_fmadd_ps(a, b, c);
}
F32 root(const F32& a) {
    return _mm256_sqrt_ps(a);
}
U64 multiply(const U64& a, std::uint32_t factor) {
    return (U64)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi32(static_cast<int>(factor)));
}
#else
F32 fused(const F32& a, const F32& b, const F32& c) {
    F32 result{};
    for (int l = 0; l < width; ++l)
        result[l] = __builtin_fmaf(a[l], b[l], c[l]);
    return result;
}
F32 root(const F32& a) {
    F32 result{};
    for (int l = 0; l < width; ++l)
        result[l] = __builtin_sqrtf(a[l]);
    return result;
}
U64 multiply(const U64& a, std::uint32_t factor) {
    return (a & 0xffffffffU) * factor;
}
#endif

template <int... Lane>
U32 lower_halves(const U64& even, const U64& odd, std::integer_sequence<int, Lane...>) {
    return __builtin_shufflevector((U32)even, (U32)odd, (Lane / 2 * 2 + Lane % 2 * width)...);
}

/// The lower halves of the lanes of both, in turn.
U32 lower_halves(const U64& even, const U64& odd) {
    return lower_halves(even, odd, std::make_integer_sequence<int, width>{});
}

/// The state of Philox for as many counters as a vector has lanes of 64 bits. A word is the lower half of its
/// lane; the upper half is not used: so a product gives two words without being taken apart.
struct Philox {
    U64 a, b, c, d;

    void advance(std::uint32_t first_key, std::uint32_t second_key) {
        const U64 p = multiply(a, 0xD2511F53U);
        const U64 q = multiply(c, 0xCD9E8D57U);
        a = (U64)((U32)(q >> 32) ^ (U32)b ^ first_key);
        b = q;
        c = (U64)((U32)(p >> 32) ^ (U32)d ^ second_key);
        d = p;
    }
};

/// For counters first, first + 2...
Philox every_second(const RowKey& key, std::uint32_t first) {
    U64 counters{};
    for (std::size_t l = 0; l < width / 2; ++l)
        counters[l] = 2 * l;
    return {(U64)((U32)counters + first), (U64)all(key.stream_and_order), (U64)all(key.row),
            (U64)all(key.sample)};
}

[[gnu::always_inline]] inline void box_muller_lanes(const U32& x, const U32& y, float* first, float* second) {
    const F32 u = fused(__builtin_convertvector(x, F32), all(0x1p-32F), all(0x1p-33F));
    const U32 offset = (U32)u - bits_of_sqrt_half;
    const F32 e = __builtin_convertvector((I32)offset >> 23, F32);
    const F32 m = (F32)((offset & 0x7fffffU) + bits_of_sqrt_half);
    const F32 z = (m - 1.0F) / (m + 1.0F);
    const F32 zz = z * z;
    F32 series = fused(zz, all(1.0F / 9.0F), all(1.0F / 7.0F));
    series = fused(zz, series, all(1.0F / 5.0F));
    series = fused(zz, series, all(1.0F / 3.0F));
    // -2 log u at once: powers of two change no rounding.
    const F32 first_term = z * -4.0F;
    const F32 radius = root(fused(e, all(-2.0F * log_2), fused(first_term * zz, series, first_term)));

    const U32 turned = y + 0x20000000U;
    const F32 f =
        __builtin_convertvector((I32)((turned & 0x3fffffffU) - 0x20000000U), F32) * two_pi_over_2_32;
    const F32 ff = f * f;
    F32 sine = fused(ff, all(1.0F / 362880.0F), all(-1.0F / 5040.0F));
    sine = fused(ff, sine, all(1.0F / 120.0F));
    sine = fused(ff, sine, all(-1.0F / 6.0F));
    sine = fused(f * ff, sine, f);
    F32 cosine = fused(ff, all(-1.0F / 3628800.0F), all(1.0F / 40320.0F));
    cosine = fused(ff, cosine, all(-1.0F / 720.0F));
    cosine = fused(ff, cosine, all(1.0F / 24.0F));
    cosine = fused(ff, cosine, all(-0.5F));
    cosine = fused(ff, cosine, all(1.0F));
    const auto odd = (turned & 0x40000000U) != 0;
    const U32 c = (U32)(odd ? sine : cosine) ^ ((turned + 0x40000000U) & 0x80000000U);
    const U32 s = (U32)(odd ? cosine : sine) ^ (turned & 0x80000000U);
    store<float>(radius * (F32)c, first);
    store<float>(radius * (F32)s, second);
}

/// The four words of each of a piece's counters.
struct WordVectors {
    U32 a, b, c, d;
};

[[gnu::always_inline]] inline WordVectors words_of(const RowKey& key, std::int64_t piece) {
    const auto counter = static_cast<std::uint32_t>(piece) * width;
    Philox even = every_second(key, counter);
    Philox odd = every_second(key, counter + 1);
#pragma GCC unroll 10
    for (std::uint32_t round = 0; round < 10; ++round) {
        const std::uint32_t k0 = key.seed_low + round * 0x9E3779B9U;
        const std::uint32_t k1 = key.seed_high + round * 0xBB67AE85U;
        even.advance(k0, k1);
        odd.advance(k0, k1);
    }
    return {lower_halves(even.a, odd.a), lower_halves(even.b, odd.b), lower_halves(even.c, odd.c),
            lower_halves(even.d, odd.d)};
}

[[gnu::always_inline]] inline void store_normals(const WordVectors& words, float* out) {
    box_muller_lanes(words.a, words.b, out, out + lanes);
    box_muller_lanes(words.c, words.d, out + std::size_t{2} * lanes, out + std::size_t{3} * lanes);
}

}  // namespace

void fill_normals(const RowKey& key, std::int64_t first_group, std::int64_t groups, float* out) {
    const RowKey row = key;  // nothing stored can change it
    const std::int64_t first = first_group * pieces;
    const std::int64_t last = groups * pieces - 1;
    // The words of the next piece while this one's become normals: two chains that do not wait for each
    // other.
    WordVectors words = words_of(row, first);
    for (std::int64_t i = 0; i < last; ++i) {
        const WordVectors next = words_of(row, first + i + 1);
        store_normals(words, out + i / pieces * group + i % pieces * width);
        words = next;
    }
    store_normals(words, out + last / pieces * group + last % pieces * width);
}

}  // namespace glasscape::coupling
