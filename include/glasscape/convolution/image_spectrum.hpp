// The exact spectrum of path lengths of a convolutional residual network, by the path polynomial.
//
// A path's length is the number of residual blocks whose branch it takes, from wherever it starts. With gates
// (those after sums too) and statistics of normalisers frozen on a batch, the branch A_l v + c_l and the shortcut
// S_l v + e_l of block l are affine, and
//
//     H_0 = stem(x),   H_l(t) = P_l [S_l H_(l-1)(t) + e_l + t (A_l H_(l-1)(t) + c_l)]
//     y_r = R (the t^r part of H_p), r = 0..p, with the constants of the head at r = 0
//
// so that sum_r y_r are the logits, exactly (P_l the gate after the sum of original blocks, R the head).
// Backward, delta_(l-1)(t) = S_l^T P_l delta_l(t) + t A_l^T P_l delta_l(t), from R^T times a cotangent. A
// constant starts a path in its branch (length 1) or shortcut (0). Lengths may count layers instead: 2 for a
// branch, 1 for a projection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/convolution/convolutional_network.hpp"
#include "glasscape/network/depth_spectrum.hpp"

namespace glasscape {

/// What of batch normalisation is frozen: v -> (v - mean of v over the batch) gamma/sigma, or v gamma/sigma.
enum class FrozenStatistics {
    batch,    ///< sigma of the batch, the mean linear: for outputs
    running,  ///< running sigma, and the running mean a constant: the gradient is that of the evaluated network
    centred  ///< running sigma, the mean linear: outputs of the evaluated network
};

enum class LengthCount { blocks, layers };

/// Where gradients start at the logits.
enum class Cotangent {
    loss,   ///< of the mean cross entropy, which few misfits rule in a fitted network
    random  ///< N(0, 1)
};

struct ImageSpectrumOptions {
    FrozenStatistics statistics = FrozenStatistics::batch;
    LengthCount count = LengthCount::blocks;
    std::uint64_t seed = 1;  ///< of white noise
};

/// One block on a batch.
struct BlockScale {
    double gain;        ///< |branch(h)|/|shortcut(h)| of the actual input
    double white_gain;  ///< |A_l v|/|S_l v| of white noise v
    double source;      ///< |c_l|/|branch(h)|
    double openness;    ///< share of open gates inside the branch
};

/// Shares at [r].
struct ImageOutputSpectrum {
    LengthShares outputs;
    LengthShares centred;   ///< of y_r less its mean over the samples: constants drop out
    double residual = 0.0;  ///< max |sum_r y_r - logits| over max |logits|: rounding
    std::vector<BlockScale> blocks;
};

struct ImageGradientSpectrum {
    LengthShares input;
    std::vector<double> weight_shares;  ///< of all convolutions but the readout; empty if not asked for
};

/// On x (image features x samples). p(p+1)/2 branch products, memory of a forward pass and some 2p panels. White noise of block l
/// is drawn from (seed, spectra stream, l), l = 1..p.
template <class T>
ImageOutputSpectrum output_spectrum(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                    const ImageSpectrumOptions& options);

/// From this cotangent (classes x samples). Without weights as many products; with them p + 1 passes with a
/// complex t, forward and back, besides.
template <class T>
ImageGradientSpectrum gradient_spectrum(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const Panel<T>& cotangent, bool with_weights,
                                        const ImageSpectrumOptions& options);

struct ImageSpectra {
    ImageOutputSpectrum output;
    ImageGradientSpectrum gradient;
};
/// Both, on one forward pass; a cotangent of the loss is that of these labels, a random one is drawn by
/// random_cotangent from the options' seed.
template <class T>
ImageSpectra image_spectra(ConvolutionalNetwork<T>& network, const Panel<T>& x, std::span<const int> labels,
                           Cotangent cotangent, bool with_weights, const ImageSpectrumOptions& options);

/// The gradient of the mean cross entropy by the logits.
template <class T>
Panel<T> loss_cotangent(ConvolutionalNetwork<T>& network, const Panel<T>& x, std::span<const int> labels,
                        FrozenStatistics statistics);
/// N(0, 1), drawn from (seed, spectra stream, 0).
template <class T>
Panel<T> random_cotangent(int classes, int samples, std::uint64_t seed);

/// Parts y_r at [r].
template <class T>
std::vector<Panel<T>> outputs_by_length(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const ImageSpectrumOptions& options);
/// Gradients by x through paths of length r, at [r].
template <class T>
std::vector<Panel<T>> input_gradients_by_length(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                                const Panel<T>& cotangent,
                                                const ImageSpectrumOptions& options);

/// Gradients by the weights of one convolution through paths of length r, at [r], in the order of the weights.
template <class T>
struct KernelGradients {
    std::string name;  ///< as in parameters(), without ".weight"
    std::vector<std::vector<T>> by_length;
};
/// Of every convolution but the readout.
template <class T>
std::vector<KernelGradients<T>> weight_gradients_by_length(ConvolutionalNetwork<T>& network,
                                                           const Panel<T>& x, const Panel<T>& cotangent,
                                                           const ImageSpectrumOptions& options);

}  // namespace glasscape
