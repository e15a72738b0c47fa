// A plain stack of dense layers, for networks whose inputs matter: attacks on images, generators, discriminators.
//
//     y_0 = x,   y_l = g_l(N_l(W_l^T y_(l-1)))   or, without a normaliser,   g_l(W_l^T y_(l-1) + b_l)
//
// with gates g_l. Kinds that replace the weights take the place of W_l; those that rectify themselves have no gate
// beside.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "glasscape/network/normaliser.hpp"
#include "glasscape/network/panel.hpp"
#include "glasscape/network/parameter.hpp"

namespace glasscape {

enum class Gate {
    none,
    rectifier,
    leaky,   ///< slope 0.2 below 0
    sigmoid  ///< 1/(1 + exp(-x))
};

struct DenseLayer {
    int units;
    NormOptions norm = default_options(NormKind::none);
    Gate gate = Gate::none;
};

struct DenseStackOptions {
    int inputs;
    int conditions = 0;  ///< that samples can have; conditional normalisers need them
    std::vector<DenseLayer> layers{};
    double gain = 1.0;  ///< W_l ~ N(0, gain^2/rows); biases start at 0
};

/// What a forward pass leaves, to be reused by the next.
template <class T>
struct StackActivations {
    std::vector<Panel<T>> linear;  ///< W_l^T y_(l-1), empty where the normaliser replaces the weights
    std::vector<Panel<T>> gated;   ///< y_l
    Panel<T> delta;                ///< scratch: the gradient on its way back
    Panel<T> branch;
    AlignedVector<T> transposed;

    const Panel<T>& outputs() const { return gated.back(); }
};

template <class T>
class DenseStack {
  public:
    /// Weights of layer l are drawn from (seed, start stream, l). Throws std::invalid_argument for no layers and
    /// as make_normaliser.
    DenseStack(const DenseStackOptions& options, std::uint64_t seed);

    /// y_L of x, inputs x samples, in state.outputs(). O(samples x weights).
    void forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode mode,
                 StackActivations<T>& state);

    /// Gradients into the parameters (added) and by x, from that by the outputs of the last forward, of the same x,
    /// on statistics of the batch.
    void backward(const Panel<T>& x, const Panel<T>& output_gradient, StackActivations<T>& state,
                  Panel<T>& input_gradient);

    /// The gradient by x alone, with the statistics taken for constants: exact after a forward in evaluation.
    void input_gradient(const Panel<T>& output_gradient, StackActivations<T>& state,
                        Panel<T>& input_gradient) const;

    /// W_l and b_l or what the normaliser moves, layer after layer; names end in the number of the layer.
    std::vector<Parameter<T>> parameters();
    void zero_gradients();

    int inputs() const { return options_.inputs; }
    Normaliser<T>& norm(int layer) { return *layers_[static_cast<std::size_t>(layer - 1)].norm; }

  private:
    struct Layer {
        AlignedVector<T> weights;  // inputs x padded(units); empty where the normaliser replaces them
        AlignedVector<T> gradients;
        std::vector<T> biases;  // empty beside a normaliser
        std::vector<T> bias_gradients;
        std::unique_ptr<Normaliser<T>> norm;
        Gate gate;
        int inputs;
        int units;
    };
    void weights_back(const Layer& layer, Panel<T>& branch, Panel<T>& delta) const;

    DenseStackOptions options_;
    std::vector<Layer> layers_;
};

extern template class DenseStack<float>;
extern template class DenseStack<double>;

}  // namespace glasscape
