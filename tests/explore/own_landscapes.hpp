// Landscapes whose critical points are known.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape::testing {

/// H = a.s: a maximum and a minimum.
class Slope final : public Landscape {
  public:
    explicit Slope(std::vector<double> direction) : direction_(std::move(direction)) {}
    int size() const override { return static_cast<int>(direction_.size()); }
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override {
        const std::size_t n = direction_.size();
        for (std::size_t m = 0; m < energies.size(); ++m) {
            energies[m] = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                energies[m] += direction_[i] * states[m * n + i];
                gradients[m * n + i] = direction_[i];
            }
        }
    }

  private:
    std::vector<double> direction_;
};

/// H = sum_i s_i^4/N: (3^N - 1) critical points, one for each non-empty set of spins of equal size and each
/// choice of their signs. A set of k spins has index k - 1 upwards, N - k downwards: index N - k.
class Quartic final : public Landscape {
  public:
    explicit Quartic(int size) : size_(size) {}
    int size() const override { return size_; }
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override {
        const auto n = static_cast<std::size_t>(size_);
        for (std::size_t m = 0; m < energies.size(); ++m) {
            energies[m] = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                const double s = states[m * n + i];
                energies[m] += s * s * s * s / size_;
                gradients[m * n + i] = 4.0 * s * s * s / size_;
            }
        }
    }
    Symmetry symmetry() const override { return Symmetry::even; }

  private:
    int size_;
};

}  // namespace glasscape::testing
