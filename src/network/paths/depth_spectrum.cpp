#include "glasscape/network/depth_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Core>

#include "network/panel/panel_product.hpp"
#include "network/panel/panel_sums.hpp"
#include "network/panel/rows.hpp"
#include "network/paths/frozen_branches.hpp"
#include "network/paths/part_shares.hpp"
#include "network/paths/spectrum_memory.hpp"

namespace glasscape {
namespace {

template <class T>
double scalar_product(const T* a, const T* b, std::size_t count) {
    return sum_over<double>(static_cast<int>(count),
                            [a, b](int i) { return static_cast<double>(a[i]) * static_cast<double>(b[i]); });
}
template <class T>
double squared_norm(const Panel<T>& panel) {
    return scalar_product(panel.data(), panel.data(), panel.size());
}

std::vector<double> normalised(std::vector<double> parts) {
    const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
    for (double& part : parts)
        part /= sum;
    return parts;
}

/// H_l from H_(l-1): parts[r] += Br_l(parts[r-1]), downward in r so that one polynomial is enough.
template <class T>
void climb(FrozenBranches<T>& branches, int layer, const Panel<T>& input, PanelPolynomial<T>& parts) {
    if (layer == 1) {
        parts.clear();
        parts.append();
        parts.append();
        branches.apply(1, input, parts[1], Update::assign);
        parts[0].resize(parts[1].features(), parts[1].samples());
        parts[0].fill_zero();
    } else {
        parts.append();
        for (std::size_t r = parts.size() - 1; r >= 2; --r) {
            const bool longest = r + 1 == parts.size();
            if (!longest) branches.skip(layer, parts[r]);
            branches.apply(layer, parts[r - 1], parts[r], longest ? Update::assign : Update::add);
        }
        branches.skip(layer, parts[1]);
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
    for (std::size_t k = 0; k < rectified.size(); ++k)
        open += rectified.data()[k] > T{0} ? 1 : 0;
    scale.openness = static_cast<double>(open) / rectified.features() / rectified.samples();
    const int fan_in = network.fan_in(layer);
    scale.rms_weight = network.has_weights()
                           ? std::sqrt(scalar_product(network.weights(layer), network.weights(layer),
                                                      static_cast<std::size_t>(fan_in) *
                                                          static_cast<std::size_t>(network.weight_stride())) /
                                       fan_in / network.options().width)
                           : 1.0 / std::sqrt(fan_in);
    scale.beta = scale.openness * scale.rms_weight * std::sqrt(fan_in) * scale.factor;
    const auto& input = input_of(layer, x, state);
    const auto& hidden = state.hidden[i];
    Panel<T> skipped;
    if (const auto of_skip = network.skip_factors(layer); !of_skip.empty()) {
        skipped = input;
        for (int j = 0; j < skipped.features(); ++j)
            for (int b = 0; b < skipped.samples(); ++b)
                skipped(j, b) *= of_skip[static_cast<std::size_t>(j)];
    }
    const T* below = skipped.size() > 0 ? skipped.data() : input.data();
    const double branch =
        layer == 1 ? squared_norm(hidden) : sum_over<double>(static_cast<int>(hidden.size()), [&](int k) {
            const auto part = static_cast<double>(hidden.data()[k] - below[k]);
            return part * part;
        });
    scale.gain = std::sqrt(branch / squared_norm(input));
    return scale;
}

/// Polynomials of all layers, memory.layers[l - 1][r]: what gradients need.
template <class T>
void climb_all(const ResidualNetwork<T>& network, const Panel<T>& x, SpectrumMemory<T>& memory) {
    FrozenBranches<T> branches(network, memory);
    memory.layers.resize(static_cast<std::size_t>(network.options().depth));
    for (int l = 1; l <= network.options().depth; ++l) {
        const auto i = static_cast<std::size_t>(l - 1);
        if (l > 1) memory.layers[i].copy(memory.layers[i - 1]);
        climb(branches, l, input_of(l, x, memory.state), memory.layers[i]);
    }
}

/// Calls visit(l) from the last layer down, memory.u[i] the gradient by the pre-activations of layer l
/// through i branches above it (empty where the normaliser holds the weights), memory.delta[i] that by h_l.
template <class T, class Visit>
void descend(const ResidualNetwork<T>& network, SpectrumMemory<T>& memory, const Visit& visit) {
    FrozenBranches<T> branches(network, memory);
    auto& delta = memory.delta;
    auto& u = memory.u;
    delta.clear();
    network.read_back(memory.state.output_gradient, delta.append());
    for (int l = network.options().depth; l >= 1; --l) {
        u.clear();
        for (std::size_t i = 0; i < delta.size(); ++i) {
            auto& by_preactivation = u.append();
            if (network.has_weights()) branches.to_preactivation(l, delta[i], by_preactivation);
        }
        visit(l);
        if (l == 1) break;
        delta.append();
        for (std::size_t i = delta.size() - 1; i >= 1; --i) {
            const bool longest = i + 1 == delta.size();
            if (!longest) branches.skip(l, delta[i]);
            branches.apply_transposed(l, delta[i - 1], u[i - 1], delta[i],
                                      longest ? Update::assign : Update::add);
        }
        branches.skip(l, delta[0]);
    }
}

/// Gradients of W_l by length in memory.weight_gradients, from memory.u and the parts of h_(l-1); for l = 1
/// from the input alone. Terms of u lie side by side, and so do lengths: each part of h_(l-1) takes one
/// product.
template <class T>
void find_weight_gradients(const ResidualNetwork<T>& network, int layer, const Panel<T>& x,
                           SpectrumMemory<T>& memory) {
    const int width = network.options().width;
    const int samples = x.samples();
    const int columns = static_cast<int>(memory.u.size()) * width;
    auto& turned = memory.turned;
    turned.resize(padded<T>(samples), columns + panel_lanes<T>);  // whole vectors beyond the last term
    for (int b = 0; b < turned.features(); ++b)
        std::fill_n(turned.row(b) + columns, panel_lanes<T>, T{});
    for (std::size_t i = 0; i < memory.u.size(); ++i)
        transpose_panel(memory.u[i].data(), width, memory.u[i].stride(), samples,
                        turned.data() + static_cast<int>(i) * width, turned.stride());
    auto& gradients = memory.weight_gradients;
    gradients.resize(network.fan_in(layer), network.options().depth * width + panel_lanes<T>);
    gradients.fill_zero();
    const auto add = [&](const Panel<T>& below, std::size_t length) {
        panel_product<T>({below.data(), below.stride(), 1}, gradients.features(), samples, turned.data(),
                         turned.stride(), gradients.data() + static_cast<int>(length) * width,
                         gradients.stride(), padded<T>(columns), Update::add);
    };
    if (layer == 1) {
        add(x, 0);
        return;
    }
    const auto& below = memory.layers[static_cast<std::size_t>(layer - 2)];
    for (std::size_t j = 1; j < below.size(); ++j)
        add(below[j], j);
}

/// memory.outputs from the last forward.
template <class T>
void find_outputs(const ResidualNetwork<T>& network, const Panel<T>& x, SpectrumMemory<T>& memory) {
    FrozenBranches<T> branches(network, memory);
    auto& parts = memory.parts;
    for (int l = 1; l <= network.options().depth; ++l)
        climb(branches, l, input_of(l, x, memory.state), parts);
    memory.outputs.resize(parts.size() - 1);
    for (std::size_t r = 1; r < parts.size(); ++r)
        network.read_out(parts[r], memory.outputs[r - 1]);
}

}  // namespace

template <class T>
std::vector<Panel<T>> outputs_by_length(ResidualNetwork<T>& network, const Panel<T>& x,
                                        const Annotations& known) {
    SpectrumMemory<T> memory;
    network.forward(x, known, NormMode::batch, memory.state);
    find_outputs(network, x, memory);
    return memory.outputs;
}

template <class T>
OutputSpectrum output_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known,
                               SpectrumMemory<T>& memory) {
    const auto& state = memory.state;
    network.forward(x, known, NormMode::batch, memory.state);
    find_outputs(network, x, memory);
    const auto& parts = memory.outputs;
    OutputSpectrum spectrum;
    const double whole = squared_norm(state.outputs);
    double sum = 0.0;
    auto& total = memory.image;
    total.resize(state.outputs.features(), state.outputs.samples());
    total.fill_zero();
    for (const auto& part : parts) {
        const double power = squared_norm(part);
        const double product = scalar_product(part.data(), state.outputs.data(), part.size());
        spectrum.shares.push_back(power);
        spectrum.signed_shares.push_back(product / whole);
        sum += power;
        add_panel(part, total);
    }
    spectrum.shares = normalised(spectrum.shares);
    spectrum.cross = whole / sum;
    const auto outputs = Eigen::Map<const Eigen::ArrayX<T>>(state.outputs.data(), Eigen::Index(total.size()));
    const auto sums = Eigen::Map<const Eigen::ArrayX<T>>(total.data(), Eigen::Index(total.size()));
    const auto largest = static_cast<double>(outputs.abs().maxCoeff());
    const auto gap = static_cast<double>((outputs - sums).abs().maxCoeff());
    spectrum.residual = largest > 0.0 ? gap / largest : 0.0;
    for (int l = 1; l <= network.options().depth; ++l)
        spectrum.layers.push_back(scale_of(network, l, x, state));
    for (auto& part : memory.outputs)
        centre_samples(part);
    spectrum.centred = shares_of_parts(memory.outputs);
    return spectrum;
}

template <class T>
OutputSpectrum output_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known) {
    SpectrumMemory<T> memory;
    return output_spectrum(network, x, known, memory);
}

template <class T>
GradientSpectrum gradient_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known,
                                   SpectrumMemory<T>& memory) {
    network.forward(x, known, NormMode::batch, memory.state);
    climb_all(network, x, memory);
    const auto depth = static_cast<std::size_t>(network.options().depth);
    std::vector<double> weight_powers(depth);
    std::vector<Panel<T>> input_gradients(depth);
    descend(network, memory, [&](int layer) {
        if (network.has_weights()) {
            find_weight_gradients(network, layer, x, memory);
            const auto width = static_cast<std::size_t>(network.options().width);
            for (std::size_t r = 0; r < depth; ++r)
                for (int i = 0; i < network.fan_in(layer); ++i) {
                    const T* gradient = memory.weight_gradients.row(i) + r * width;
                    weight_powers[r] += scalar_product(gradient, gradient, width);
                }
        }
        if (layer > 1) return;
        FrozenBranches<T> branches(network, memory);
        for (std::size_t i = 0; i < depth; ++i)
            branches.apply_transposed(1, memory.delta[i], memory.u[i], input_gradients[i], Update::assign);
    });
    GradientSpectrum spectrum;
    if (network.has_weights()) spectrum.weight_shares = normalised(weight_powers);
    spectrum.input = shares_of_parts(input_gradients);
    return spectrum;
}

template <class T>
GradientSpectrum gradient_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known) {
    SpectrumMemory<T> memory;
    return gradient_spectrum(network, x, known, memory);
}

template <class T>
std::vector<std::vector<T>> first_weight_gradients_by_length(ResidualNetwork<T>& network, const Panel<T>& x,
                                                             const Annotations& known) {
    SpectrumMemory<T> memory;
    network.forward(x, known, NormMode::batch, memory.state);
    std::vector<std::vector<T>> result;
    descend(network, memory, [&](int layer) {
        if (layer > 1) return;
        find_weight_gradients(network, 1, x, memory);
        const int width = network.options().width;
        for (int r = 0; r < network.options().depth; ++r) {
            result.emplace_back();
            for (int i = 0; i < network.options().inputs; ++i) {
                const T* row = memory.weight_gradients.row(i) + std::ptrdiff_t{r} * width;
                result.back().insert(result.back().end(), row, row + width);
            }
        }
    });
    return result;
}

template OutputSpectrum output_spectrum<float>(ResidualNetwork<float>&, const Panel<float>&,
                                               const Annotations&);
template GradientSpectrum gradient_spectrum<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                   const Annotations&);
template OutputSpectrum output_spectrum<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                const Annotations&);
template GradientSpectrum gradient_spectrum<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                    const Annotations&);
template OutputSpectrum output_spectrum<float>(ResidualNetwork<float>&, const Panel<float>&,
                                               const Annotations&, SpectrumMemory<float>&);
template OutputSpectrum output_spectrum<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                const Annotations&, SpectrumMemory<double>&);
template GradientSpectrum gradient_spectrum<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                   const Annotations&, SpectrumMemory<float>&);
template GradientSpectrum gradient_spectrum<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                    const Annotations&, SpectrumMemory<double>&);
template std::vector<Panel<float>> outputs_by_length<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                            const Annotations&);
template std::vector<Panel<double>> outputs_by_length<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                              const Annotations&);
template std::vector<std::vector<float>> first_weight_gradients_by_length<float>(ResidualNetwork<float>&,
                                                                                 const Panel<float>&,
                                                                                 const Annotations&);
template std::vector<std::vector<double>> first_weight_gradients_by_length<double>(ResidualNetwork<double>&,
                                                                                   const Panel<double>&,
                                                                                   const Annotations&);

}  // namespace glasscape
