#include "glasscape/core/random.hpp"

#include <Random123/philox.h>

namespace glasscape {
namespace {

std::uint32_t low_word(std::uint64_t value) {
    return static_cast<std::uint32_t>(value & 0xffffffffU);
}
std::uint32_t high_word(std::uint64_t value) {
    return static_cast<std::uint32_t>(value >> 32);
}

}  // namespace

std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter,
                                          std::array<std::uint32_t, 2> key) {
    const r123::Philox4x32::ctr_type c{{counter[0], counter[1], counter[2], counter[3]}};
    const r123::Philox4x32::key_type k{{key[0], key[1]}};
    const auto block = r123::Philox4x32()(c, k);
    return {block[0], block[1], block[2], block[3]};
}

RandomStream::RandomStream(std::uint64_t seed, Stream stream, std::uint64_t index)
    : key_{low_word(seed), high_word(seed)},
      counter_{0, static_cast<std::uint32_t>(stream), low_word(index), high_word(index)} {}

RandomStream::result_type RandomStream::operator()() {
    if (half_used_) {
        half_used_ = false;
        return (static_cast<std::uint64_t>(block_[3]) << 32) | block_[2];
    }
    block_ = philox_block(counter_, key_);
    ++counter_[0];
    half_used_ = true;
    return (static_cast<std::uint64_t>(block_[1]) << 32) | block_[0];
}

std::uint64_t derived_seed(std::uint64_t seed, Stream purpose, std::uint64_t index) {
    RandomStream stream(seed, purpose, index);
    return stream() >> 2;
}

}  // namespace glasscape
