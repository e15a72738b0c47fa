// Directions of the rank-one features of a sketch, the same on every backend.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/landscape/couplings.hpp"

namespace glasscape {

/// a_mk (N standard normals) of feature m, factor k < order.
std::vector<float> sketch_direction(int order, int size, std::int64_t feature, int factor,
                                    const Disorder& disorder);

}  // namespace glasscape
