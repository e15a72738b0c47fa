#include "glasscape/complexity/identities.hpp"

#include <cmath>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/complexity/ground_state.hpp"

namespace glasscape {

bool Identity::holds() const {
    return std::abs(value - expected) <= tolerance;
}

std::vector<Identity> exact_identities() {
    const auto spin2 = pure_mixture(2);
    const auto spin3 = pure_mixture(3);
    const std::vector<EnergyFilter> everything{EnergyFilter::all()};
    const std::vector<int> indices{0, 1, 2, 3, 4, 5};
    double euler = 0.0;
    const auto counts = log_mean_by_index(spin3, 6, indices, everything).log_mean.front();
    for (std::size_t k = 0; k < counts.size(); ++k)
        euler += (k % 2 == 0 ? 1.0 : -1.0) * std::exp(counts[k]);
    return {{"pure p = 2, N = 37: 2N critical points", std::exp(log_mean_total(spin2, 37)), 74.0, 1e-10},
            {"pure p = 3, N = 2: 2 sqrt 7 critical points", std::exp(log_mean_total(spin3, 2)),
             2.0 * std::sqrt(7.0), 1e-12},
            {"pure p = 3, N = 6: Euler characteristic 0", euler, 0.0, 1e-10},
            {"pure p = 3: total complexity log(2)/2", complexity_all(spin3, IndexClass::total()),
             0.5 * std::log(2.0), 1e-15},
            {"pure p = 2: ground state -sqrt 2", ground_state(spin2).energy, -std::sqrt(2.0), 1e-12}};
}

}  // namespace glasscape
