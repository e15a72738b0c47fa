// Residual networks of convolutions for small images (He et al. 2016, sections 4.2; pre-activation: He et al.
// 2016b): a 3x3 convolution, stages of residual blocks of two 3x3 convolutions, the mean over pixels, a linear
// readout with a bias. The first block of every stage but the first has stride 2, which rounds odd sizes up.
//
//     original:        h_l = ReLU(S_l(h_(l-1)) + N(W2 * ReLU(N(W1 * h_(l-1)))))
//     preactivation:   h_l = S_l(h_(l-1)) + W2 * ReLU(N(W1 * ReLU(N(h_(l-1)))))
//
// p = stages x blocks_per_stage blocks: ResNet-20, -56, -110 have 9, 27, 54. S_l is the identity where shape and
// width stay.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "glasscape/core/aligned.hpp"
#include "glasscape/network/image_shape.hpp"
#include "glasscape/network/normaliser.hpp"
#include "glasscape/network/panel.hpp"
#include "glasscape/network/parameter.hpp"

namespace glasscape {

enum class BlockKind { original, preactivation };

enum class ShortcutKind {
    pad,        ///< every second pixel, between channels of zeros (option A)
    projection  ///< 1x1 convolution and N (option B)
};

/// What stands for N, and what ends a branch.
enum class BranchNorm {
    batch_norm,  ///< per channel, over pixels and samples
    group_norm,  ///< groups of 8 channels, two groups below 16 channels
    none,        ///< biases of the convolutions
    skip_init,   ///< the same, a branch ends in alpha, which starts at 0 (De, Smith 2020)
    fixup,  ///< + b1, W1, + b2, ReLU, + b3, W2, s, + b4 with scalars (Zhang, Dauphin, Ma 2019); original blocks
    paper_scale,  ///< batch_norm, the last of a branch without scale and shift but followed by one lambda_l
    kalman_norm,  ///< batch_norm whose statistics are mixed with what the layers before let expect (Wang et al. 2018)
};
std::string_view branch_norm_name(BranchNorm norm);
/// Throws std::invalid_argument that lists the names there are.
BranchNorm branch_norm(std::string_view name);

enum class ImageReadout {
    trained,
    fixed  ///< drawn like the trained one and never moved
};

struct ConvolutionalOptions {
    ImageShape image{1, 8, 8};
    std::vector<int> widths{16, 32, 64};  ///< channels of each stage
    int blocks_per_stage = 3;
    int classes = 10;
    BlockKind block = BlockKind::original;
    ShortcutKind shortcut = ShortcutKind::pad;
    BranchNorm norm = BranchNorm::batch_norm;
    double epsilon = 1e-5;
    double momentum = 0.1;  ///< of running statistics
    /// Samples of a group whose statistics batch_norm and kalman_norm take together in training, with all their
    /// pixels; must divide the batch. 0: the whole batch.
    int ghost = 0;
    std::optional<double> mixing{};  ///< q of kalman_norm, in [0, 1); default_mixing(ghost) if not given
    KalmanTransition transition =
        KalmanTransition::layer;  ///< of kalman_norm; identity: one width for all stages
    ImageReadout readout = ImageReadout::trained;
    double readout_scale = 1.0;  ///< v0; V ~ N(0, v0^2/channels), 0 at first for fixup

    int blocks() const { return blocks_per_stage * static_cast<int>(widths.size()); }
};

/// Throws std::invalid_argument for what does not fit: widths that fall (pad), groups that do not divide the
/// channels, more stages than halve the images to a single pixel, fixup with pre-activation, ghost batches of kinds
/// that have none, an identity between different widths.
void require_sensible(const ConvolutionalOptions& options);

/// The same options with ghost batches of this size; a mixing that stood at its default stands there again.
ConvolutionalOptions with_ghost(ConvolutionalOptions options, int ghost);

/// What a forward pass leaves, to be reused by the next of the same size.
template <class T>
struct ImageActivations {
    struct Block {
        std::vector<Panel<T>> branch;    ///< after each layer
        std::vector<Panel<T>> shortcut;  ///< the same; none for the identity
        Panel<T> out;                    ///< h_l
    };
    std::vector<Panel<T>> stem;
    std::vector<Block> blocks;
    std::vector<Panel<T>> head;  ///< the last are the logits
    Panel<T> output_gradient;    ///< of the loss by the logits
    Panel<T> input_gradient;     ///< of the loss by the images, if backward was asked for it
    Panel<T> delta;              ///< scratch
    Panel<T> branch_delta;
    Panel<T> spare;
    AlignedVector<T> scratch;

    const Panel<T>& outputs() const { return head.back(); }
};

template <class T>
struct ImageBody;

template <class T>
class ConvolutionalNetwork {
  public:
    /// Weights of a convolution of size k are N(0, 2/(k^2 outputs)), the c-th one's drawn from (seed, start
    /// stream, c) with the stem 1, the readout from (seed, start stream, 0).
    ConvolutionalNetwork(const ConvolutionalOptions& options, std::uint64_t seed);
    ~ConvolutionalNetwork();
    ConvolutionalNetwork(ConvolutionalNetwork&&) noexcept;
    ConvolutionalNetwork& operator=(ConvolutionalNetwork&&) noexcept;

    const ConvolutionalOptions& options() const { return options_; }

    /// Mean cross entropy; logits and activations in `state`. x: image features x samples.
    /// `momentum` of running statistics, in the place of the options': 1/k in the k-th batch makes them the mean
    /// over batches.
    double forward(const Panel<T>& x, std::span<const int> labels, NormMode mode, ImageActivations<T>& state,
                   std::optional<double> momentum = {});

    /// Gradients of the loss of the last forward into the parameters (added); in mode evaluate those of the
    /// network on running statistics.
    void backward(const Panel<T>& x, ImageActivations<T>& state, bool with_input_gradient = false);

    void zero_gradients();
    /// What the optimiser moves, by the names that PyTorch gives them (stem.0.weight, blocks.3.branch.1.bias).
    std::vector<Parameter<T>> parameters();
    /// Running statistics, and the readout if fixed.
    std::vector<Parameter<T>> buffers();

    /// Layers, for what looks into the network.
    ImageBody<T>& body() { return *body_; }
    const ImageBody<T>& body() const { return *body_; }

  private:
    ConvolutionalOptions options_;
    std::unique_ptr<ImageBody<T>> body_;
};

extern template class ConvolutionalNetwork<float>;
extern template class ConvolutionalNetwork<double>;

}  // namespace glasscape
