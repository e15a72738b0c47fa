// The energies that gradient descent reaches at N = infinity, against the characteristic energies of the mixture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

struct DescentLimitsRequest {
    std::vector<std::string> specs;
    std::int64_t steps = 2500;
    double start_temperature = 0.0;  ///< of a thermal start; 0: a random one
};

/// Throws std::invalid_argument for a spec or a start that makes no sense, or steps that do not fit into memory.
void require_sound(const DescentLimitsRequest& request);

/// The run of one mixture by steps of default_step, one entry a step.
struct DescentCurve {
    std::string spec;
    Mixture mixture;
    std::vector<double> times;
    std::vector<double> energies;
    std::vector<double> overlaps;
};

/// O(steps^3) a mixture; mixtures side by side.
std::vector<DescentCurve> descent_curves(const DescentLimitsRequest& request);

/// One row a mixture: energy at the end and extrapolated (experiment/descent_extrapolation.hpp), and how it lies
/// between threshold and algorithmic energy.
Table descent_limits_table(const std::vector<DescentCurve>& curves);

/// One row a mixture and recorded step, 20 a decade.
Table descent_curves_table(const std::vector<DescentCurve>& curves);

}  // namespace glasscape
