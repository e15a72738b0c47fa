// The spectrum of the tangent Hessian of a landscape by products with vectors alone.
#pragma once

#include <span>

#include "glasscape/explore/lanczos.hpp"
#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

/// Lanczos on P (hess H) P - x P at `state`, in an orthonormal basis of the tangent space (dimension N - 1; no more steps
/// than that). O(probes (steps Hessian-vector products + steps^2 N)). Throws std::invalid_argument for fewer than 2 spins
/// or options out of range.
LanczosSpectrum tangent_lanczos(const Landscape& landscape, std::span<const double> state,
                                LanczosOptions options);

}  // namespace glasscape
