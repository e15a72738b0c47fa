#include "glasscape/landscape/landscape.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "glasscape/sphere/sphere.hpp"

namespace glasscape {

void Landscape::hessian_vector(std::span<const double> state, std::span<const double> vector,
                               std::span<double> result) const {
    // Six-point central difference; the step balances its h^6 error against rounding.
    constexpr std::array<double, 3> weights{3.0 / 4.0, -3.0 / 20.0, 1.0 / 60.0};
    constexpr double relative_step = 2e-3;
    const std::size_t n = state.size();
    const double length = std::sqrt(dot(vector, vector));
    for (auto& x : result)
        x = 0.0;
    if (length == 0.0) return;
    const double step = relative_step * std::sqrt(dot(state, state)) / length;
    std::vector<double> states(6 * n);
    std::vector<double> energies(6);
    std::vector<double> gradients(6 * n);
    constexpr double places[] = {1.0, -1.0, 2.0, -2.0, 3.0, -3.0};
    for (std::size_t j = 0; j < 6; ++j)
        for (std::size_t i = 0; i < n; ++i)
            states[j * n + i] = state[i] + places[j] * step * vector[i];
    energies_and_gradients(states, energies, gradients);
    for (std::size_t j = 0; j < 6; ++j)
        for (std::size_t i = 0; i < n; ++i)
            result[i] += (j % 2 == 0 ? 1.0 : -1.0) * weights[j / 2] * gradients[j * n + i] / step;
}

void Landscape::hessian(std::span<const double> state, std::span<double> hessian) const {
    const std::size_t n = state.size();
    std::vector<double> unit(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        unit[i] = 1.0;
        hessian_vector(state, unit, hessian.subspan(i * n, n));
        unit[i] = 0.0;
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const double mean = 0.5 * (hessian[i * n + j] + hessian[j * n + i]);
            hessian[i * n + j] = mean;
            hessian[j * n + i] = mean;
        }
}

void Landscape::energies_gradients_hessians(std::span<const double> states, std::span<double> energies,
                                            std::span<double> gradients, std::span<double> hessians) const {
    const auto n = static_cast<std::size_t>(size());
    energies_and_gradients(states, energies, gradients);
    for (std::size_t m = 0; m < energies.size(); ++m)
        hessian(states.subspan(m * n, n), hessians.subspan(m * n * n, n * n));
}

}  // namespace glasscape
