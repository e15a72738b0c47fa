// Energy, gradient and Hessian together, for many states of a small system in double precision.
//
// A symmetric tensor A of order r is contracted with s one factor at a time; the last three levels are
// proportional to Hessian, gradient and energy:
//
//     A^(d-1)_I = sum_i A^(d)_(I + i) s_i,   H = A^(0),   dH = r A^(1),   d^2H = r (r-1) A^(2).
//
// Cost: N C(N+r-1, r-1)-like sums per state, independent of the number of Hessian entries.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/aligned.hpp"

namespace glasscape {

class SymmetricContraction {
  public:
    /// Largest number of multiply-adds per state for which a Hamiltonian uses it.
    static constexpr double max_operations = 3e6;
    static double operations(int order, int size);

    SymmetricContraction(int size, int max_order);

    /// Adds an order: J_I for all sorted I of that order in colexicographic order.
    void add_order(int order, std::span<const double> couplings);

    /// As Landscape::energies_gradients_hessians.
    void evaluate(std::span<const double> states, std::span<double> energies, std::span<double> gradients,
                  std::span<double> hessians) const;

  private:
    struct Order {
        int order;
        std::vector<double> tensor;  // A_I = J_I I!/r!, times the weight
    };
    struct Workspace;
    void contract_order(const Order& term, Workspace& work) const;

    int size_;
    /// [d][I N + i]: place of I + i among tuples of degree d, I of degree d - 1.
    std::vector<std::vector<std::int32_t>> place_;
    std::vector<Order> orders_;
};

}  // namespace glasscape
