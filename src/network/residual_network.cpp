#include "glasscape/network/residual_network.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network/drawn_matrix.hpp"
#include "network/losses.hpp"
#include "network/panel/panel_product.hpp"
#include "network/panel/panel_sums.hpp"

namespace glasscape {
namespace {

NormOptions norm_of_layer(const NetworkOptions& options, int layer) {
    NormOptions norm = options.norm;
    if (norm.kind == NormKind::skip_init && layer == 1) norm.kind = NormKind::none;
    return norm;
}

// One row of scales starts at `scale`; scales of conditions are drawn about 1 and multiplied by it.
template <class T>
void start_scale(Normaliser<T>& norm, double scale) {
    const auto parameter = norm.scale();
    if (!parameter) return;
    const auto count = std::ptrdiff_t{parameter->rows} * parameter->columns;
    for (std::ptrdiff_t i = 0; i < count; ++i)
        parameter->values[i] = static_cast<T>(parameter->rows == 1 ? scale : scale * parameter->values[i]);
}

/// What is positive where the gates of a layer are open.
template <class T>
const Panel<T>& gates_of(const Activations<T>& state, std::size_t layer) {
    return state.frozen != nullptr ? (*state.frozen)[layer] : state.rectified[layer];
}

}  // namespace

template <class T>
ResidualNetwork<T>::ResidualNetwork(const NetworkOptions& options, std::uint64_t seed)
    : options_(options), layers_(static_cast<std::size_t>(options.depth)) {
    require_sensible(options);
    constexpr std::uint64_t norm_streams = std::uint64_t{1} << 32;
    for (int l = 1; l <= options.depth; ++l) {
        auto& layer = layers_[static_cast<std::size_t>(l - 1)];
        const auto index = static_cast<std::uint64_t>(l);
        if (has_weights()) {
            layer.weights = drawn_matrix<T>(seed, index, fan_in(l), options.width, weight_stride(),
                                            options.gain / std::sqrt(fan_in(l)));
            layer.gradients.assign(layer.weights.size(), T{});
        }
        const NormShape shape{has_weights() ? options.width : fan_in(l),
                              options.width,
                              options.conditions,
                              seed,
                              norm_streams + index,
                              !before_gate()};
        layer.norm = make_normaliser<T>(norm_of_layer(options, l), shape);
        if (l > 1 && options.addition == Addition::normalised) layer.addition.emplace(options.width);
        start_scale(*layer.norm, options.initial_scale.value_or(starting_scale(options.norm.kind)));
    }
    if (options.readout == Readout::trained || options.readout == Readout::fixed) {
        readout_ = drawn_matrix<T>(seed, 0, options.width, options.classes, padded<T>(options.classes),
                                   options.readout_scale / std::sqrt(options.width));
        readout_gradients_.assign(options.readout == Readout::trained ? readout_.size() : 0, T{});
    }
}

template <class T>
LinearMap<T> ResidualNetwork<T>::map_of(int layer) {
    auto& of = layers_[static_cast<std::size_t>(layer - 1)];
    return {of.weights.data(), of.gradients.data(), weight_stride(), fan_in(layer), options_.width};
}

template <class T>
void ResidualNetwork<T>::advance(int layer, int below, const Panel<T>& input, const Annotations& known,
                                 NormMode mode, const Panel<T>* gates, const Left& left) {
    auto& norm = this->norm(layer);
    auto& rectified = left.rectified;
    auto& hidden = left.hidden;
    if (below > 0) norm.follow(this->norm(below), map_of(layer));
    const auto close = [&] {
        if (gates != nullptr)
            close_gates(*gates, rectified);
        else
            rectify(rectified);
    };
    const auto multiply = [&](Panel<T>& product, Update update) {
        product.resize(options_.width, input.samples());
        panel_product<T>({weights(layer), 1, weight_stride()}, options_.width, fan_in(layer), input.data(),
                         input.stride(), product.data(), product.stride(), product.width(), update);
    };
    if (!before_gate()) {
        multiply(rectified, gates != nullptr ? Update::assign : Update::assign_rectified);
        if (gates != nullptr) close();
        norm.forward(rectified, known.conditions, mode, hidden);
    } else {
        if (has_weights()) multiply(left.preactivation, Update::assign);
        norm.forward(has_weights() ? left.preactivation : input, known.conditions, mode, rectified);
        if (!norm.rectifies_itself()) close();
        hidden = rectified;
    }
    const auto& addition = layers_[static_cast<std::size_t>(layer - 1)].addition;
    if (below > 0 && addition) {
        left.branch = hidden;
        addition->forward(left.branch, input, hidden);
    } else if (below > 0) {
        add_panel(input, hidden);
    }
}

template <class T>
double ResidualNetwork<T>::forward(const Panel<T>& x, const Annotations& known, NormMode mode,
                                   Activations<T>& state) {
    state.preactivation.resize(layers_.size());
    state.rectified.resize(layers_.size());
    state.branches.resize(layers_.size());
    state.hidden.resize(layers_.size());
    for (int l = 1; l <= options_.depth; ++l) {
        const auto i = static_cast<std::size_t>(l - 1);
        advance(l, l - 1, l == 1 ? x : state.hidden[i - 1], known, mode,
                state.frozen != nullptr ? &(*state.frozen)[i] : nullptr,
                {state.preactivation[i], state.rectified[i], state.branches[i], state.hidden[i]});
    }
    read_out(state.hidden.back(), state.outputs);
    return loss_and_gradient(options_.loss, state.outputs, known.labels, state.output_gradient);
}

template <class T>
double ResidualNetwork<T>::evaluate_without(std::span<const char> out, const Panel<T>& x,
                                            const Annotations& known, NormMode mode, Activations<T>& state) {
    state.preactivation.resize(1);
    state.rectified.resize(1);
    state.branches.resize(1);
    state.hidden.resize(2);
    std::size_t last = 0;
    int below = 0;
    for (int l = 1; l <= options_.depth; ++l) {
        if (l > 1 && !out.empty() && out[static_cast<std::size_t>(l - 2)] != 0) continue;
        advance(l, below, l == 1 ? x : state.hidden[last], known, mode, nullptr,
                {state.preactivation[0], state.rectified[0], state.branches[0], state.hidden[1 - last]});
        last = 1 - last;
        below = l;
    }
    read_out(state.hidden[last], state.outputs);
    return loss_and_gradient(options_.loss, state.outputs, known.labels, state.output_gradient);
}

template <class T>
void ResidualNetwork<T>::start_from(const Panel<T>& x, const Annotations& known) {
    Panel<T> input = x;
    Panel<T> preactivation;
    Panel<T> rectified;
    Panel<T> branch;
    Panel<T> hidden;
    for (int l = 1; l <= options_.depth; ++l) {
        norm(l).start_from(input);
        advance(l, l - 1, input, known, NormMode::batch, nullptr, {preactivation, rectified, branch, hidden});
        input = hidden;
    }
}

template <class T>
std::vector<T> ResidualNetwork<T>::branch_factors(int layer) const {
    const auto& addition = layers_[static_cast<std::size_t>(layer - 1)].addition;
    return addition ? addition->branch_factors() : std::vector<T>();
}

template <class T>
std::vector<T> ResidualNetwork<T>::skip_factors(int layer) const {
    const auto& addition = layers_[static_cast<std::size_t>(layer - 1)].addition;
    return addition ? addition->skip_factors() : std::vector<T>();
}

template <class T>
void ResidualNetwork<T>::read_out(const Panel<T>& hidden, Panel<T>& result) const {
    result.resize(outputs(), hidden.samples());
    switch (options_.readout) {
        case Readout::identity:
            for (std::size_t i = 0; i < result.size(); ++i)
                result.data()[i] = static_cast<T>(options_.readout_scale) * hidden.data()[i];
            return;
        case Readout::sum:
            result.fill_zero();
            for (int j = 0; j < hidden.features(); ++j)
                for (int b = 0; b < hidden.samples(); ++b)
                    result(0, b) += hidden(j, b);
            return;
        case Readout::trained:
        case Readout::fixed:
            break;
    }
    panel_product<T>({readout_.data(), 1, padded<T>(options_.classes)}, options_.classes, options_.width,
                     hidden.data(), hidden.stride(), result.data(), result.stride(), result.width(),
                     Update::assign);
}

template <class T>
void ResidualNetwork<T>::read_back(const Panel<T>& output_gradient, Panel<T>& delta) const {
    delta.resize(options_.width, output_gradient.samples());
    switch (options_.readout) {
        case Readout::identity:
            for (std::size_t i = 0; i < delta.size(); ++i)
                delta.data()[i] = static_cast<T>(options_.readout_scale) * output_gradient.data()[i];
            return;
        case Readout::sum:
            for (int j = 0; j < options_.width; ++j)
                std::copy_n(output_gradient.row(0), delta.width(), delta.row(j));
            return;
        case Readout::trained:
        case Readout::fixed:
            break;
    }
    panel_product<T>({readout_.data(), padded<T>(options_.classes), 1}, options_.width, options_.classes,
                     output_gradient.data(), output_gradient.stride(), delta.data(), delta.stride(),
                     delta.width(), Update::assign);
}

template <class T>
void ResidualNetwork<T>::backward_weights(int layer, const Panel<T>& input, Activations<T>& state) {
    add_weight_gradient(input, state.branch, layers_[static_cast<std::size_t>(layer - 1)].gradients.data(),
                        weight_stride(), state.transposed);
    if (layer > 1)
        panel_product<T>({weights(layer), weight_stride(), 1}, fan_in(layer), options_.width,
                         state.branch.data(), state.branch.stride(), state.delta.data(), state.delta.stride(),
                         state.delta.width(), Update::add);
}

template <class T>
void ResidualNetwork<T>::backward(const Panel<T>& x, Activations<T>& state) {
    if (options_.readout == Readout::trained)
        add_weight_gradient(state.hidden.back(), state.output_gradient, readout_gradients_.data(),
                            padded<T>(options_.classes), state.transposed);
    read_back(state.output_gradient, state.delta);
    for (int l = options_.depth; l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l - 1);
        const Panel<T>& input = l == 1 ? x : state.hidden[i - 1];
        auto& norm = this->norm(l);
        auto& addition = layers_[i].addition;
        Panel<T> weighted;
        if (addition) addition->backward(state.branches[i], input, state.delta, weighted, state.delta);
        const Panel<T>& delta = addition ? weighted : state.delta;
        if (!before_gate()) {
            norm.backward(state.rectified[i], delta, state.branch);
            close_gates(gates_of(state, i), state.branch);
        } else {
            Panel<T> gradient = delta;
            if (!norm.rectifies_itself()) close_gates(gates_of(state, i), gradient);
            norm.backward(has_weights() ? state.preactivation[i] : input, gradient, state.branch);
        }
        if (l > 1) norm.lead_back(this->norm(l - 1));
        if (has_weights())
            backward_weights(l, input, state);
        else if (l > 1)
            add_panel(state.branch, state.delta);
    }
}

template <class T>
void ResidualNetwork<T>::zero_gradients() {
    for (auto& parameter : parameters())
        std::fill_n(parameter.gradients, parameter.rows * parameter.stride, T{});
}

template <class T>
std::vector<Parameter<T>> ResidualNetwork<T>::parameters() {
    std::vector<Parameter<T>> list;
    for (int l = 1; has_weights() && l <= options_.depth; ++l) {
        auto& layer = layers_[static_cast<std::size_t>(l - 1)];
        list.push_back({fmt::format("W{}", l), fan_in(l), options_.width, weight_stride(),
                        layer.weights.data(), layer.gradients.data(), true});
    }
    if (options_.readout == Readout::trained)
        list.push_back({"V", options_.width, options_.classes, padded<T>(options_.classes), readout_.data(),
                        readout_gradients_.data(), true});
    for (int l = 1; l <= options_.depth; ++l)
        for (auto parameter : norm(l).parameters()) {
            parameter.name = fmt::format("{}.{}", parameter.name, l);
            list.push_back(parameter);
        }
    for (int l = 2; l <= options_.depth; ++l) {
        auto& addition = layers_[static_cast<std::size_t>(l - 1)].addition;
        for (auto parameter : addition ? addition->parameters() : std::vector<Parameter<T>>()) {
            parameter.name = fmt::format("{}.{}", parameter.name, l);
            list.push_back(parameter);
        }
    }
    return list;
}

template <class T>
std::vector<Parameter<T>> ResidualNetwork<T>::buffers() {
    std::vector<Parameter<T>> list;
    if (options_.readout == Readout::fixed)
        list.push_back({"V", options_.width, options_.classes, padded<T>(options_.classes), readout_.data(),
                        nullptr, true});
    for (int l = 1; l <= options_.depth; ++l)
        for (auto buffer : norm(l).buffers()) {
            buffer.name = fmt::format("{}.{}", buffer.name, l);
            list.push_back(buffer);
        }
    return list;
}

template class ResidualNetwork<float>;
template class ResidualNetwork<double>;

}  // namespace glasscape
