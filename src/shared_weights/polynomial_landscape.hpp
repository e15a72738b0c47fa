// A polynomial as a landscape.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

#include "landscape/tensor/symmetric_contraction.hpp"

namespace glasscape {

/// coefficients[r][I]: coefficient of the monomial of the sorted multi-index I of degree r, in
/// colexicographic order.
using Coefficients = std::vector<std::vector<double>>;

class PolynomialLandscape final : public Landscape {
  public:
    PolynomialLandscape(int size, Coefficients coefficients);

    int size() const override { return size_; }
    const Coefficients& coefficients() const { return coefficients_; }

    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override;
    void hessian(std::span<const double> state, std::span<double> hessian) const override;
    void energies_gradients_hessians(std::span<const double> states, std::span<double> energies,
                                     std::span<double> gradients, std::span<double> hessians) const override;

  private:
    int size_;
    Coefficients coefficients_;
    SymmetricContraction contraction_;
};

}  // namespace glasscape
