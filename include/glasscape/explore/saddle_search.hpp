// Search for critical points of any index: Newton on the Lagrangian H(s) - (x/2)(|s|^2 - N), batched over
// starts.
//
// In the tangent space the step solves (P hess H P - x P) d = -P grad H and is no longer than a trust radius.
// Newton is attracted by points of every index alike. Where it does not settle, the squared gradient norm is
// lowered instead (Levenberg-Marquardt steps, each accepted only if it does), which ends in Newton's last,
// quadratic steps or at a local minimum of the gradient norm that is no critical point.
#pragma once

#include <span>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

struct SaddleSearchOptions {
    double trust_angle = 0.7;   ///< longest step, as an angle on the sphere
    double step_angle = 1e-10;  ///< converged when a Newton step is shorter than this angle
    int newton_steps = 80;      ///< before the gradient norm is lowered instead
    int fallback_steps = 200;
};

enum class SearchStatus { converged, no_critical_point };

struct SearchResult {
    std::vector<double> state;  ///< where the search ended, on the sphere
    SearchStatus status = SearchStatus::no_critical_point;
    double gradient_norm = 0.0;  ///< |P grad H|/sqrt N there
    int steps = 0;
};

/// One result per start (rows of `starts`). Throws std::invalid_argument for a start that is zero or not
/// finite. O(N^3) a step besides the landscape's Hessian.
std::vector<SearchResult> search_critical_points(const Landscape& landscape, std::span<const double> starts,
                                                 const SaddleSearchOptions& options = {});

}  // namespace glasscape
