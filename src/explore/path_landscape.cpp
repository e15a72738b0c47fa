#include "glasscape/explore/path_landscape.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape {

PathLandscape::PathLandscape(ConditionalLandscape& path) : path_(path) {
    while (path_.add_direction()) {
    }
}

int PathLandscape::size() const {
    return static_cast<int>(path_.size());
}

void PathLandscape::energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                           std::span<double> gradients) const {
    const auto n = static_cast<std::size_t>(size());
    for (std::size_t m = 0; m < energies.size(); ++m) {
        throw_if_interrupted();
        const auto state = states.subspan(m * n, n);
        const auto seen = path_.look(unit_vector(state, dot(state, state)));
        energies[m] = seen.energy * static_cast<double>(n);
        std::copy(seen.gradient.begin(), seen.gradient.end(),
                  gradients.begin() + static_cast<std::ptrdiff_t>(m * n));
    }
}

void PathLandscape::hessian_vector(std::span<const double> state, std::span<const double> vector,
                                   std::span<double> result) const {
    // Near enough for the fourth derivative, far enough that the difference stands above what a path leaves out.
    constexpr double angle = 1e-2;
    const std::size_t n = state.size();
    std::vector<double> tangent(vector.begin(), vector.end());
    project_to_tangent(state, tangent);
    const double length = std::sqrt(dot(tangent, tangent));
    std::fill(result.begin(), result.end(), 0.0);
    if (length == 0.0) return;
    const double radius = std::sqrt(static_cast<double>(n));
    std::vector<double> states(2 * n);
    for (std::size_t i = 0; i < n; ++i) {
        const double along = std::cos(angle) * state[i];
        const double aside = std::sin(angle) * radius * tangent[i] / length;
        states[i] = along + aside;
        states[n + i] = along - aside;
    }
    std::vector<double> energies(2);
    std::vector<double> gradients(2 * n);
    energies_and_gradients(states, energies, gradients);
    for (std::size_t i = 0; i < n; ++i)
        result[i] = length * (gradients[i] - gradients[n + i]) / (2.0 * std::sin(angle) * radius);
    project_to_tangent(state, result);
}

}  // namespace glasscape
