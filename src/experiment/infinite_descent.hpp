// Descent at N = infinity: one path of the recursion, or the paths whose limit is gradient flow.
#pragma once

#include <functional>
#include <vector>

#include "glasscape/experiment/descent.hpp"

namespace glasscape {

/// Throws std::invalid_argument if the request makes no sense at infinity or does not fit.
void require_infinite(const DescentRequest& request);

/// One record a step; `advance` hears of steps done, of any path. Where there is a part, goes on from the steps in
/// its journal, and adds to it now and then and when the user asks to stop.
std::vector<DescentRecord> descend_at_infinity(const DescentRequest& request,
                                               const std::function<void(std::int64_t)>& advance, Part* part);

}  // namespace glasscape
