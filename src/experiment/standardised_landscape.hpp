// A landscape in the units of a mixture: energies of mean 0 and variance N over the sphere.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

/// (H - mean) sqrt(N)/deviation, mean and standard deviation of H over `points` uniform points of the sphere
/// drawn from (seed, noise stream, sample).
std::unique_ptr<Landscape> standardised(std::unique_ptr<Landscape> landscape, std::uint64_t seed,
                                        std::uint64_t sample, std::size_t points);

}  // namespace glasscape
