#include "coupling_fill.hpp"

#include <cstring>
#include <utility>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "../core/simd.hpp"

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
/// Vectors worked on together: independent chains hide the latency of Philox's ten dependent rounds.
constexpr int most_chains = vector_registers / 8;
static_assert(static_cast<int>(lanes) % width == 0);

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

F32 all(float value) {
    return F32{} + value;
}

/// Products of the lanes with even numbers. The compiler would take a multiplication of 64 bits for it, three
/// times as dear.
U64 multiply_even(const U32& a, std::uint32_t factor) {
#if defined(__AVX512F__)
    return (U64)_mm512_maskz_mul_epu32(0xff, (__m512i)a, _mm512_set1_epi32(static_cast<int>(factor)));
#elif defined(__AVX2__)
    return (U64)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi32(static_cast<int>(factor)));
#else
    return ((U64)a & 0xffffffffU) * factor;
#endif
}

/// Of two vectors in turn, beginning with lane `First` of each: even lanes of the first, odd ones of the
/// second.
template <int First, int... Pair>
U32 interleave(const U32& even, const U32& odd, std::integer_sequence<int, Pair...>) {
    return __builtin_shufflevector(even, odd, (Pair / 2 * 2 + First + Pair % 2 * width)...);
}

void multiply(const U32& a, std::uint32_t factor, U32& high, U32& low) {
    constexpr std::make_integer_sequence<int, width> lane{};
    const U32 even = (U32)multiply_even(a, factor);
    const U32 odd = (U32)multiply_even((U32)((U64)a >> 32), factor);
    high = interleave<1>(even, odd, lane);
    low = interleave<0>(even, odd, lane);
}

void box_muller_lanes(const U32& x, const U32& y, F32& first, F32& second) {
    const F32 u = fused(__builtin_convertvector(x, F32), all(0x1p-32F), all(0x1p-33F));
    const U32 bits = (U32)u;
    const I32 e = (I32)(bits - bits_of_sqrt_half) >> 23;
    const F32 m = (F32)(bits - ((U32)e << 23));
    const F32 z = (m - 1.0F) / (m + 1.0F);
    const F32 zz = z * z;
    F32 series = fused(zz, all(1.0F / 9.0F), all(1.0F / 7.0F));
    series = fused(zz, series, all(1.0F / 5.0F));
    series = fused(zz, series, all(1.0F / 3.0F));
    const F32 twice = z + z;
    const F32 logarithm =
        fused(__builtin_convertvector(e, F32), all(log_2), fused(twice * zz, series, twice));
    const F32 radius = root(-2.0F * logarithm);

    const U32 quarter = (y + 0x20000000U) >> 30;
    const F32 f = __builtin_convertvector((I32)(y - (quarter << 30)), F32) * two_pi_over_2_32;
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
    const U32 odd = -(quarter & 1U);
    const U32 c = (((U32)sine & odd) | ((U32)cosine & ~odd)) ^ (((quarter + 1U) & 2U) << 30);
    const U32 s = (((U32)cosine & odd) | ((U32)sine & ~odd)) ^ ((quarter & 2U) << 30);
    first = radius * (F32)c;
    second = radius * (F32)s;
}

U32 first_counters() {
    U32 counters{};
    for (int l = 0; l < width; ++l)
        counters[l] = static_cast<std::uint32_t>(l);
    return counters;
}

/// Piece i holds counters i width... of the row; out is where its first normal goes.
template <int Chains>
void fill_some(const RowKey& key, std::int64_t first_piece, float* out) {
    U32 a[Chains];
    U32 b[Chains];
    U32 c[Chains];
    U32 d[Chains];
    for (int i = 0; i < Chains; ++i) {
        a[i] = first_counters() + static_cast<std::uint32_t>(first_piece + i) * width;
        b[i] = U32{} + key.stream_and_order;
        c[i] = U32{} + key.row;
        d[i] = U32{} + key.sample;
    }
    std::uint32_t k0 = key.seed_low;
    std::uint32_t k1 = key.seed_high;
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < Chains; ++i) {
            U32 p_high{};
            U32 p_low{};
            U32 q_high{};
            U32 q_low{};
            multiply(a[i], 0xD2511F53U, p_high, p_low);
            multiply(c[i], 0xCD9E8D57U, q_high, q_low);
            a[i] = q_high ^ b[i] ^ k0;
            b[i] = q_low;
            c[i] = p_high ^ d[i] ^ k1;
            d[i] = p_low;
        }
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    for (int i = 0; i < Chains; ++i) {
        F32 normals[4];
        box_muller_lanes(a[i], b[i], normals[0], normals[1]);
        box_muller_lanes(c[i], d[i], normals[2], normals[3]);
        float* columns = out + (i / pieces * group + static_cast<std::int64_t>(i % pieces) * width);
        for (std::size_t w = 0; w < 4; ++w)
            store<float>(normals[w], columns + w * lanes);
    }
}

}  // namespace

void fill_normals(const RowKey& key, std::int64_t first_group, std::int64_t groups, float* out) {
    const auto place = [out](std::int64_t piece) {
        return out + piece / pieces * group + piece % pieces * width;
    };
    const std::int64_t first = first_group * pieces;
    const std::int64_t count = groups * pieces;
    std::int64_t done = 0;
    for (; done + most_chains <= count; done += most_chains)
        fill_some<most_chains>(key, first + done, place(done));
    for (; done < count; ++done)
        fill_some<1>(key, first + done, place(done));
}

}  // namespace glasscape::coupling
