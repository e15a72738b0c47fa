#include "glasscape/convolution/image_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

#include "convolution/frozen_network.hpp"
#include "convolution/layers/image_sums.hpp"
#include "network/panel/panel_sums.hpp"
#include "network/paths/part_shares.hpp"

namespace glasscape {
namespace {

/// At [r] the part of length r; a panel without samples is zero.
template <class T>
using Parts = std::vector<Panel<T>>;

template <class T>
double image_product(const Panel<T>& a, const Panel<T>& b) {
    return sum_over_rows<double>(a.features(), a.samples(), [&](int row, int i) {
        return static_cast<double>(a.row(row)[i]) * static_cast<double>(b.row(row)[i]);
    });
}
template <class T>
double image_norm(const Panel<T>& a) {
    return std::sqrt(image_product(a, a));
}

template <class T>
Panel<T> sum_of_parts(const Parts<T>& parts) {
    Panel<T> sum(parts.front().features(), parts.front().samples());
    for (const auto& part : parts)
        add_panel(part, sum);
    return sum;
}

/// All parts have samples afterwards.
template <class T>
void fill_zero_parts(int features, int samples, Parts<T>& parts) {
    for (auto& part : parts)
        part.resize(features, samples);
}

/// H_l from H_(l-1).
template <class T>
void climb_block(FrozenNetwork<T>& network, std::size_t block, Parts<T>& parts) {
    const auto branch = static_cast<std::size_t>(network.branch_length(block));
    const auto skip = static_cast<std::size_t>(network.skip_length(block));
    Parts<T> next(parts.size() + std::max(branch, skip));
    Panel<T> v;
    for (std::size_t r = 0; r < parts.size(); ++r) {
        if (parts[r].samples() == 0) continue;
        v = parts[r];
        network.branch(block, v);
        add_or_take(v, next[r + branch]);
        network.skip(block, parts[r]);
        add_or_take(parts[r], next[r + skip]);
    }
    auto constant = network.branch_constant(block);
    add_or_take(constant, next[branch]);
    constant = network.skip_constant(block);
    add_or_take(constant, next[skip]);
    for (auto& part : next)
        if (part.samples() > 0) network.gate(block, part);
    parts = std::move(next);
}

template <class T>
Parts<T> output_parts(FrozenNetwork<T>& network) {
    Parts<T> parts{network.stem_out()};
    for (std::size_t l = 0; l < network.blocks(); ++l)
        climb_block(network, l, parts);
    for (auto& part : parts)
        if (part.samples() > 0) network.read_out(part);
    auto constant = network.head_constant();
    add_or_take(constant, parts[0]);
    fill_zero_parts(network.outputs().features(), network.outputs().samples(), parts);
    return parts;
}

template <class T>
Parts<T> input_gradient_parts(FrozenNetwork<T>& network, const Panel<T>& cotangent) {
    Parts<T> parts{cotangent};
    network.read_back(parts[0]);
    Panel<T> v;
    for (std::size_t l = network.blocks(); l-- > 0;) {
        const auto branch = static_cast<std::size_t>(network.branch_length(l));
        const auto skip = static_cast<std::size_t>(network.skip_length(l));
        Parts<T> next(parts.size() + std::max(branch, skip));
        for (std::size_t r = 0; r < parts.size(); ++r) {
            if (parts[r].samples() == 0) continue;
            network.gate(l, parts[r]);
            v = parts[r];
            network.branch_transposed(l, v);
            add_or_take(v, next[r + branch]);
            network.skip_transposed(l, parts[r]);
            add_or_take(parts[r], next[r + skip]);
        }
        parts = std::move(next);
    }
    for (auto& part : parts)
        if (part.samples() > 0) network.stem_transposed(part);
    fill_zero_parts(network.x().features(), network.x().samples(), parts);
    return parts;
}

/// Share of positive numbers that the rectifiers of a sequence leave.
template <class T>
double openness_of(const LayerSequence<T>& layers, const std::vector<Panel<T>>& kept) {
    std::int64_t open = 0;
    std::int64_t all = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (!layers.is_rectifier(i)) continue;
        const auto& panel = kept[layers.place_of(i)];
        for (std::size_t k = 0; k < panel.size(); ++k)
            open += panel.data()[k] > T{0} ? 1 : 0;
        all += std::int64_t{panel.features()} * panel.samples();
    }
    return static_cast<double>(open) / static_cast<double>(all);
}

}  // namespace

template <class T>
std::vector<Panel<T>> outputs_by_length(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const ImageSpectrumOptions& options) {
    FrozenNetwork<T> frozen(network, x, options);
    return output_parts(frozen);
}

template <class T>
std::vector<Panel<T>> input_gradients_by_length(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                                const Panel<T>& cotangent,
                                                const ImageSpectrumOptions& options) {
    FrozenNetwork<T> frozen(network, x, options);
    return input_gradient_parts(frozen, cotangent);
}

template <class T>
ImageOutputSpectrum output_spectrum(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                    const ImageSpectrumOptions& options) {
    FrozenNetwork<T> frozen(network, x, options);
    auto parts = output_parts(frozen);
    ImageOutputSpectrum spectrum;
    spectrum.outputs = shares_of_parts(parts);
    const auto sum = sum_of_parts(parts);
    double gap = 0.0;
    double largest = 0.0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const auto output = static_cast<double>(frozen.outputs().data()[i]);
        gap = std::max(gap, std::abs(static_cast<double>(sum.data()[i]) - output));
        largest = std::max(largest, std::abs(output));
    }
    spectrum.residual = largest > 0.0 ? gap / largest : 0.0;
    for (auto& part : parts)
        centre_samples(part);
    spectrum.centred = shares_of_parts(parts);
    return spectrum;
}

template <class T>
ImageGradientSpectrum gradient_spectrum(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const Panel<T>& cotangent, bool with_weights,
                                        const ImageSpectrumOptions& options) {
    ImageGradientSpectrum spectrum;
    spectrum.input = shares_of_parts(input_gradients_by_length(network, x, cotangent, options));
    if (!with_weights) return spectrum;
    double sum = 0.0;
    for (const auto& kernel : weight_gradients_by_length(network, x, cotangent, options)) {
        spectrum.weight_shares.resize(kernel.by_length.size());
        for (std::size_t r = 0; r < kernel.by_length.size(); ++r)
            for (const T value : kernel.by_length[r]) {
                const double square = static_cast<double>(value) * static_cast<double>(value);
                spectrum.weight_shares[r] += square;
                sum += square;
            }
    }
    for (double& share : spectrum.weight_shares)
        share /= sum;
    return spectrum;
}

template <class T>
Panel<T> loss_cotangent(ConvolutionalNetwork<T>& network, const Panel<T>& x, std::span<const int> labels,
                        FrozenStatistics statistics) {
    ImageActivations<T> state;
    network.forward(x, labels, statistics == FrozenStatistics::batch ? NormMode::batch : NormMode::evaluate,
                    state);
    return state.output_gradient;
}

template <class T>
Panel<T> random_cotangent(int classes, int samples, std::uint64_t seed) {
    Panel<T> cotangent(classes, samples);
    RandomStream stream(seed, Stream::spectra, 0);
    boost::random::normal_distribution<double> normal;
    for (int k = 0; k < classes; ++k)
        for (int b = 0; b < samples; ++b)
            cotangent(k, b) = static_cast<T>(normal(stream));
    return cotangent;
}

template <class T>
std::vector<BlockScale> block_scales(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                     FrozenStatistics statistics, std::uint64_t seed) {
    FrozenNetwork<T> frozen(network, x, {statistics, LengthCount::blocks});
    std::vector<BlockScale> scales;
    for (std::size_t l = 0; l < frozen.blocks(); ++l) {
        const auto& layers = frozen.branch_layers(l);
        const auto& skips = frozen.skip_layers(l);
        const auto& state = frozen.state().blocks[l];
        const double branch = image_norm(layers.input_of(layers.size(), frozen.input_of(l), state.branch));
        const double skip = image_norm(skips.input_of(skips.size(), frozen.input_of(l), state.shortcut));
        Panel<T> v(frozen.input_of(l).features(), x.samples());
        RandomStream stream(seed, Stream::spectra, l + 1);
        boost::random::normal_distribution<double> normal;
        for (int i = 0; i < v.features(); ++i)
            for (int b = 0; b < v.samples(); ++b)
                v(i, b) = static_cast<T>(normal(stream));
        Panel<T> image = v;
        frozen.branch(l, image);
        frozen.skip(l, v);
        scales.push_back({branch / skip, image_norm(image) / image_norm(v),
                          branch > 0.0 ? image_norm(frozen.branch_constant(l)) / branch : 0.0,
                          openness_of(layers, state.branch)});
    }
    return scales;
}

template std::vector<Panel<float>> outputs_by_length(ConvolutionalNetwork<float>&, const Panel<float>&,
                                                     const ImageSpectrumOptions&);
template std::vector<Panel<double>> outputs_by_length(ConvolutionalNetwork<double>&, const Panel<double>&,
                                                      const ImageSpectrumOptions&);
template std::vector<Panel<float>> input_gradients_by_length(ConvolutionalNetwork<float>&,
                                                             const Panel<float>&, const Panel<float>&,
                                                             const ImageSpectrumOptions&);
template std::vector<Panel<double>> input_gradients_by_length(ConvolutionalNetwork<double>&,
                                                              const Panel<double>&, const Panel<double>&,
                                                              const ImageSpectrumOptions&);
template ImageOutputSpectrum output_spectrum(ConvolutionalNetwork<float>&, const Panel<float>&,
                                             const ImageSpectrumOptions&);
template ImageOutputSpectrum output_spectrum(ConvolutionalNetwork<double>&, const Panel<double>&,
                                             const ImageSpectrumOptions&);
template ImageGradientSpectrum gradient_spectrum(ConvolutionalNetwork<float>&, const Panel<float>&,
                                                 const Panel<float>&, bool, const ImageSpectrumOptions&);
template ImageGradientSpectrum gradient_spectrum(ConvolutionalNetwork<double>&, const Panel<double>&,
                                                 const Panel<double>&, bool, const ImageSpectrumOptions&);
template Panel<float> loss_cotangent(ConvolutionalNetwork<float>&, const Panel<float>&, std::span<const int>,
                                     FrozenStatistics);
template Panel<double> loss_cotangent(ConvolutionalNetwork<double>&, const Panel<double>&,
                                      std::span<const int>, FrozenStatistics);
template Panel<float> random_cotangent<float>(int, int, std::uint64_t);
template Panel<double> random_cotangent<double>(int, int, std::uint64_t);
template std::vector<BlockScale> block_scales(ConvolutionalNetwork<float>&, const Panel<float>&,
                                              FrozenStatistics, std::uint64_t);
template std::vector<BlockScale> block_scales(ConvolutionalNetwork<double>&, const Panel<double>&,
                                              FrozenStatistics, std::uint64_t);

}  // namespace glasscape
