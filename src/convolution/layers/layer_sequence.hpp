// Layers one after another: a stem, a branch, a shortcut, a head.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "convolution/layers/image_layers.hpp"

namespace glasscape {

/// ReLU, done in place: the panel of the layer before it holds its result.
struct Rectifier {};

template <class T>
using ImageLayer =
    std::variant<ConvolutionLayer<T>, ChannelBatchNorm<T>, ChannelNormaliser<T>, ChannelGroupNorm<T>,
                 ScalarShift<T>, ScalarScale<T>, PadShortcut<T>, GlobalMean<T>, Rectifier>;

template <class T>
class LayerSequence {
  public:
    struct Named {
        std::string name;  ///< a number, as in a sequence of PyTorch
        ImageLayer<T> layer;
    };

    void add(std::string name, ImageLayer<T> layer) {
        layers_.push_back({std::move(name), std::move(layer)});
    }
    std::size_t size() const { return layers_.size(); }
    bool empty() const { return layers_.empty(); }
    Named& operator[](std::size_t i) { return layers_[i]; }
    const Named& operator[](std::size_t i) const { return layers_[i]; }
    ConvolutionLayer<T>* convolution(std::size_t i) {
        return std::get_if<ConvolutionLayer<T>>(&layers_[i].layer);
    }

    /// The normaliser of layer i where it is one of kalman_norm, else null.
    KalmanNorm<T>* kalman(std::size_t i) {
        auto* layer = std::get_if<ChannelNormaliser<T>>(&layers_[i].layer);
        return layer != nullptr ? layer->kalman() : nullptr;
    }

    /// kept[i] is what layer i leaves, rectified where a rectifier follows; returns the last, or `in` of an empty sequence.
    const Panel<T>& forward(const Panel<T>& in, LayerPass<T>& pass, std::vector<Panel<T>>& kept);

    /// `gradient` by the result becomes that by `in`, if asked for; adds to the gradients of the parameters.
    void backward(const Panel<T>& in, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                  Panel<T>& gradient, Panel<T>& spare, bool with_input);
    /// The same in two steps, the second of which adds to `to`: `gradient` is read in the first alone, which leaves
    /// v for the second. Sequences of at least two layers.
    void begin_backward(const Panel<T>& in, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                        const Panel<T>& gradient, Panel<T>& v, Panel<T>& spare);
    void end_backward(const Panel<T>& in, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                      const Panel<T>& v, Panel<T>& to, Panel<T>& spare);

    /// What layer i reads.
    const Panel<T>& input_of(std::size_t i, const Panel<T>& in, const std::vector<Panel<T>>& kept) const {
        return i == 0 ? in : kept[place_of(i - 1)];
    }

    /// The first layers that add no constant and whose result is kept as it is: a convolution without bias, or none.
    std::size_t linear_start() const {
        const auto* first = layers_.size() > 1 && !is_rectifier(1)
                                ? std::get_if<ConvolutionLayer<T>>(&layers_[0].layer)
                                : nullptr;
        return first != nullptr && !first->has_bias() ? 1 : 0;
    }
    /// v becomes its image under the frozen layers first .. last - 1.
    void linear(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                Panel<T>& v, Panel<T>& spare) const {
        map(first, last, kept, pass, v, v, spare);
    }
    void linear_transposed(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept,
                           LayerPass<T>& pass, Panel<T>& v, Panel<T>& spare) const {
        map_transposed(first, last, kept, pass, v, v, spare);
    }

    /// to += the image of `in` under all frozen layers, or to = it where `to` has no samples. v and spare are room.
    void add_linear(const std::vector<Panel<T>>& kept, LayerPass<T>& pass, const Panel<T>& in, Panel<T>& to,
                    Panel<T>& v, Panel<T>& spare) const;
    void add_linear_transposed(const std::vector<Panel<T>>& kept, LayerPass<T>& pass, const Panel<T>& in,
                               Panel<T>& to, Panel<T>& v, Panel<T>& spare) const;

    void list(const std::string& prefix, LayerArrays<T>& arrays);

    bool is_rectifier(std::size_t i) const { return std::holds_alternative<Rectifier>(layers_[i].layer); }
    /// Where the result of layer i lies among those kept.
    std::size_t place_of(std::size_t i) const { return i > 0 && is_rectifier(i) ? i - 1 : i; }

  private:
    /// v = the image of `in`, which may be v.
    void map(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
             const Panel<T>& in, Panel<T>& v, Panel<T>& spare) const;
    void map_transposed(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept,
                        LayerPass<T>& pass, const Panel<T>& in, Panel<T>& v, Panel<T>& spare) const;
    /// v = the image of `from`, which may be v, under the frozen layer i; product(layer) leaves it in `spare`.
    template <class Product>
    void through_frozen(std::size_t i, const std::vector<Panel<T>>& kept, const Panel<T>& from, Panel<T>& v,
                        Panel<T>& spare, const Product& product) const;
    /// v = the gradient by what layer `first` reads, if asked for, from that by the result of layer last - 1,
    /// which may be v.
    void backward_layers(std::size_t first, std::size_t last, const Panel<T>& in,
                         const std::vector<Panel<T>>& kept, LayerPass<T>& pass, const Panel<T>& gradient,
                         Panel<T>& v, Panel<T>& spare, bool with_input);
    /// The layers that end_backward goes through: one, or a normalisation and its rectifier.
    std::size_t last_of_backward() const {
        return layers_.size() > 1 && rectified_norm(1) != nullptr ? 2 : 1;
    }
    /// The batch normalisation whose result layer i rectifies, if it does.
    const ChannelBatchNorm<T>* rectified_norm(std::size_t i) const {
        return i > 0 && is_rectifier(i) ? std::get_if<ChannelBatchNorm<T>>(&layers_[i - 1].layer) : nullptr;
    }
    ChannelBatchNorm<T>* rectified_norm(std::size_t i) {
        return i > 0 && is_rectifier(i) ? std::get_if<ChannelBatchNorm<T>>(&layers_[i - 1].layer) : nullptr;
    }

    std::vector<Named> layers_;
    std::vector<GroupMoments<T>> moments_;  // of what entered each layer in the last forward
};

extern template class LayerSequence<float>;
extern template class LayerSequence<double>;

}  // namespace glasscape
