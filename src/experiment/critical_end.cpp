#include "glasscape/experiment/critical_end.hpp"

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/saddle_search.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape {

CriticalEnd critical_end(const Landscape& landscape, std::span<const double> state) {
    SaddleSearchOptions options;
    options.trust_angle = 0.1;
    options.step_angle = 1e-8;
    options.newton_steps = 30;
    options.fallback_steps = 60;
    const auto found = search_critical_points(landscape, state, options).front();
    CriticalEnd end;
    end.gradient_norm = found.gradient_norm;
    if (found.status != SearchStatus::converged) return end;
    const auto point = describe_point(landscape, found.state);
    end.energy = point.energy;
    end.radial = point.radial;
    end.index = point.index;
    end.overlap = overlap(state, found.state);
    end.gradient_norm = point.gradient_norm;
    return end;
}

}  // namespace glasscape
