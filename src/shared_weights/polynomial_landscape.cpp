#include "shared_weights/polynomial_landscape.hpp"

#include <utility>

namespace glasscape {

PolynomialLandscape::PolynomialLandscape(int size, Coefficients coefficients)
    : size_(size),
      coefficients_(std::move(coefficients)),
      contraction_(size, static_cast<int>(coefficients_.size()) - 1) {
    for (std::size_t r = 1; r < coefficients_.size(); ++r)
        contraction_.add_order(static_cast<int>(r), coefficients_[r]);
}

void PolynomialLandscape::energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                                 std::span<double> gradients) const {
    std::vector<double> hessians(gradients.size() * static_cast<std::size_t>(size_));
    energies_gradients_hessians(states, energies, gradients, hessians);
}

void PolynomialLandscape::hessian(std::span<const double> state, std::span<double> hessian) const {
    double energy = 0.0;
    std::vector<double> gradient(state.size());
    energies_gradients_hessians(state, std::span(&energy, 1), gradient, hessian);
}

void PolynomialLandscape::energies_gradients_hessians(std::span<const double> states,
                                                      std::span<double> energies, std::span<double> gradients,
                                                      std::span<double> hessians) const {
    contraction_.evaluate(states, energies, gradients, hessians);
    for (double& energy : energies)
        energy += coefficients_[0][0];
}

}  // namespace glasscape
