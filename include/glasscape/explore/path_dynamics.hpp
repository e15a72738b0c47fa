// The dynamics of dynamics.hpp on a landscape that exists along their paths only.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "glasscape/explore/dynamics.hpp"
#include "glasscape/trajectory/conditional_landscape.hpp"

namespace glasscape {

/// One replica after a step.
struct PathSnapshot {
    std::int64_t replica;
    std::int64_t step;
    double time;
    double energy;         ///< H/N
    double gradient_norm;  ///< |P grad H|/sqrt N
    double radial;         ///< s.grad H/N
    double overlap_with_start;
    int anchors;                    ///< points whose gradient was drawn so far, of all replicas
    double discarded_variance;      ///< largest that was left out as known, over nu'(1)
    std::span<const double> state;  ///< s in the basis of the path
    bool last;                      ///< of the run
};

/// Replicas from uniform starts drawn from (run.seed, start stream), moved in turn by a fixed step (0.02 unless given). Calls `observe` for each replica
/// at the recorded steps and at the end; ends early when all rest. Throws std::invalid_argument for dynamics out of
/// range, Interrupted when the user asks to stop.
void run_path_dynamics(ConditionalLandscape& landscape, std::int64_t replicas, const Dynamics& dynamics,
                       std::span<const std::int64_t> recorded_steps,
                       const std::function<void(const PathSnapshot&)>& observe, const DynamicsRun& run);

}  // namespace glasscape
