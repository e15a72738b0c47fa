// Copies behind the work, on the processor: done when the call returns.
#pragma once

#include <cstddef>
#include <cstring>

inline void __pipeline_memcpy_async(void* to, const void* from, std::size_t size, std::size_t zeros) {
    std::memcpy(to, from, size - zeros);
    std::memset(static_cast<char*>(to) + (size - zeros), 0, zeros);
}
inline void __pipeline_commit() {}
inline void __pipeline_wait_prior(std::size_t) {}
