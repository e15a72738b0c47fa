// The 8 x 8 digits as panels of pixels in [0, 1], for experiments in which the scale of a pixel means something.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/network/dataset.hpp"

namespace glasscape {

inline constexpr int digit_pixels = 64;
inline constexpr int digit_classes = 10;

struct DigitImages {
    StoredPoints training;
    Batch held_out;  ///< all test images

    DigitImages();

    /// Training images drawn with replacement from (seed, data stream, step).
    void draw(std::uint64_t seed, std::uint64_t step, int samples, Batch& batch) const;
};

/// All points as one batch.
Batch batch_of(const StoredPoints& points);

}  // namespace glasscape
