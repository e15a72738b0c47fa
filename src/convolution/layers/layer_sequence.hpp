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

    /// What layer i reads.
    const Panel<T>& input_of(std::size_t i, const Panel<T>& in, const std::vector<Panel<T>>& kept) const {
        return i == 0 ? in : kept[place_of(i - 1)];
    }

    /// v becomes its image under the frozen layers first .. last - 1.
    void linear(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                Panel<T>& v, Panel<T>& spare) const;
    void linear_transposed(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept,
                           LayerPass<T>& pass, Panel<T>& v, Panel<T>& spare) const;

    void list(const std::string& prefix, LayerArrays<T>& arrays);

    bool is_rectifier(std::size_t i) const { return std::holds_alternative<Rectifier>(layers_[i].layer); }
    /// Where the result of layer i lies among those kept.
    std::size_t place_of(std::size_t i) const { return i > 0 && is_rectifier(i) ? i - 1 : i; }

  private:
    std::vector<Named> layers_;
    std::vector<GroupMoments<T>> moments_;  // of what entered each layer in the last forward
};

extern template class LayerSequence<float>;
extern template class LayerSequence<double>;

}  // namespace glasscape
