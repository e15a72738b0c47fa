#include "glasscape/trajectory/gradient_flow.hpp"

#include <cmath>

namespace glasscape {
namespace {

// Without the term in h.
double without_first_order(double half_steps, double quarter_steps) {
    return quarter_steps + (quarter_steps - half_steps);
}

// Without those in h and h^2; exact where all three agree.
double without_two_orders(double steps, double half_steps, double quarter_steps) {
    return quarter_steps + (5.0 * (quarter_steps - half_steps) - (half_steps - steps)) / 3.0;
}

}  // namespace

FlowPoint extrapolate_to_flow(const std::array<InfinitePoint, flow_levels>& by_level) {
    const InfinitePoint& coarse = by_level[0];
    const InfinitePoint& half = by_level[1];
    const InfinitePoint& quarter = by_level[2];
    FlowPoint flow{coarse, 0.0};
    const auto of = [&](double InfinitePoint::*value) {
        flow.point.*value = without_two_orders(coarse.*value, half.*value, quarter.*value);
    };
    of(&InfinitePoint::energy);
    of(&InfinitePoint::gradient_norm);
    of(&InfinitePoint::radial);
    of(&InfinitePoint::overlap_with_start);
    flow.energy_error = std::abs(flow.point.energy - without_first_order(half.energy, quarter.energy));
    return flow;
}

}  // namespace glasscape
