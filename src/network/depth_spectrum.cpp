#include "glasscape/network/depth_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "frozen_branches.hpp"
#include "panel_product.hpp"
#include "panel_sums.hpp"

namespace glasscape {
namespace {

/// Parts of a panel by degree: parts[r].
template <class T>
using Polynomial = std::vector<Panel<T>>;

template <class T>
double squared_norm(const T* values, std::size_t count) {
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i)
        sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    return sum;
}
template <class T>
double squared_norm(const Panel<T>& panel) {
    return squared_norm(panel.data(), panel.size());
}

std::vector<double> normalised(std::vector<double> parts) {
    const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
    for (double& part : parts)
        part /= sum;
    return parts;
}

/// H_l from H_(l-1): parts[r] += Br_l(parts[r-1]), downward in r so that one polynomial is enough.
template <class T>
void climb(const FrozenBranches<T>& branches, int layer, const Panel<T>& input, Polynomial<T>& parts) {
    Panel<T> branch;
    if (layer == 1) {
        parts.assign(2, Panel<T>());
        branches.apply(1, input, parts[1]);
        parts[0].resize(parts[1].features(), parts[1].samples());
    } else {
        parts.emplace_back(parts[1].features(), parts[1].samples());
        for (std::size_t r = parts.size() - 1; r >= 2; --r) {
            branches.apply(layer, parts[r - 1], branch);
            add_panel(branch, parts[r]);
        }
    }
    if (const auto constant = branches.constant(layer, input)) add_panel(*constant, parts[1]);
}

template <class T>
const Panel<T>& input_of(int layer, const Panel<T>& x, const Activations<T>& state) {
    return layer == 1 ? x : state.hidden[static_cast<std::size_t>(layer - 2)];
}

template <class T>
LayerScale scale_of(const ResidualNetwork<T>& network, int layer, const Panel<T>& x,
                    const Activations<T>& state) {
    const auto i = static_cast<std::size_t>(layer - 1);
    const auto& rectified = state.rectified[i];
    const auto factors = network.norm(layer).factors();
    LayerScale scale{};
    scale.factor = std::accumulate(factors.begin(), factors.end(), 0.0) / static_cast<double>(factors.size());
    std::int64_t open = 0;
    for (int j = 0; j < rectified.features(); ++j)
        for (int b = 0; b < rectified.samples(); ++b)
            open += rectified(j, b) > T{0} ? 1 : 0;
    scale.openness = static_cast<double>(open) / rectified.features() / rectified.samples();
    const int fan_in = network.fan_in(layer);
    scale.rms_weight = network.has_weights()
                           ? std::sqrt(squared_norm(network.weights(layer),
                                                    static_cast<std::size_t>(fan_in) *
                                                        static_cast<std::size_t>(network.weight_stride())) /
                                       fan_in / network.options().width)
                           : 1.0 / std::sqrt(fan_in);
    scale.beta = scale.openness * scale.rms_weight * std::sqrt(fan_in) * scale.factor;
    Panel<T> branch = state.hidden[i];
    const auto& input = input_of(layer, x, state);
    for (std::size_t k = 0; layer > 1 && k < branch.size(); ++k)
        branch.data()[k] -= input.data()[k];
    scale.gain = std::sqrt(squared_norm(branch) / squared_norm(input));
    return scale;
}

/// Polynomials of all layers, parts[l][r]: what gradients need.
template <class T>
std::vector<Polynomial<T>> all_parts(const ResidualNetwork<T>& network, const FrozenBranches<T>& branches,
                                     const Panel<T>& x, const Activations<T>& state) {
    std::vector<Polynomial<T>> layers;
    Polynomial<T> parts;
    for (int l = 1; l <= network.options().depth; ++l) {
        climb(branches, l, input_of(l, x, state), parts);
        layers.push_back(parts);
    }
    return layers;
}

/// Calls visit(l, u) from the last layer down, u[i] the gradient by the pre-activations of layer l through i
/// branches above it.
template <class T, class Visit>
void descend(const ResidualNetwork<T>& network, const FrozenBranches<T>& branches,
             const Activations<T>& state, const Visit& visit) {
    Polynomial<T> delta(1);
    network.read_back(state.output_gradient, delta[0]);
    for (int l = network.options().depth; l >= 1; --l) {
        Polynomial<T> u(delta.size());
        for (std::size_t i = 0; i < delta.size(); ++i)
            branches.to_preactivation(l, delta[i], u[i]);
        visit(l, u, delta);
        if (l == 1) break;
        delta.emplace_back(delta[0].features(), delta[0].samples());
        for (std::size_t i = delta.size() - 1; i >= 1; --i)
            branches.add_transposed(l, delta[i - 1], u[i - 1], delta[i]);
    }
}

/// Gradients of W_l by length r at [r - 1], fan_in x stride; `below` = parts of h_(l-1), for l = 1 the input
/// alone at degree 0.
template <class T>
std::vector<AlignedVector<T>> weight_gradients(const ResidualNetwork<T>& network, int layer,
                                               const Polynomial<T>& below, const Polynomial<T>& u) {
    const int stride = network.weight_stride();
    const int fan_in = network.fan_in(layer);
    std::vector<AlignedVector<T>> gradients(
        static_cast<std::size_t>(network.options().depth),
        AlignedVector<T>(static_cast<std::size_t>(fan_in) * static_cast<std::size_t>(stride)));
    AlignedVector<T> transposed(static_cast<std::size_t>(u[0].stride()) * static_cast<std::size_t>(stride));
    for (std::size_t i = 0; i < u.size(); ++i) {
        transpose_panel(u[i].data(), u[i].features(), u[i].stride(), u[i].samples(), transposed.data(),
                        stride);
        for (std::size_t j = layer == 1 ? 0 : 1; j < below.size(); ++j)
            panel_product<T>({below[j].data(), below[j].stride(), 1}, fan_in, u[i].samples(),
                             transposed.data(), stride, gradients[i + j].data(), stride, stride, Update::add);
    }
    return gradients;
}

}  // namespace

template <class T>
std::vector<Panel<T>> outputs_by_length(ResidualNetwork<T>& network, const Panel<T>& x,
                                        std::span<const int> labels) {
    Activations<T> state;
    network.forward(x, labels, NormMode::batch, state);
    const FrozenBranches<T> branches(network, state);
    Polynomial<T> parts;
    for (int l = 1; l <= network.options().depth; ++l)
        climb(branches, l, input_of(l, x, state), parts);
    std::vector<Panel<T>> outputs(parts.size() - 1);
    for (std::size_t r = 1; r < parts.size(); ++r)
        network.read_out(parts[r], outputs[r - 1]);
    return outputs;
}

template <class T>
OutputSpectrum output_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, std::span<const int> labels) {
    const auto parts = outputs_by_length(network, x, labels);
    Activations<T> state;
    network.forward(x, labels, NormMode::batch, state);
    OutputSpectrum spectrum;
    const double whole = squared_norm(state.outputs);
    double sum = 0.0;
    Panel<T> total(state.outputs.features(), state.outputs.samples());
    for (const auto& part : parts) {
        const double power = squared_norm(part);
        double product = 0.0;
        for (std::size_t i = 0; i < part.size(); ++i)
            product += static_cast<double>(part.data()[i]) * static_cast<double>(state.outputs.data()[i]);
        spectrum.shares.push_back(power);
        spectrum.signed_shares.push_back(product / whole);
        sum += power;
        add_panel(part, total);
    }
    spectrum.shares = normalised(spectrum.shares);
    spectrum.cross = whole / sum;
    double largest = 0.0;
    double gap = 0.0;
    for (std::size_t i = 0; i < total.size(); ++i) {
        largest = std::max(largest, static_cast<double>(std::abs(state.outputs.data()[i])));
        gap = std::max(gap, static_cast<double>(std::abs(state.outputs.data()[i] - total.data()[i])));
    }
    spectrum.residual = largest > 0.0 ? gap / largest : 0.0;
    for (int l = 1; l <= network.options().depth; ++l)
        spectrum.layers.push_back(scale_of(network, l, x, state));
    return spectrum;
}

template <class T>
GradientSpectrum gradient_spectrum(ResidualNetwork<T>& network, const Panel<T>& x,
                                   std::span<const int> labels) {
    Activations<T> state;
    network.forward(x, labels, NormMode::batch, state);
    const FrozenBranches<T> branches(network, state);
    const auto depth = static_cast<std::size_t>(network.options().depth);
    const auto parts = all_parts(network, branches, x, state);
    const Polynomial<T> input(1, x);
    std::vector<double> weight_powers(depth);
    std::vector<double> input_powers(depth);
    descend(network, branches, state, [&](int layer, const Polynomial<T>& u, const Polynomial<T>& delta) {
        if (network.has_weights()) {
            const auto& below = layer == 1 ? input : parts[static_cast<std::size_t>(layer - 2)];
            const auto gradients = weight_gradients(network, layer, below, u);
            for (std::size_t r = 0; r < depth; ++r)
                weight_powers[r] += squared_norm(gradients[r].data(), gradients[r].size());
        }
        if (layer > 1) return;
        for (std::size_t i = 0; i < u.size(); ++i) {
            Panel<T> gradient(x.features(), x.samples());
            branches.add_transposed(1, delta[i], u[i], gradient);
            input_powers[i] = squared_norm(gradient);
        }
    });
    GradientSpectrum spectrum;
    if (network.has_weights()) spectrum.weight_shares = normalised(weight_powers);
    spectrum.input_shares = normalised(input_powers);
    return spectrum;
}

template <class T>
std::vector<std::vector<T>> first_weight_gradients_by_length(ResidualNetwork<T>& network, const Panel<T>& x,
                                                             std::span<const int> labels) {
    Activations<T> state;
    network.forward(x, labels, NormMode::batch, state);
    const FrozenBranches<T> branches(network, state);
    std::vector<std::vector<T>> result;
    descend(network, branches, state, [&](int layer, const Polynomial<T>& u, const Polynomial<T>&) {
        if (layer > 1) return;
        for (const auto& gradient : weight_gradients(network, 1, Polynomial<T>(1, x), u)) {
            result.emplace_back();
            for (int i = 0; i < network.options().inputs; ++i)
                for (int j = 0; j < network.options().width; ++j)
                    result.back().push_back(gradient[static_cast<std::size_t>(i) *
                                                         static_cast<std::size_t>(network.weight_stride()) +
                                                     static_cast<std::size_t>(j)]);
        }
    });
    return result;
}

template OutputSpectrum output_spectrum<float>(ResidualNetwork<float>&, const Panel<float>&,
                                               std::span<const int>);
template OutputSpectrum output_spectrum<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                std::span<const int>);
template GradientSpectrum gradient_spectrum<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                   std::span<const int>);
template GradientSpectrum gradient_spectrum<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                    std::span<const int>);
template std::vector<Panel<float>> outputs_by_length<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                            std::span<const int>);
template std::vector<Panel<double>> outputs_by_length<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                              std::span<const int>);
template std::vector<std::vector<float>> first_weight_gradients_by_length<float>(ResidualNetwork<float>&,
                                                                                 const Panel<float>&,
                                                                                 std::span<const int>);
template std::vector<std::vector<double>> first_weight_gradients_by_length<double>(ResidualNetwork<double>&,
                                                                                   const Panel<double>&,
                                                                                   std::span<const int>);

}  // namespace glasscape
