#include "coupling_fill.hpp"

#include <cstring>

namespace glasscape::coupling {
namespace {

// The operations of coupling_normal.hpp on 16 lanes.
using U32 [[gnu::vector_size(64)]] = std::uint32_t;
using I32 [[gnu::vector_size(64)]] = std::int32_t;
using U64 [[gnu::vector_size(64)]] = std::uint64_t;
using F32 [[gnu::vector_size(64)]] = float;

F32 fused(const F32& a, const F32& b, const F32& c) {
    F32 result{};
    for (std::uint32_t l = 0; l < lanes; ++l)
        result[l] = __builtin_fmaf(a[l], b[l], c[l]);
    return result;
}

F32 root(const F32& a) {
    F32 result{};
    for (std::uint32_t l = 0; l < lanes; ++l)
        result[l] = __builtin_sqrtf(a[l]);
    return result;
}

F32 all(float value) {
    return F32{} + value;
}

void multiply(const U32& a, std::uint32_t factor, U32& high, U32& low) {
    constexpr std::uint64_t low_half = 0xffffffffU;
    const U64 even = ((U64)a & low_half) * factor;
    const U64 odd = ((U64)a >> 32) * factor;
    high = (U32)((even >> 32) | (odd & ~low_half));
    low = (U32)((even & low_half) | (odd << 32));
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

// `Groups` independent chains hide the latency of Philox's ten dependent rounds.
template <int Groups>
void fill_some(const RowKey& key, std::int64_t first_group, float* out) {
    const U32 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    U32 a[Groups];
    U32 b[Groups];
    U32 c[Groups];
    U32 d[Groups];
    for (int g = 0; g < Groups; ++g) {
        a[g] = lane + static_cast<std::uint32_t>(first_group + g) * lanes;
        b[g] = U32{} + key.stream_and_order;
        c[g] = U32{} + key.row;
        d[g] = U32{} + key.sample;
    }
    std::uint32_t k0 = key.seed_low;
    std::uint32_t k1 = key.seed_high;
    for (int round = 0; round < 10; ++round) {
        for (int g = 0; g < Groups; ++g) {
            U32 p_high{};
            U32 p_low{};
            U32 q_high{};
            U32 q_low{};
            multiply(a[g], 0xD2511F53U, p_high, p_low);
            multiply(c[g], 0xCD9E8D57U, q_high, q_low);
            a[g] = q_high ^ b[g] ^ k0;
            b[g] = q_low;
            c[g] = p_high ^ d[g] ^ k1;
            d[g] = p_low;
        }
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    for (int g = 0; g < Groups; ++g) {
        F32 normals[4];
        box_muller_lanes(a[g], b[g], normals[0], normals[1]);
        box_muller_lanes(c[g], d[g], normals[2], normals[3]);
        std::memcpy(out + g * group, normals, sizeof normals);
    }
}

}  // namespace

void fill_normals(const RowKey& key, std::int64_t first_group, std::int64_t groups, float* out) {
    std::int64_t done = 0;
    for (; done + 4 <= groups; done += 4)
        fill_some<4>(key, first_group + done, out + done * group);
    for (; done < groups; ++done)
        fill_some<1>(key, first_group + done, out + done * group);
}

}  // namespace glasscape::coupling
