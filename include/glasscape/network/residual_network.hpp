// The residual network of the paper, for small dense layers (Littwin, Wolf 2016, eq. 20):
//
//     a_l = ReLU(W_l^T h_(l-1)),   h_1 = N_1(a_1),   h_l = N_l(a_l) + h_(l-1),  l = 2..p,   h_0 = x
//     output = v0 h_p (identity), V^T h_p (trained, fixed), or sum_j h_pj (sum, one output)
//
// with a normaliser N_l, no biases, W_1 of inputs x width and W_l of width x width. With the normaliser before the
// gate a_l = ReLU(N_l(W_l^T h_(l-1))), h_l = a_l + h_(l-1). Kinds that replace the weights take the place of both:
// a_l = ReLU(N_l(h_(l-1))).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "glasscape/network/annotations.hpp"
#include "glasscape/network/normalised_addition.hpp"
#include "glasscape/network/normaliser.hpp"
#include "glasscape/network/panel.hpp"
#include "glasscape/network/parameter.hpp"

namespace glasscape {

enum class Readout {
    identity,  ///< needs width = classes
    trained,
    fixed,  ///< drawn like the trained one and never moved
    sum     ///< the paper's scalar output; labels 0 and 1 stand for -1 and +1
};
enum class Loss {
    cross_entropy,  ///< softmax, mean over the batch
    hinge,          ///< max(0, 1 - y Y), of the scalar output
    absolute        ///< |1 - y Y|, of the scalar output
};

/// Where the normaliser stands: N(ReLU(W h)), or ReLU(N(W h)).
enum class Placement { after_gate, before_gate };

/// h_l = a_l + h_(l-1), or the two weighted by trained unit vectors (normalised_addition.hpp).
enum class Addition { plain, normalised };

struct NetworkOptions {
    int inputs = 20;
    int width = 50;
    int depth = 10;  ///< p, counting W_1
    int classes = 50;
    int conditions = 0;  ///< that samples can have; conditional normalisers need them
    Readout readout = Readout::identity;
    double readout_scale = 0.1;  ///< v0; V ~ N(0, v0^2/width)
    Loss loss = Loss::cross_entropy;
    NormOptions norm{};
    std::optional<Placement> placement{};  ///< natural_placement of the kind if not given
    Addition addition = Addition::plain;
    bool data_start = false;  ///< weight_norm: scales and shifts start from the first batch
    /// Of lambda, gamma, g or alpha (skip_init: layers 2..p, the first has none); starting_scale of the kind if
    /// not given.
    std::optional<double> initial_scale{};
    double gain = 1.0;  ///< W_l ~ N(0, gain^2/rows)
};

/// Before the gate for kalman_norm and the kinds that replace the weights, else after it.
Placement natural_placement(NormKind kind);
Placement placement_of(const NetworkOptions& options);

/// The same network with another kind; what stood at the default of the old one stands at that of the new.
NetworkOptions with_norm(NetworkOptions options, NormKind kind);

/// Throws std::invalid_argument for what does not fit: identity readout with width != classes, scalar losses
/// without the sum readout, a conditional normaliser without conditions, a placement or an addition that the kind
/// cannot have.
void require_sensible(const NetworkOptions& options);

/// What a forward pass leaves, to be reused by the next of the same size.
template <class T>
struct Activations {
    std::vector<Panel<T>> preactivation;  ///< W_l^T h_(l-1) where the normaliser stands before the gate
    std::vector<Panel<T>> rectified;      ///< a_l, width x samples
    std::vector<Panel<T>> branches;       ///< what is added to h_(l-1), kept for the normalised addition
    std::vector<Panel<T>> hidden;         ///< h_l
    Panel<T> outputs;                     ///< classes (or 1) x samples
    Panel<T> delta;                       ///< gradient by h_l on the way back
    Panel<T> branch;                      ///< gradient by the pre-activation
    Panel<T> output_gradient;             ///< gradient of the loss by the outputs
    AlignedVector<T> transposed;          ///< scratch
    /// a_l of another pass over the same samples whose open gates this one keeps; null: gates of its own.
    const std::vector<Panel<T>>* frozen = nullptr;
};

template <class T>
class ResidualNetwork {
  public:
    /// Weights of layer l are drawn from (seed, start stream, l), the readout from (seed, start stream, 0).
    ResidualNetwork(const NetworkOptions& options, std::uint64_t seed);

    const NetworkOptions& options() const { return options_; }

    /// Mean loss; outputs and activations in `state`. x: inputs x samples. O(p width^2 samples).
    double forward(const Panel<T>& x, const Annotations& known, NormMode mode, Activations<T>& state);

    /// The same loss and outputs, in the memory of four panels whatever the depth; no backward can follow.
    double evaluate(const Panel<T>& x, const Annotations& known, NormMode mode, Activations<T>& state) {
        return evaluate_without({}, x, known, mode, state);
    }
    /// The same with some layers taken out: `out[l - 2]` not 0 leaves h_l = h_(l-1), l = 2..p (or none given).
    double evaluate_without(std::span<const char> out, const Panel<T>& x, const Annotations& known,
                            NormMode mode, Activations<T>& state);

    /// The data-dependent start of the normalisers, layer after layer (data_start).
    void start_from(const Panel<T>& x, const Annotations& known);

    /// Gradients of the loss of the last forward into the parameters (added); batch statistics only.
    void backward(const Panel<T>& x, Activations<T>& state);

    void zero_gradients();

    /// What the optimiser moves: W1.., V if trained, then the normalisers' (names prefixed with the layer).
    std::vector<Parameter<T>> parameters();
    /// Running statistics, and V if fixed.
    std::vector<Parameter<T>> buffers();

    bool before_gate() const { return placement_of(options_) == Placement::before_gate; }
    bool has_weights() const { return !replaces_weights(options_.norm.kind); }
    /// Entry (i, j) of W_l, l = 1..p, at i stride + j.
    const T* weights(int layer) const { return layers_[static_cast<std::size_t>(layer - 1)].weights.data(); }
    int weight_stride() const { return padded<T>(options_.width); }
    int fan_in(int layer) const { return layer == 1 ? options_.inputs : options_.width; }
    const Normaliser<T>& norm(int layer) const { return *layers_[static_cast<std::size_t>(layer - 1)].norm; }
    Normaliser<T>& norm(int layer) { return *layers_[static_cast<std::size_t>(layer - 1)].norm; }

    /// What the branch and the skip of a layer are multiplied by, unit by unit; empty: nothing.
    std::vector<T> branch_factors(int layer) const;
    std::vector<T> skip_factors(int layer) const;

    /// outputs = readout of h, and its transpose.
    void read_out(const Panel<T>& hidden, Panel<T>& outputs) const;
    void read_back(const Panel<T>& output_gradient, Panel<T>& delta) const;

  private:
    struct Layer {
        AlignedVector<T> weights;
        AlignedVector<T> gradients;
        std::unique_ptr<Normaliser<T>> norm;
        std::optional<NormalisedAddition<T>> addition;
    };

    /// What a layer leaves; the pre-activation only where the normaliser is before the gate, the branch only
    /// where the addition is normalised.
    struct Left {
        Panel<T>& preactivation;
        Panel<T>& rectified;
        Panel<T>& branch;
        Panel<T>& hidden;
    };
    /// Layer l above layer `below` (0: none): a_l and h_l from its h, the gates its own or those given.
    void advance(int layer, int below, const Panel<T>& input, const Annotations& known, NormMode mode,
                 const Panel<T>* gates, const Left& left);
    void backward_weights(int layer, const Panel<T>& input, Activations<T>& state);
    LinearMap<T> map_of(int layer);
    int outputs() const { return options_.readout == Readout::sum ? 1 : options_.classes; }

    NetworkOptions options_;
    std::vector<Layer> layers_;
    AlignedVector<T> readout_;  // width x padded(classes)
    AlignedVector<T> readout_gradients_;
};

extern template class ResidualNetwork<float>;
extern template class ResidualNetwork<double>;

}  // namespace glasscape
