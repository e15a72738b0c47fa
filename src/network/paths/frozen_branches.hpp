// The branches of a network as linear maps, gates and factors frozen at the last forward.
#pragma once

#include <optional>

#include "network/panel/panel_product.hpp"
#include "network/paths/spectrum_memory.hpp"

namespace glasscape {

template <class T>
class FrozenBranches {
  public:
    /// memory.state of the forward that has just been made; both must outlive this and the state stay as it
    /// is.
    FrozenBranches(const ResidualNetwork<T>& network, SpectrumMemory<T>& memory)
        : network_(network), memory_(memory) {}

    /// What becomes of the part that takes the skip of a layer, in place; its own transpose.
    void skip(int layer, Panel<T>& part) const { multiply_rows(network_.skip_factors(layer), part); }
    /// out = (or +=) Br_l(in).
    void apply(int layer, const Panel<T>& in, Panel<T>& out, Update update);
    /// u = D_l N_l^T delta, or N_l^T D_l delta with the normaliser before the gate: the gradient by the pre-activations (weights in place).
    void to_preactivation(int layer, const Panel<T>& delta, Panel<T>& u) const;
    /// out = (or +=) Br_l^T delta, given u of the same delta.
    void apply_transposed(int layer, const Panel<T>& delta, const Panel<T>& u, Panel<T>& out, Update update);
    /// The constant part of the branch on this input, if there is one.
    std::optional<Panel<T>> constant(int layer, const Panel<T>& input);

  private:
    /// Row j times factors[j]; empty: nothing.
    static void multiply_rows(const std::vector<T>& factors, Panel<T>& panel);
    /// Br_l before its factors in the addition, and the transpose.
    void apply_plain(int layer, const Panel<T>& in, Panel<T>& out, Update update);
    void apply_plain_transposed(int layer, const Panel<T>& delta, const Panel<T>& u, Panel<T>& out,
                                Update update);
    /// The same with N one factor a unit: a few samples at a time, while they are at hand.
    void apply_scaled(int layer, std::span<const T> factors, const Panel<T>& in, Panel<T>& out,
                      Update update);
    const Panel<T>& gate(int layer) const {
        return memory_.state.rectified[static_cast<std::size_t>(layer - 1)];
    }

    const ResidualNetwork<T>& network_;
    SpectrumMemory<T>& memory_;
};

}  // namespace glasscape
