// The one map from (seed, disorder sample, order, row, column) to a standard normal number, the same bits on
// every processor: Philox4x32-10 (Salmon et al. 2011) and Box-Muller in single precision, made of correctly
// rounded operations and explicit fused multiply-adds only.
//
// Compiled for devices too: no standard library containers, no Eigen.
#pragma once

#include <cstdint>
#include <cstring>

#include "landscape/tensor/host_device.hpp"

namespace glasscape::coupling {

/// Columns of a row come in groups of 64: column 64 g + 16 w + l is number w of the Philox block with
/// counter 16 g + l.
constexpr std::int64_t group = 64;
constexpr std::uint32_t lanes = 16;

/// What a row of couplings is drawn from. Words 1 to 3 of the counter; word 1 has the order in its upper
/// bits and the number of the stream (core/random.hpp) in its lowest, so that no other stream can coincide.
struct RowKey {
    std::uint32_t seed_low;
    std::uint32_t seed_high;
    std::uint32_t stream_and_order;
    std::uint32_t row;
    std::uint32_t sample;
};

GLASSCAPE_HOST_DEVICE RowKey row_key(std::uint64_t seed, std::uint32_t stream, std::uint32_t sample,
                                     int order, std::uint32_t row) {
    return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
            stream | static_cast<std::uint32_t>(order) << 8, row, sample};
}

struct Words {
    std::uint32_t w[4];
};

GLASSCAPE_HOST_DEVICE Words philox(std::uint32_t c0, const RowKey& key) {
    std::uint32_t a = c0;
    std::uint32_t b = key.stream_and_order;
    std::uint32_t c = key.row;
    std::uint32_t d = key.sample;
    std::uint32_t k0 = key.seed_low;
    std::uint32_t k1 = key.seed_high;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p = std::uint64_t{0xD2511F53U} * a;
        const std::uint64_t q = std::uint64_t{0xCD9E8D57U} * c;
        a = static_cast<std::uint32_t>(q >> 32) ^ b ^ k0;
        b = static_cast<std::uint32_t>(q);
        c = static_cast<std::uint32_t>(p >> 32) ^ d ^ k1;
        d = static_cast<std::uint32_t>(p);
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return {{a, b, c, d}};
}

GLASSCAPE_HOST_DEVICE float float_of(std::uint32_t bits) {
    float value = 0.0F;
    memcpy(&value, &bits, sizeof value);
    return value;
}

GLASSCAPE_HOST_DEVICE std::uint32_t bits_of(float value) {
    std::uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// Coefficients of the Taylor series used on |angle| <= pi/4 and of atanh on |z| <= 0.172: truncation below
// 3e-9.
constexpr float two_pi_over_2_32 = 1.46291807926715968e-9F;
constexpr float log_2 = 0.693147180559945309F;
constexpr std::uint32_t bits_of_sqrt_half = 0x3f3504f3U;

/// Two independent standard normals from two words.
GLASSCAPE_HOST_DEVICE void box_muller(std::uint32_t x, std::uint32_t y, float& first, float& second) {
    // log u, u = (x + 1/2)/2^32 = 2^e m with m in [sqrt(1/2), sqrt 2): log m = 2 atanh((m-1)/(m+1)).
    const float u = __builtin_fmaf(static_cast<float>(x), 0x1p-32F, 0x1p-33F);
    const std::uint32_t bits = bits_of(u);
    const std::int32_t e = static_cast<std::int32_t>(bits - bits_of_sqrt_half) >> 23;
    const float m = float_of(bits - (static_cast<std::uint32_t>(e) << 23));
    const float z = (m - 1.0F) / (m + 1.0F);
    const float zz = z * z;
    float series = __builtin_fmaf(zz, 1.0F / 9.0F, 1.0F / 7.0F);
    series = __builtin_fmaf(zz, series, 1.0F / 5.0F);
    series = __builtin_fmaf(zz, series, 1.0F / 3.0F);
    const float twice = z + z;
    const float logarithm =
        __builtin_fmaf(static_cast<float>(e), log_2, __builtin_fmaf(twice * zz, series, twice));
    const float radius = __builtin_sqrtf(-2.0F * logarithm);

    // Angle 2 pi y/2^32 = quarter turns + f, |f| <= pi/4.
    const std::uint32_t quarter = (y + 0x20000000U) >> 30;
    const float f = static_cast<float>(static_cast<std::int32_t>(y - (quarter << 30))) * two_pi_over_2_32;
    const float ff = f * f;
    float sine = __builtin_fmaf(ff, 1.0F / 362880.0F, -1.0F / 5040.0F);
    sine = __builtin_fmaf(ff, sine, 1.0F / 120.0F);
    sine = __builtin_fmaf(ff, sine, -1.0F / 6.0F);
    sine = __builtin_fmaf(f * ff, sine, f);
    float cosine = __builtin_fmaf(ff, -1.0F / 3628800.0F, 1.0F / 40320.0F);
    cosine = __builtin_fmaf(ff, cosine, -1.0F / 720.0F);
    cosine = __builtin_fmaf(ff, cosine, 1.0F / 24.0F);
    cosine = __builtin_fmaf(ff, cosine, -0.5F);
    cosine = __builtin_fmaf(ff, cosine, 1.0F);
    const bool odd = (quarter & 1U) != 0;
    const std::uint32_t c = bits_of(odd ? sine : cosine) ^ (((quarter + 1U) & 2U) << 30);
    const std::uint32_t s = bits_of(odd ? cosine : sine) ^ ((quarter & 2U) << 30);
    first = radius * float_of(c);
    second = radius * float_of(s);
}

/// The standard normal in one column of a row.
GLASSCAPE_HOST_DEVICE float normal_at(const RowKey& key, std::int64_t column) {
    const auto number = static_cast<std::uint32_t>(column / lanes % 4);
    const auto counter = static_cast<std::uint32_t>(column / group * lanes + column % lanes);
    const Words words = philox(counter, key);
    float normals[2];
    box_muller(words.w[number & 2U], words.w[(number & 2U) + 1U], normals[0], normals[1]);
    return normals[number & 1U];
}

}  // namespace glasscape::coupling
