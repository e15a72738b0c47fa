// One order of a Hamiltonian on one backend.
#pragma once

#include <cstdint>
#include <span>

namespace glasscape {

/// H_r without its weight: sum over all N^r entries J s..s N^(-(r-1)/2), of unit variance per spin.
class Term {
  public:
    virtual ~Term() = default;

    /// energies[m] += weight H_r(s_m); gradients[m] += weight grad H_r(s_m). Rows as in Landscape.
    virtual void add(double weight, std::span<const double> states, std::span<double> energies,
                     std::span<double> gradients) const = 0;

    /// Bytes held.
    virtual std::int64_t bytes() const = 0;
};

}  // namespace glasscape
