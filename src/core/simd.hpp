// Vectors as wide as the registers of the processor compiled for, by the compiler's extension: what kernels
// are written in. Wider ones would be kept in memory.
#pragma once

#include <cstring>

namespace glasscape {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
constexpr int vector_registers = 32;
#elif defined(__AVX__)
constexpr int vector_bytes = 32;
constexpr int vector_registers = 16;
#else
constexpr int vector_bytes = 16;
constexpr int vector_registers = 16;
#endif

template <class T>
constexpr int vector_lanes = vector_bytes / static_cast<int>(sizeof(T));

template <class T>
struct VectorOf {
    using Type [[gnu::vector_size(vector_bytes)]] = T;
};
template <class T>
using Vector = typename VectorOf<T>::Type;

template <class T>
inline Vector<T> load(const T* from) {
    Vector<T> value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class T>
inline void store(const Vector<T>& value, T* to) {
    std::memcpy(to, &value, sizeof value);
}

/// Keeps the compiler from loading the value anew, from where it came, at every use.
template <class T>
inline void hold_in_register([[maybe_unused]] Vector<T>& value) {
#if defined(__x86_64__)
    asm("" : "+v"(value));
#endif
}

}  // namespace glasscape
