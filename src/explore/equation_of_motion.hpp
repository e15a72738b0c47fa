// One step of the dynamics, on whatever coordinates a point of the sphere |s|^2 = N has: all N of them, or those in
// the basis of a path.
#pragma once

#include <span>

#include "glasscape/explore/dynamics.hpp"

namespace glasscape {

/// h where none is given, and the first trial of a line search.
inline constexpr double step_without_line_search = 0.02;

/// v <- m v - h g, s <- s + v on the sphere, v projected to the new tangent space (Polyak 1964).
void momentum_step(std::span<double> s, std::span<double> v, std::span<const double> gradient,
                   double momentum, double h, double size);

/// Of the noise of a step: Langevin's, or that of stochastic descent on a new landscape at each step, whose gradients
/// have this standard deviation a component: T = h deviation^2/2. 0 for the other methods.
double noise_temperature(const Dynamics& dynamics, double batch_deviation, double h);

/// s <- s - h g + sqrt(2 T h) P noise on the sphere, noise iid N(0, 1) and changed; T = 0: gradient descent.
void langevin_step(std::span<double> s, std::span<double> noise, std::span<const double> gradient,
                   double temperature, double h, double size);

}  // namespace glasscape
