// Four numbers at a time: wide accesses, and copies from device to shared memory that run while threads compute.
#pragma once

#include <cstdint>

#include <cuda_pipeline_primitives.h>

namespace glasscape::cuda {

template <class T>
struct alignas(sizeof(T) < 4 ? 4 * sizeof(T) : 16) Quad {
    T value[4];
};

/// `place` is a multiple of 4.
template <class T>
__device__ inline Quad<T>& quad_at(T* values, std::int64_t place) {
    return reinterpret_cast<Quad<T>*>(values)[place / 4];
}
template <class T>
__device__ inline const Quad<T>& quad_at(const T* values, std::int64_t place) {
    return reinterpret_cast<const Quad<T>*>(values)[place / 4];
}

/// Starts a copy into shared memory; zeros where the source is not `real`.
template <class T>
__device__ inline void copy_async(Quad<T>& to, const T* from, bool real) {
    constexpr int piece = sizeof(Quad<T>) < 16 ? sizeof(Quad<T>) : 16;
    for (int begin = 0; begin < static_cast<int>(sizeof(Quad<T>)); begin += piece)
        __pipeline_memcpy_async(reinterpret_cast<char*>(&to) + begin,
                                reinterpret_cast<const char*>(from) + begin, piece, real ? 0 : piece);
}

/// All copies that this thread has started.
__device__ inline void wait_for_copies() {
    __pipeline_commit();
    __pipeline_wait_prior(0);
}

}  // namespace glasscape::cuda
