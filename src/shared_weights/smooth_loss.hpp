// The training loss of a small smooth network as a landscape over its unique weights.
//
//     L(w) = (1/m) sum_i log(1 + exp(-y_i (Y(x_i; w) - Y_0))),   Y of shared_network.hpp with softplus gates,
//     x_i ~ N(0, I), y_i = +-1 by the sign of a random direction, or fair coins
//
// Y_0 = Y(0; w) takes out what softplus adds to every output alike.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/shared_weights/shared_network.hpp"

namespace glasscape {

enum class Labels {
    separable,  ///< y = sign of a random direction times x
    random
};

/// N times L, so that energies per spin are losses; options.averaged_inputs is m, options.gates is taken as softplus.
/// Assignment, inputs and labels are those of (seed, sample).
std::unique_ptr<Landscape> draw_smooth_loss(const SharedNetworkOptions& options, Labels labels,
                                            std::uint64_t seed, std::uint64_t sample);

}  // namespace glasscape
