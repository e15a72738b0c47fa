// Vectors whose data start at a cache line; large ones lie in huge pages where the system has them, since the
// processor does not read ahead across a page.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace glasscape {

/// Throws std::bad_alloc. To be given back with std::free.
void* allocate_aligned(std::size_t bytes);

template <class T>
struct CacheLineAllocator {
    using value_type = T;

    CacheLineAllocator() = default;
    template <class U>
    explicit(false) CacheLineAllocator(const CacheLineAllocator<U>&) {}

    T* allocate(std::size_t count) { return static_cast<T*>(allocate_aligned(count * sizeof(T))); }
    void deallocate(T* memory, std::size_t) { std::free(memory); }
    friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace glasscape
