// Gradient flow at N = infinity: the limit of small steps of gradient descent.
//
// A path of steps h has, at a fixed time, every quantity of a point as a series in h (explicit Euler on the
// sphere; Hairer, Norsett, Wanner 1993, section II.8). Paths of h, h/2 and h/4 cancel its first two terms
// (Richardson): a(0) = (8 a(h/4) - 6 a(h/2) + a(h))/3 + O(h^3).
#pragma once

#include <array>

#include "glasscape/trajectory/infinite_size.hpp"

namespace glasscape {

/// Paths of steps h, h/2, h/4 that one flow takes.
inline constexpr int flow_levels = 3;

struct FlowPoint {
    InfinitePoint point;  ///< step is that of the longest steps
    /// |energy - its value by the shorter two paths alone|, which is O(h^2): more than the error that is left
    /// wherever steps are short enough for the series to converge.
    double energy_error = 0.0;
};

/// The flow at a time that the paths of steps h, h/2 and h/4 all reached.
FlowPoint extrapolate_to_flow(const std::array<InfinitePoint, flow_levels>& by_level);

}  // namespace glasscape
