// The branches of a network as linear maps, gates and factors frozen at the last forward.
#pragma once

#include <optional>

#include "glasscape/network/residual_network.hpp"

namespace glasscape {

template <class T>
class FrozenBranches {
  public:
    /// `state` of the forward that has just been made; both must outlive this and stay as they are.
    FrozenBranches(const ResidualNetwork<T>& network, const Activations<T>& state)
        : network_(network), state_(state) {}

    /// out = Br_l(in).
    void apply(int layer, const Panel<T>& in, Panel<T>& out) const;
    /// u = D_l N_l^T delta, the gradient by the pre-activations (weights in place).
    void to_preactivation(int layer, const Panel<T>& delta, Panel<T>& u) const;
    /// out += Br_l^T delta, given u of the same delta.
    void add_transposed(int layer, const Panel<T>& delta, const Panel<T>& u, Panel<T>& out) const;
    /// The constant part of the branch on this input, if there is one.
    std::optional<Panel<T>> constant(int layer, const Panel<T>& input) const;

  private:
    const Panel<T>& gate(int layer) const { return state_.rectified[static_cast<std::size_t>(layer - 1)]; }

    const ResidualNetwork<T>& network_;
    const Activations<T>& state_;
};

}  // namespace glasscape
