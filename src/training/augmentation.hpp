// Training images moved and mirrored at random.
#pragma once

#include <cstdint>

#include "glasscape/network/image_shape.hpp"
#include "glasscape/network/panel.hpp"
#include "glasscape/training/training_run.hpp"

namespace glasscape {

/// Moves every image of the batch by up to `shift` pixels each way, zeros (the mean of the channel) following,
/// and mirrors half of them left to right. Sample b of step s is drawn from (the seed derived from (seed,
/// augmentation stream, s), augmentation stream, b): it depends on nothing else.
void augment_images(const ImageShape& shape, const Augmentation& augmentation, std::uint64_t seed,
                    std::int64_t step, Panel<float>& x);

}  // namespace glasscape
