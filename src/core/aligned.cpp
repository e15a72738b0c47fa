#include "glasscape/core/aligned.hpp"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace glasscape {
namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t huge_page = std::size_t{1} << 21;

}  // namespace

void* allocate_aligned(std::size_t bytes) {
    const bool large = bytes >= 2 * huge_page;
    const std::size_t unit = large ? huge_page : cache_line;
    const std::size_t rounded = (bytes + unit - 1) / unit * unit;
    void* memory = rounded >= bytes ? std::aligned_alloc(unit, rounded) : nullptr;
    if (memory == nullptr) throw std::bad_alloc();
#if defined(__linux__)
    if (large) madvise(memory, rounded, MADV_HUGEPAGE);  // a wish; without it all works, only slower
#endif
    return memory;
}

}  // namespace glasscape
