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
        auto* norm = i + 1 < layers_.size() ? rectified_norm(i + 1) : nullptr;
        if (norm != nullptr) {
            norm->forward(input_of(i, in, kept), pass, kept[i], Update::assign_rectified);
            carry_moments(layers_[i].layer, pass);
            ++i;
            moments_[i] = pass.moments;
        } else {
            visit_layer(
                layers_[i].layer, [&](auto& layer) { layer.forward(input_of(i, in, kept), pass, kept[i]); },
                [&] {
                    if (i == 0) kept[0] = in;
                    rectify(kept[place_of(i)]);
                });
        }
        carry_moments(layers_[i].layer, pass);
    }
    return input_of(layers_.size(), in, kept);
}

template <class T>
void LayerSequence<T>::backward_layers(std::size_t first, std::size_t last, const Panel<T>& in,
                                       const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                                       const Panel<T>& gradient, Panel<T>& v, Panel<T>& spare,
                                       bool with_input) {
    const Panel<T>* from = &gradient;
    for (std::size_t i = last; i-- > first;) {
        auto* norm = i > first ? rectified_norm(i) : nullptr;
        if (norm != nullptr) {
            carry_moments_back(layers_[i].layer, moments_[i], pass);
            --i;
        }
        Panel<T>* const wanted = i > first || with_input ? &spare : nullptr;
        if (norm != nullptr) {
            norm->backward(input_of(i, in, kept), *from, pass, wanted, Update::assign, &kept[i]);
            if (wanted != nullptr) std::swap(v, spare);
        } else {
            visit_layer(
                layers_[i].layer,
                [&](auto& layer) {
                    layer.backward(input_of(i, in, kept), *from, pass, wanted);
                    if (wanted != nullptr) std::swap(v, spare);
                },
                [&] {
                    if (from != &v) v = *from;
                    close_gates(kept[place_of(i)], v);
                });
        }
        carry_moments_back(layers_[i].layer, moments_[i], pass);
        from = &v;
    }
}

template <class T>
void LayerSequence<T>::backward(const Panel<T>& in, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                                Panel<T>& gradient, Panel<T>& spare, bool with_input) {
    backward_layers(0, layers_.size(), in, kept, pass, gradient, gradient, spare, with_input);
}

template <class T>
void LayerSequence<T>::begin_backward(const Panel<T>& in, const std::vector<Panel<T>>& kept,
                                      LayerPass<T>& pass, const Panel<T>& gradient, Panel<T>& v,
                                      Panel<T>& spare) {
    backward_layers(last_of_backward(), layers_.size(), in, kept, pass, gradient, v, spare, true);
}

template <class T>
void LayerSequence<T>::end_backward(const Panel<T>& in, const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                                    const Panel<T>& v, Panel<T>& to, Panel<T>& spare) {
    if (auto* norm = rectified_norm(1)) {
        carry_moments_back(layers_[1].layer, moments_[1], pass);
        norm->backward(in, v, pass, &to, Update::add, &kept[0]);
    } else if (auto* first = convolution(0)) {
        first->backward(in, v, pass, &to, Update::add);
    } else {
        visit_layer(
            layers_[0].layer, [&](auto& layer) { layer.backward(in, v, pass, &spare); },
            [&] {
                spare = v;
                close_gates(kept[0], spare);
            });
        add_panel(spare, to);
    }
    carry_moments_back(layers_[0].layer, moments_[0], pass);
}

template <class T>
template <class Product>
void LayerSequence<T>::through_frozen(std::size_t i, const std::vector<Panel<T>>& kept, const Panel<T>& from,
                                      Panel<T>& v, Panel<T>& spare, const Product& product) const {
    visit_layer(
        layers_[i].layer,
        [&](const auto& layer) {
            product(layer);
            std::swap(v, spare);
        },
        [&] {
            if (&from != &v) v = from;
            close_gates(kept[place_of(i)], v);
        });
}

template <class T>
void LayerSequence<T>::map(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept,
                           LayerPass<T>& pass, const Panel<T>& in, Panel<T>& v, Panel<T>& spare) const {
    const Panel<T>* from = &in;
    for (std::size_t i = first; i < last; ++i) {
        const auto* norm = i + 1 < last ? rectified_norm(i + 1) : nullptr;
        if (norm != nullptr) {
            norm->linear(*from, pass, spare, Update::assign, &kept[i]);
            std::swap(v, spare);
            ++i;
        } else {
            through_frozen(i, kept, *from, v, spare,
                           [&](const auto& layer) { layer.linear(*from, pass, spare); });
        }
        from = &v;
    }
    if (from != &v) v = *from;
}

template <class T>
void LayerSequence<T>::map_transposed(std::size_t first, std::size_t last, const std::vector<Panel<T>>& kept,
                                      LayerPass<T>& pass, const Panel<T>& in, Panel<T>& v,
                                      Panel<T>& spare) const {
    const Panel<T>* from = &in;
    for (std::size_t i = last; i-- > first;) {
        const auto* norm = i > first ? rectified_norm(i) : nullptr;
        if (norm != nullptr) {
            --i;
            norm->linear_transposed(*from, pass, spare, Update::assign, &kept[i]);
            std::swap(v, spare);
        } else {
            through_frozen(i, kept, *from, v, spare,
                           [&](const auto& layer) { layer.linear_transposed(*from, pass, spare); });
        }
        from = &v;
    }
    if (from != &v) v = *from;
}

template <class T>
void LayerSequence<T>::add_linear(const std::vector<Panel<T>>& kept, LayerPass<T>& pass, const Panel<T>& in,
                                  Panel<T>& to, Panel<T>& v, Panel<T>& spare) const {
    if (to.samples() == 0) return map(0, size(), kept, pass, in, to, spare);
    const auto before_last = [&]() -> const Panel<T>& {
        if (size() == 1) return in;
        map(0, size() - 1, kept, pass, in, v, spare);
        return v;
    };
    if (const auto* convolution = std::get_if<ConvolutionLayer<T>>(&layers_.back().layer))
        return convolution->linear(before_last(), pass, to, Update::add);
    if (const auto* norm = std::get_if<ChannelBatchNorm<T>>(&layers_.back().layer))
        return norm->linear(before_last(), pass, to, Update::add);
    map(0, size(), kept, pass, in, v, spare);
    add_panel(v, to);
}

template <class T>
void LayerSequence<T>::add_linear_transposed(const std::vector<Panel<T>>& kept, LayerPass<T>& pass,
                                             const Panel<T>& in, Panel<T>& to, Panel<T>& v,
                                             Panel<T>& spare) const {
    if (to.samples() == 0) return map_transposed(0, size(), kept, pass, in, to, spare);
    const auto before_last = [&](std::size_t last) -> const Panel<T>& {
        if (size() == last) return in;
        map_transposed(last, size(), kept, pass, in, v, spare);
        return v;
    };
    if (const auto* convolution = std::get_if<ConvolutionLayer<T>>(&layers_.front().layer))
        return convolution->linear_transposed(before_last(1), pass, to, Update::add);
    if (const auto* norm = size() > 1 ? rectified_norm(1) : nullptr)
        return norm->linear_transposed(before_last(2), pass, to, Update::add, &kept[0]);
    map_transposed(0, size(), kept, pass, in, v, spare);
    add_panel(v, to);
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
