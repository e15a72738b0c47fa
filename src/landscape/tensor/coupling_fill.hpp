// Many standard normals of one row at once; the same numbers as coupling::normal_at.
#pragma once

#include <cstdint>

#include "landscape/tensor/coupling_normal.hpp"

namespace glasscape::coupling {

/// out[64 g' + j] = normal in column 64 (first_group + g') + j, g' < groups, groups >= 1. About 1 ns each.
void fill_normals(const RowKey& key, std::int64_t first_group, std::int64_t groups, float* out);

}  // namespace glasscape::coupling
