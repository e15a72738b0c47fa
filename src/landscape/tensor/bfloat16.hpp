// bfloat16, the upper half of a float: storage for couplings at two bytes each.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "landscape/tensor/host_device.hpp"

namespace glasscape {

enum class Bfloat16 : std::uint16_t {};

/// Nearest bfloat16, ties to even. Finite values only.
GLASSCAPE_HOST_DEVICE Bfloat16 to_bfloat16(float value) {
    std::uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    bits += 0x7fffU + ((bits >> 16) & 1U);
    return static_cast<Bfloat16>(bits >> 16);
}

GLASSCAPE_HOST_DEVICE float to_float(Bfloat16 value) {
    const std::uint32_t bits = static_cast<std::uint32_t>(value) << 16;
    float result = 0.0F;
    memcpy(&result, &bits, sizeof result);
    return result;
}

/// A drawn coupling as it is stored.
template <class Store>
GLASSCAPE_HOST_DEVICE Store narrowed(float value) {
    if constexpr (std::is_same_v<Store, Bfloat16>)
        return to_bfloat16(value);
    else
        return static_cast<Store>(value);
}

/// Variance of a standard normal rounded to bfloat16: rounding couplings changes their law, not their
/// independence, so with this divided out every covariance of the Hamiltonian stays exact.
double bfloat16_normal_variance();

}  // namespace glasscape
