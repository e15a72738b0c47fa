// Directions of the rank-one features of a sketch, the same on every backend.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/landscape/couplings.hpp"

namespace glasscape {

/// a_mk of feature m, factor k < order: uniform on S^(N-1)(sqrt N).
std::vector<float> sketch_direction(int order, int size, std::int64_t feature, int factor,
                                    const Disorder& disorder);

}  // namespace glasscape
