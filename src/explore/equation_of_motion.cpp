#include "explore/equation_of_motion.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "glasscape/sphere/sphere.hpp"

namespace glasscape {

void momentum_step(std::span<double> s, std::span<double> v, std::span<const double> gradient,
                   double momentum, double h, double size) {
    for (std::size_t i = 0; i < s.size(); ++i)
        v[i] = momentum * v[i] - h * gradient[i];
    retract(s, v, size);
    project_to_tangent(s, v, size);
}

double noise_temperature(const Dynamics& dynamics, double batch_deviation, double h) {
    if (dynamics.method == DynamicsMethod::langevin) return dynamics.temperature;
    const bool anew = dynamics.method == DynamicsMethod::stochastic && dynamics.batches == 0;
    return anew ? 0.5 * h * batch_deviation * batch_deviation : 0.0;
}

void langevin_step(std::span<double> s, std::span<double> noise, std::span<const double> gradient,
                   double temperature, double h, double size) {
    if (temperature > 0.0) {
        project_to_tangent(s, noise, size);
        const double amplitude = std::sqrt(2.0 * temperature * h);
        for (double& x : noise)
            x *= amplitude;
    } else {
        std::fill(noise.begin(), noise.end(), 0.0);
    }
    for (std::size_t i = 0; i < s.size(); ++i)
        noise[i] -= h * gradient[i];
    retract(s, noise, size);
}

}  // namespace glasscape
