#include "convolution/layers/layer_sequence.hpp"

#include <type_traits>

#include "convolution/layers/moment_flow.hpp"
#include "network/panel/panel_sums.hpp"

namespace glasscape {
namespace {

/// of_layer(l) with the layer behind a variant; of_rectifier() for a rectifier.
template <class Variant, class OfLayer, class OfRectifier>
void visit_layer(Variant& layer, const OfLayer& of_layer, const OfRectifier& of_rectifier) {
    std::visit(
        [&](auto& one) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one)>, Rectifier>)
                of_rectifier();
            else
                of_layer(one);
        },
        layer);
}

}  // namespace

template <class T>
const Panel<T>& LayerSequence<T>::forward(const Panel<T>& in, LayerPass<T>& pass,
                                          std::vector<Panel<T>>& kept) {
    kept.resize(layers_.size());
    moments_.resize(layers_.size());
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        moments_[i] = pass.moments;
        visit_layer(
            layers_[i].layer, [&](auto& layer) { layer.forward(input_of(i, in, kept), pass, kept[i]); },
            [&] {
                if (i == 0) kept[0] = in;
                rectify(kept[place_of(i)]);
            });
        carry_moments(layers_[i].layer, pass);
    }
    return input_of(layers_.size(), in, kept);
}

template <class T>
void LayerSequence<T>::backward(const Panel<T>& in, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                                Panel<T>& gradient, Panel<T>& spare, bool with_input) {
    for (std::size_t i = layers_.size(); i-- > 0;) {
        visit_layer(
            layers_[i].layer,
            [&](auto& layer) {
                const bool wanted = i > 0 || with_input;
                layer.backward(input_of(i, in, kept), gradient, pass, wanted ? &spare : nullptr);
                if (wanted) std::swap(gradient, spare);
            },
            [&] { close_gates(kept[place_of(i)], gradient); });
        carry_moments_back(layers_[i].layer, moments_[i], pass);
    }
}

template <class T>
void LayerSequence<T>::linear(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept,
                              LayerPass<T>& pass, Panel<T>& v, Panel<T>& spare) const {
    for (std::size_t i = first; i < last; ++i)
        visit_layer(
            layers_[i].layer,
            [&](const auto& layer) {
                layer.linear(v, pass, spare);
                std::swap(v, spare);
            },
            [&] { close_gates(kept[place_of(i)], v); });
}

template <class T>
void LayerSequence<T>::linear_transposed(std::size_t first, std::size_t last,
                                         const std::vector<Panel<T>>& kept, LayerPass<T>& pass, Panel<T>& v,
                                         Panel<T>& spare) const {
    for (std::size_t i = last; i-- > first;)
        visit_layer(
            layers_[i].layer,
            [&](const auto& layer) {
                layer.linear_transposed(v, pass, spare);
                std::swap(v, spare);
            },
            [&] { close_gates(kept[place_of(i)], v); });
}

template <class T>
void LayerSequence<T>::list(const std::string& prefix, LayerArrays<T>& arrays) {
    for (auto& named : layers_)
        visit_layer(
            named.layer, [&](auto& layer) { layer.list(prefix + named.name + ".", arrays); }, [] {});
}

template class LayerSequence<float>;
template class LayerSequence<double>;

}  // namespace glasscape
