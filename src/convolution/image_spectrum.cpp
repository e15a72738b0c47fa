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

template <class T>
bool is_zero(const Panel<T>& part) {
    return part.samples() == 0;
}

/// Parts become those of their image, t^skip S + t^branch A: from the longest down, each in the place of one
/// that is not read again. map_skip works in place, add_branch(v, to) adds.
template <class T, class MapSkip, class AddBranch>
void map_parts(std::size_t branch, std::size_t skip, const MapSkip& map_skip, const AddBranch& add_branch,
               Parts<T>& parts) {
    parts.resize(parts.size() + std::max(branch, skip));
    for (std::size_t r = parts.size(); r-- > 0;) {
        if (skip > 0) parts[r] = r >= skip ? parts[r - skip] : Panel<T>();
        if (!is_zero(parts[r])) map_skip(parts[r]);
        if (r >= branch && !is_zero(parts[r - branch])) add_branch(parts[r - branch], parts[r]);
    }
}

/// H_l from H_(l-1). of_constant(block, c_l) before it is taken.
template <class T, class OfConstant>
void climb_block(FrozenNetwork<T>& network, std::size_t block, Parts<T>& parts,
                 const OfConstant& of_constant) {
    const auto branch = static_cast<std::size_t>(network.branch_length(block));
    const auto skip = static_cast<std::size_t>(network.skip_length(block));
    map_parts(
        branch, skip, [&](Panel<T>& v) { network.skip(block, v); },
        [&](const Panel<T>& v, Panel<T>& to) { network.add_branch(block, v, to); }, parts);
    auto constant = network.branch_constant(block);
    of_constant(block, constant);
    add_or_take(constant, parts[branch]);
    constant = network.skip_constant(block);
    add_or_take(constant, parts[skip]);
    for (auto& part : parts)
        if (!is_zero(part)) network.gate(block, part);
}

template <class T, class OfConstant>
Parts<T> output_parts(FrozenNetwork<T>& network, const OfConstant& of_constant) {
    Parts<T> parts{network.stem_out()};
    for (std::size_t l = 0; l < network.blocks(); ++l)
        climb_block(network, l, parts, of_constant);
    for (auto& part : parts)
        if (!is_zero(part)) network.read_out(part);
    auto constant = network.head_constant();
    add_or_take(constant, parts[0]);
    fill_zero_parts(network.outputs().features(), network.outputs().samples(), parts);
    return parts;
}

template <class T>
Parts<T> input_gradient_parts(FrozenNetwork<T>& network, const Panel<T>& cotangent) {
    Parts<T> parts{cotangent};
    network.read_back(parts[0]);
    for (std::size_t l = network.blocks(); l-- > 0;) {
        for (auto& part : parts)
            if (!is_zero(part)) network.gate(l, part);
        map_parts(
            static_cast<std::size_t>(network.branch_length(l)),
            static_cast<std::size_t>(network.skip_length(l)),
            [&](Panel<T>& v) { network.skip_transposed(l, v); },
            [&](const Panel<T>& v, Panel<T>& to) { network.add_branch_transposed(l, v, to); }, parts);
    }
    for (auto& part : parts)
        if (!is_zero(part)) network.stem_transposed(part);
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

template <class T>
BlockScale scale_of_block(FrozenNetwork<T>& network, std::size_t block, const Panel<T>& constant,
                          std::uint64_t seed) {
    const auto& layers = network.branch_layers(block);
    const auto& skips = network.skip_layers(block);
    const auto& state = network.state().blocks[block];
    const auto& input = network.input_of(block);
    const double branch = image_norm(layers.input_of(layers.size(), input, state.branch));
    const double skip = image_norm(skips.input_of(skips.size(), input, state.shortcut));
    Panel<T> v(input.features(), input.samples());
    RandomStream stream(seed, Stream::spectra, block + 1);
    boost::random::normal_distribution<double> normal;
    for (int i = 0; i < v.features(); ++i)
        for (int b = 0; b < v.samples(); ++b)
            v(i, b) = static_cast<T>(normal(stream));
    Panel<T> image = v;
    network.branch(block, image);
    network.skip(block, v);
    return {branch / skip, image_norm(image) / image_norm(v),
            branch > 0.0 ? image_norm(constant) / branch : 0.0, openness_of(layers, state.branch)};
}

template <class T>
ImageOutputSpectrum output_spectrum_of(FrozenNetwork<T>& frozen, std::uint64_t seed) {
    ImageOutputSpectrum spectrum;
    auto parts = output_parts(frozen, [&](std::size_t block, const Panel<T>& constant) {
        spectrum.blocks.push_back(scale_of_block(frozen, block, constant, seed));
    });
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
ImageGradientSpectrum gradient_spectrum_of(FrozenNetwork<T>& frozen, const Panel<T>& cotangent,
                                           bool with_weights) {
    ImageGradientSpectrum spectrum;
    spectrum.input = shares_of_parts(input_gradient_parts(frozen, cotangent));
    if (!with_weights) return spectrum;
    double sum = 0.0;
    for (const auto& kernel : kernel_gradients(frozen, cotangent)) {
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

}  // namespace

template <class T>
std::vector<Panel<T>> outputs_by_length(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const ImageSpectrumOptions& options) {
    FrozenNetwork<T> frozen(network, x, options);
    return output_parts(frozen, [](std::size_t, const Panel<T>&) {});
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
    return output_spectrum_of(frozen, options.seed);
}

template <class T>
ImageGradientSpectrum gradient_spectrum(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const Panel<T>& cotangent, bool with_weights,
                                        const ImageSpectrumOptions& options) {
    FrozenNetwork<T> frozen(network, x, options);
    return gradient_spectrum_of(frozen, cotangent, with_weights);
}

template <class T>
ImageSpectra image_spectra(ConvolutionalNetwork<T>& network, const Panel<T>& x, std::span<const int> labels,
                           Cotangent cotangent, bool with_weights, const ImageSpectrumOptions& options) {
    FrozenNetwork<T> frozen(network, x, options, labels);
    auto output = output_spectrum_of(frozen, options.seed);
    const auto from = cotangent == Cotangent::loss
                          ? frozen.loss_gradient()
                          : random_cotangent<T>(network.options().classes, x.samples(), options.seed);
    return {std::move(output), gradient_spectrum_of(frozen, from, with_weights)};
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
template ImageSpectra image_spectra(ConvolutionalNetwork<float>&, const Panel<float>&, std::span<const int>,
                                    Cotangent, bool, const ImageSpectrumOptions&);
template ImageSpectra image_spectra(ConvolutionalNetwork<double>&, const Panel<double>&, std::span<const int>,
                                    Cotangent, bool, const ImageSpectrumOptions&);
template Panel<float> loss_cotangent(ConvolutionalNetwork<float>&, const Panel<float>&, std::span<const int>,
                                     FrozenStatistics);
template Panel<double> loss_cotangent(ConvolutionalNetwork<double>&, const Panel<double>&,
                                      std::span<const int>, FrozenStatistics);
template Panel<float> random_cotangent<float>(int, int, std::uint64_t);
template Panel<double> random_cotangent<double>(int, int, std::uint64_t);
}  // namespace glasscape
