// Dynamics of many replicas on one landscape, all moved together.
//
// g = P grad H is the tangential gradient; every step ends on the sphere (metric projection).
//
//     gradient     s <- s - h g, h fixed or by backtracking line search (Armijo) for each replica
//     momentum     v <- m v - h g, s <- s + v, v then projected to the new tangent space (Polyak 1964)
//     stochastic   gradient with fixed h of the landscape plus another, H + a H_b: either one that each replica
//                  meets anew at each step, a tangential Gaussian vector, or one of K, visited in turn by all
//                  (batches of a finite set of data)
//     langevin     s <- s - h g + sqrt(2 T h) P xi, xi iid N(0,1): Euler for ds = -g dt + sqrt(2T) dW on the
//                  sphere, whose stationary law exp(-H/T) it has up to O(h)
//
// Time is the sum of h, in units where a pure p-spin glass has |g|^2 = p N at a uniform point.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

enum class DynamicsMethod { gradient, momentum, stochastic, langevin };

/// The equation of motion and how long it is followed.
struct Dynamics {
    DynamicsMethod method = DynamicsMethod::gradient;
    std::optional<double> step;  ///< h > 0; absent: line search (gradient only), 0.02 otherwise
    std::int64_t steps = 1000;   ///< evaluations of the landscape after the first
    double temperature = 0.0;    ///< T >= 0, in units of H per spin and unit of h; langevin
    double momentum = 0.9;       ///< m in [0, 1)
    int batches = 0;             ///< K of stochastic; 0: a new one at each step
    double gradient_tolerance =
        1e-6;  ///< a replica rests once |g|/sqrt N is below (not langevin or stochastic)
};

/// Throws std::invalid_argument naming the number that is out of range.
void require_sound(const Dynamics& dynamics);

/// What one run adds to its dynamics.
struct DynamicsRun {
    std::uint64_t seed = 1;      ///< of the noise
    std::uint64_t disorder = 0;  ///< sets apart the noise of runs of one seed
    /// Stochastic: standard deviation of a component of the gradient of the landscape that each replica meets
    /// anew at each step.
    double batch_deviation = 0.0;
    std::function<void()> advanced{};  ///< called after each step, for progress; may be empty
    /// Stochastic on tensors, with batches: H_0, H_1, .. and their amplitude a.
    std::vector<const Landscape*> batch_landscapes{};
    double batch_amplitude = 0.0;
};

/// What all replicas look like after a step. Spans hold one value a replica.
struct Snapshot {
    std::int64_t step;
    std::span<const double> times;
    std::span<const double> energies;        ///< H/N
    std::span<const double> gradient_norms;  ///< |g|/sqrt N
    std::span<const double> radials;         ///< x
    std::span<const double> states;          ///< M x N
    bool last;
};

/// Steps 0, 1, 2, ... at about `per_decade` to a factor of ten, `last` included.
std::vector<std::int64_t> log_spaced_steps(std::int64_t last, int per_decade = 10);

/// Runs from `starts` (M rows of N, rescaled to the sphere), calls `observe` at the recorded steps and once
/// at the end, and returns the final states. Ends early when every replica rests. Throws
/// std::invalid_argument for options out of range or a start that is not finite, Interrupted when the user
/// asks to stop.
std::vector<double> run_dynamics(const Landscape& landscape, std::span<const double> starts,
                                 const Dynamics& dynamics, std::span<const std::int64_t> recorded_steps,
                                 const std::function<void(const Snapshot&)>& observe,
                                 const DynamicsRun& run = {});

}  // namespace glasscape
