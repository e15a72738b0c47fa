#include "network/dense_stack.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "network/drawn_matrix.hpp"
#include "network/panel/panel_product.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {
namespace {

constexpr double leak = 0.2;

template <class T>
void apply_gate(Gate gate, Panel<T>& y) {
    if (gate == Gate::none) return;
    for (int j = 0; j < y.features(); ++j)
        for (int b = 0; b < y.samples(); ++b) {
            T& value = y(j, b);
            if (gate == Gate::sigmoid)
                value = T{1} / (T{1} + std::exp(-value));
            else if (!(value > T{0}))
                value *= gate == Gate::leaky ? static_cast<T>(leak) : T{0};
        }
}

/// gradient *= g', which every gate has as a function of what it puts out.
template <class T>
void gate_back(Gate gate, const Panel<T>& y, Panel<T>& gradient) {
    if (gate == Gate::none) return;
    for (int j = 0; j < y.features(); ++j)
        for (int b = 0; b < y.samples(); ++b) {
            const T value = y(j, b);
            if (gate == Gate::sigmoid)
                gradient(j, b) *= value * (T{1} - value);
            else if (!(value > T{0}))
                gradient(j, b) *= gate == Gate::leaky ? static_cast<T>(leak) : T{0};
        }
}

}  // namespace

template <class T>
DenseStack<T>::DenseStack(const DenseStackOptions& options, std::uint64_t seed) : options_(options) {
    if (options.layers.empty()) throw std::invalid_argument("a stack needs one layer or more, none is given");
    constexpr std::uint64_t norm_streams = std::uint64_t{1} << 32;
    int inputs = options.inputs;
    for (const auto& [units, norm, gate] : options.layers) {
        const auto index = static_cast<std::uint64_t>(layers_.size()) + 1;
        Layer layer{{}, {}, {}, {}, nullptr, gate, inputs, units};
        if (!replaces_weights(norm.kind)) {
            layer.weights = drawn_matrix<T>(seed, index, inputs, units, padded<T>(units),
                                            options.gain / std::sqrt(inputs));
            layer.gradients.assign(layer.weights.size(), T{});
        }
        if (norm.kind == NormKind::none) {
            layer.biases.assign(static_cast<std::size_t>(units), T{});
            layer.bias_gradients = layer.biases;
        }
        layer.norm = make_normaliser<T>(norm, {replaces_weights(norm.kind) ? inputs : units, units,
                                               options.conditions, seed, norm_streams + index});
        if (layer.norm->rectifies_itself() && gate != Gate::none)
            throw std::invalid_argument(fmt::format("layer {}: {} rectifies itself and has no gate beside",
                                                    index, norm_name(norm.kind)));
        layers_.push_back(std::move(layer));
        inputs = units;
    }
}

template <class T>
void DenseStack<T>::forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode mode,
                            StackActivations<T>& state) {
    state.linear.resize(layers_.size());
    state.gated.resize(layers_.size());
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        auto& layer = layers_[i];
        const Panel<T>& input = i == 0 ? x : state.gated[i - 1];
        Panel<T>& linear = state.linear[i];
        if (!layer.weights.empty()) {
            linear.resize(layer.units, input.samples());
            panel_product<T>({layer.weights.data(), 1, padded<T>(layer.units)}, layer.units, layer.inputs,
                             input.data(), input.stride(), linear.data(), linear.stride(), linear.width(),
                             Update::assign);
        }
        if (layer.biases.empty()) {
            layer.norm->forward(layer.weights.empty() ? input : linear, conditions, mode, state.gated[i]);
        } else {
            state.gated[i] = linear;
            for (int j = 0; j < layer.units; ++j)
                for (int b = 0; b < input.samples(); ++b)
                    state.gated[i](j, b) += layer.biases[static_cast<std::size_t>(j)];
        }
        apply_gate(layer.gate, state.gated[i]);
    }
}

template <class T>
void DenseStack<T>::weights_back(const Layer& layer, Panel<T>& branch, Panel<T>& delta) const {
    if (layer.weights.empty()) {
        std::swap(branch, delta);
        return;
    }
    delta.resize(layer.inputs, branch.samples());
    panel_product<T>({layer.weights.data(), padded<T>(layer.units), 1}, layer.inputs, layer.units,
                     branch.data(), branch.stride(), delta.data(), delta.stride(), delta.width(),
                     Update::assign);
}

template <class T>
void DenseStack<T>::backward(const Panel<T>& x, const Panel<T>& output_gradient, StackActivations<T>& state,
                             Panel<T>& input_gradient) {
    state.delta = output_gradient;
    for (std::size_t i = layers_.size(); i-- > 0;) {
        auto& layer = layers_[i];
        const Panel<T>& input = i == 0 ? x : state.gated[i - 1];
        gate_back(layer.gate, state.gated[i], state.delta);
        if (layer.biases.empty()) {
            layer.norm->backward(layer.weights.empty() ? input : state.linear[i], state.delta, state.branch);
        } else {
            std::swap(state.branch, state.delta);
            for (int j = 0; j < layer.units; ++j)
                layer.bias_gradients[static_cast<std::size_t>(j)] +=
                    row_sum(state.branch.row(j), state.branch.samples());
        }
        if (!layer.weights.empty())
            add_weight_gradient(input, state.branch, layer.gradients.data(), padded<T>(layer.units),
                                state.transposed);
        weights_back(layer, state.branch, state.delta);
    }
    std::swap(input_gradient, state.delta);
}

template <class T>
void DenseStack<T>::input_gradient(const Panel<T>& output_gradient, StackActivations<T>& state,
                                   Panel<T>& input_gradient) const {
    state.delta = output_gradient;
    for (std::size_t i = layers_.size(); i-- > 0;) {
        const auto& layer = layers_[i];
        gate_back(layer.gate, state.gated[i], state.delta);
        if (layer.biases.empty())
            layer.norm->linear_transposed(state.delta, state.branch);
        else
            std::swap(state.branch, state.delta);
        weights_back(layer, state.branch, state.delta);
    }
    std::swap(input_gradient, state.delta);
}

template <class T>
std::vector<Parameter<T>> DenseStack<T>::parameters() {
    std::vector<Parameter<T>> list;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        auto& layer = layers_[i];
        if (!layer.weights.empty())
            list.push_back({fmt::format("W{}", i + 1), layer.inputs, layer.units, padded<T>(layer.units),
                            layer.weights.data(), layer.gradients.data(), true});
        if (!layer.biases.empty())
            list.push_back({fmt::format("b{}", i + 1), 1, layer.units, layer.units, layer.biases.data(),
                            layer.bias_gradients.data()});
        for (auto parameter : layer.norm->parameters()) {
            parameter.name = fmt::format("{}.{}", parameter.name, i + 1);
            list.push_back(parameter);
        }
    }
    return list;
}

template <class T>
void DenseStack<T>::zero_gradients() {
    for (auto& parameter : parameters())
        std::fill_n(parameter.gradients, parameter.rows * parameter.stride, T{});
}

template class DenseStack<float>;
template class DenseStack<double>;

}  // namespace glasscape
