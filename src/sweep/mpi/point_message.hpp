// A point's result as the bytes of a message.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/sweep/run_store.hpp"

namespace glasscape {

std::vector<std::uint8_t> pack(const PointResult& result);
PointResult unpack(const std::vector<std::uint8_t>& message);

}  // namespace glasscape
