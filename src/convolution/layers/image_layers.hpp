// The layers of convolutional networks, as values. Each has
//
//     forward(in, pass, out)                    out = layer(in); statistics of normalisers as pass.mode says
//     backward(in, grad_out, pass, grad_in)     adds to the gradients of the parameters; grad_in null: no more
//     linear(in, pass, out)                     the map of the last forward with its statistics frozen, without
//                                               its constants
//     linear_transposed(grad_out, pass, grad_in)
//     out_shape()
//     list(prefix, arrays)                      its arrays, by the names that PyTorch gives them
//
// on panels of images (image_shape.hpp). `in` of backward is that of the last forward.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/network/image_shape.hpp"
#include "glasscape/network/normaliser.hpp"
#include "glasscape/network/panel.hpp"

#include "convolution/layers/layer_array.hpp"
#include "network/norm/kalman_norm.hpp"
#include "network/panel/convolution.hpp"

namespace glasscape {

/// What a pass through layers carries along.
template <class T>
struct LayerPass {
    NormMode mode = NormMode::batch;
    /// Whether the frozen maps of batch normalisation subtract the mean over the batch; on running statistics
    /// the mean is a constant of the map otherwise.
    bool centred = true;
    std::optional<double> momentum{};  ///< of running statistics, in the place of the layers' own
    /// Of channels, channels x groups: forward of what enters the next layer, backward the gradient by those of what
    /// left it. Empty: none are known. Only normalisers of kalman_norm read them, and start them.
    GroupMoments<T> moments{};
    KalmanTransition transition = KalmanTransition::layer;
    AlignedVector<T> scratch{};
};

/// Direct convolution, with a bias or none. Weights [output][input][tap y][tap x].
template <class T>
class ConvolutionLayer {
  public:
    /// Weights 0 until they are drawn. Frozen layers are not trained.
    ConvolutionLayer(const ConvolutionShape& shape, bool has_bias, bool trained = true);

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out);
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in,
                  Update update = Update::assign);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out, Update update = Update::assign) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in,
                           Update update = Update::assign) const;
    ImageShape out_shape() const { return shape_.out(); }
    void list(const std::string& prefix, LayerArrays<T>& arrays);

    const ConvolutionShape& shape() const { return shape_; }
    bool has_bias() const { return bias_.rows > 0; }
    LayerArray<T>& weights() { return weights_; }
    /// Its weights as a map of channels and taps.
    LinearMap<T> map() {
        const int inputs = weights_.columns;
        return {weights_.values.data(), weights_.gradients.data(), 1, inputs, shape_.outputs, inputs};
    }
    const LayerArray<T>& weights() const { return weights_; }

  private:
    ConvolutionShape shape_;
    LayerArray<T> weights_;
    LayerArray<T> bias_;
    ConvolutionGather to_out_;
    ConvolutionGather to_in_;
    AlignedVector<T> packed_;       // of the last forward
    AlignedVector<T> packed_back_;  // the same
};

/// gamma (x - m)/sqrt(v + eps) + beta per channel, statistics over pixels and samples (Ioffe, Szegedy 2015).
template <class T>
class ChannelBatchNorm {
  public:
    ChannelBatchNorm(const ImageShape& shape, const NormOptions& options, bool affine);

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out, Update update = Update::assign);
    /// These with `rectified`, what a rectifier left of the last forward: its gates follow in the same pass, or
    /// come before where gradients go back.
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in,
                  Update update = Update::assign, const Panel<T>* rectified = nullptr);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out, Update update = Update::assign,
                const Panel<T>* rectified = nullptr) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in,
                           Update update = Update::assign, const Panel<T>* rectified = nullptr) const;
    ImageShape out_shape() const { return shape_; }
    void list(const std::string& prefix, LayerArrays<T>& arrays);

    const std::vector<T>& inverse_deviations() const { return inverse_deviations_; }

  private:
    struct Moments {
        T mean;
        T variance;
    };

    template <class Gradient>
    void backward_channel(int channel, const Panel<T>& in, const Gradient& g, Panel<T>* grad_in,
                          Update update);
    /// Those to normalise with; running ones follow in training.
    Moments moments_for(int channel, const Panel<T>& in, const LayerPass<T>& pass);
    Moments moments_of(const T* x, std::ptrdiff_t stride, int samples) const;
    T mean_of(const T* x, std::ptrdiff_t stride, int samples) const;
    T scale(int channel) const {
        return (affine_ ? gamma_[channel] : T{1}) * inverse_deviations_[static_cast<std::size_t>(channel)];
    }

    ImageShape shape_;
    NormOptions options_;
    bool affine_;
    bool of_batch_ = true;  // the last forward
    LayerArray<T> gamma_;
    LayerArray<T> beta_;
    LayerArray<T> running_mean_;
    LayerArray<T> running_variance_;
    std::vector<T> means_;
    std::vector<T> inverse_deviations_;
};

/// The same with statistics over the channels of a group and the pixels, of each sample (Wu, He 2018).
template <class T>
class ChannelGroupNorm {
  public:
    ChannelGroupNorm(const ImageShape& shape, const NormOptions& options, int groups);

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out);
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in) const;
    ImageShape out_shape() const { return shape_; }
    void list(const std::string& prefix, LayerArrays<T>& arrays);

    /// groups x samples, of the last forward.
    const Panel<T>& inverse_deviations() const { return inverse_deviations_; }

  private:
    int rows_of_group() const { return shape_.features() / groups_; }

    ImageShape shape_;
    double epsilon_;
    int groups_;
    LayerArray<T> gamma_;
    LayerArray<T> beta_;
    Panel<T> means_;
    Panel<T> inverse_deviations_;
};

/// A normaliser of dense layers whose units are channels and whose samples are the pixels of samples: batch_norm and
/// kalman_norm in ghost batches.
template <class T>
class ChannelNormaliser {
  public:
    /// Groups of options.ghost samples, with all their pixels.
    ChannelNormaliser(const ImageShape& shape, const NormOptions& options);

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out);
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in) const;
    ImageShape out_shape() const { return shape_; }
    void list(const std::string& prefix, LayerArrays<T>& arrays);

    /// The normaliser where it is one of kalman_norm, else null.
    KalmanNorm<T>* kalman() { return kalman_; }

  private:
    /// images: (channel, pixel) x samples; channels: channel x (group, pixel, sample of the group).
    void gather(const Panel<T>& images, Panel<T>& channels) const;
    void scatter(const Panel<T>& channels, Panel<T>& images) const;
    void follow_running(double momentum);

    ImageShape shape_;
    NormOptions options_;
    std::unique_ptr<Normaliser<T>> norm_;
    KalmanNorm<T>* kalman_;
    LayerArray<T> running_mean_;
    LayerArray<T> running_variance_;
    NormMode mode_ = NormMode::batch;  // of the last forward
    int group_ = 1;                    // samples of a group in it
    Panel<T> in_;                      // in it, gathered
    Panel<T> out_;                     // scratch
    Panel<T> grad_;                    // scratch
};

/// x + b, one number for the whole layer (Fixup: Zhang, Dauphin, Ma 2019).
template <class T>
class ScalarShift {
  public:
    explicit ScalarShift(const ImageShape& shape, double rate = 1.0);

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out);
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in) const;
    ImageShape out_shape() const { return shape_; }
    void list(const std::string& prefix, LayerArrays<T>& arrays);

  private:
    ImageShape shape_;
    double rate_;
    LayerArray<T> shift_;
};

/// alpha x, one number for the whole layer: SkipInit, the multiplier of Fixup, lambda_l of the paper.
template <class T>
class ScalarScale {
  public:
    ScalarScale(const ImageShape& shape, double start, double rate = 1.0);

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out);
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in) const;
    ImageShape out_shape() const { return shape_; }
    void list(const std::string& prefix, LayerArrays<T>& arrays);

    T scale() const { return scale_[0]; }

  private:
    ImageShape shape_;
    double rate_;
    LayerArray<T> scale_;
};

/// Every stride-th pixel, between channels of zeros (option A of He et al. 2016).
template <class T>
class PadShortcut {
  public:
    PadShortcut(const ImageShape& shape, int channels_out, int stride)
        : shape_(shape),
          out_(ConvolutionShape{shape, channels_out, 1, stride}.out()),
          stride_(stride),
          first_((channels_out - shape.channels) / 2) {}

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) { linear(in, pass, out); }
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in) const;
    ImageShape out_shape() const { return out_; }
    void list(const std::string&, LayerArrays<T>&) {}

    /// Channel of the result that holds channel 0.
    int first_channel() const { return first_; }

  private:
    ImageShape shape_;
    ImageShape out_;
    int stride_;
    int first_;
};

/// The mean over the pixels of each channel.
template <class T>
class GlobalMean {
  public:
    explicit GlobalMean(const ImageShape& shape) : shape_(shape) {}

    void forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) { linear(in, pass, out); }
    void backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>* grad_in);
    void linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const;
    void linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in) const;
    ImageShape out_shape() const { return {shape_.channels, 1, 1}; }
    void list(const std::string&, LayerArrays<T>&) {}

  private:
    ImageShape shape_;
};

extern template class ConvolutionLayer<float>;
extern template class ConvolutionLayer<double>;
extern template class ChannelBatchNorm<float>;
extern template class ChannelBatchNorm<double>;
extern template class ChannelGroupNorm<float>;
extern template class ChannelGroupNorm<double>;
extern template class ChannelNormaliser<float>;
extern template class ChannelNormaliser<double>;
extern template class ScalarShift<float>;
extern template class ScalarShift<double>;
extern template class ScalarScale<float>;
extern template class ScalarScale<double>;
extern template class PadShortcut<float>;
extern template class PadShortcut<double>;
extern template class GlobalMean<float>;
extern template class GlobalMean<double>;

}  // namespace glasscape
