// Counter-based random streams: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011; Random123).
//
// A draw is a pure function of (seed, stream, index, position), so results do not depend on the number of
// threads, and disorder, starting points, noise and data never share numbers however their seeds are chosen.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

namespace glasscape {

/// What a stream is used for. The value enters the Philox counter and is part of the file-format promise:
/// never renumber.
enum class Stream : std::uint32_t {
    disorder = 1,
    start = 2,
    noise = 3,
    data = 4,
    spectra = 5,
    repeat = 6,         ///< repetitions of a point of a study
    kac_rice = 7,       ///< systems drawn for an exact Kac-Rice estimate
    covariance = 8,     ///< systems drawn for a measured mixture
    control = 9,        ///< systems drawn beside those of a claim, to check the counting itself
    paths = 10,         ///< single paths of a network
    lesion = 11,        ///< layers taken out of a network
    hessian = 12,       ///< second derivatives at the end of a path
    pairs = 13,         ///< pairs of points of a second moment
    augmentation = 14,  ///< moves of training images
    latent = 15,        ///< noise that a generator makes images of
    adversarial = 16    ///< where attacks on inputs start
};

/// One Philox4x32-10 block: key (2 words) and counter (4 words) to 4 random words.
std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter,
                                          std::array<std::uint32_t, 2> key);

/// Uniform random 64-bit integers of one (seed, stream, index); satisfies UniformRandomBitGenerator.
/// Holds 2^33 numbers per index. Not thread-safe: give each task its own index.
class RandomStream {
  public:
    using result_type = std::uint64_t;

    RandomStream(std::uint64_t seed, Stream stream, std::uint64_t index);

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

    result_type operator()();

  private:
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    bool half_used_ = false;
};

/// A seed for whole systems (with disorder, starts, noise, data of their own) that are drawn for another
/// purpose than those of `seed`, or are another repetition: below 2^62, drawn from (seed, purpose, index).
/// Seeds are never made by adding.
std::uint64_t derived_seed(std::uint64_t seed, Stream purpose, std::uint64_t index = 0);

}  // namespace glasscape
