#include "glasscape/convolution/image_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

#include "convolution/frozen_network.hpp"
#include "convolution/kernel_gradients.hpp"
#include "convolution/layers/image_sums.hpp"
#include "convolution/path_parts.hpp"
#include "network/panel/panel_sums.hpp"
#include "network/paths/part_shares.hpp"

namespace glasscape {
namespace {

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

/// At the input of a block, drawn once for all spectra in the memory of this one.
template <class T>
const Panel<T>& white_noise(FrozenNetwork<T>& network, std::size_t block, std::uint64_t seed) {
    auto& memory = network.memory();
    if (memory.noise_seed != seed || memory.noise.size() != network.blocks()) {
        memory.noise.assign(network.blocks(), {});
        memory.noise_seed = seed;
    }
    const auto& input = network.input_of(block);
    auto& noise = memory.noise[block];
    if (noise.features() == input.features() && noise.samples() == input.samples()) return noise;
    noise.resize(input.features(), input.samples());
    RandomStream stream(seed, Stream::spectra, block + 1);
    boost::random::normal_distribution<double> normal;
    for (int i = 0; i < noise.features(); ++i)
        for (int b = 0; b < noise.samples(); ++b)
            noise(i, b) = static_cast<T>(normal(stream));
    return noise;
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
    const auto& noise = white_noise(network, block, seed);
    auto& image = network.memory().image;
    image = Panel<T>();
    network.add_branch(block, noise, image);
    const double noise_through_branch = image_norm(image);
    image = noise;
    network.skip(block, image);
    return {branch / skip, noise_through_branch / image_norm(image),
            branch > 0.0 ? image_norm(constant) / branch : 0.0, openness_of(layers, state.branch)};
}

template <class T, class Watch>
ImageOutputSpectrum output_spectrum_of(FrozenNetwork<T>& frozen, std::uint64_t seed, Watch&& watch) {
    ImageOutputSpectrum spectrum;
    auto parts = output_parts(
        frozen,
        [&](std::size_t block, const Panel<T>& constant) {
            spectrum.blocks.push_back(scale_of_block(frozen, block, constant, seed));
        },
        watch);
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

template <class T, class Watch>
ImageGradientSpectrum gradient_spectrum_of(FrozenNetwork<T>& frozen, const Panel<T>& cotangent,
                                           Watch&& watch) {
    return {shares_of_parts(input_gradient_parts(frozen, cotangent, watch)), {}};
}

template <class T>
std::vector<double> weight_shares_of(const std::vector<KernelGradients<T>>& gradients) {
    std::vector<double> shares;
    double sum = 0.0;
    for (const auto& kernel : gradients) {
        shares.resize(kernel.by_length.size());
        for (std::size_t r = 0; r < kernel.by_length.size(); ++r)
            for (const T value : kernel.by_length[r]) {
                const double square = static_cast<double>(value) * static_cast<double>(value);
                shares[r] += square;
                sum += square;
            }
    }
    for (double& share : shares)
        share /= sum;
    return shares;
}

/// The parts of what blocks read, for the pairs.
template <class T>
void climb_for(KernelPairs<T>& pairs, FrozenNetwork<T>& frozen) {
    output_parts(
        frozen, [](std::size_t, const Panel<T>&) {}, pairs);
}

}  // namespace

template <class T>
std::vector<Panel<T>> outputs_by_length(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const ImageSpectrumOptions& options) {
    FrozenMemory<T> memory;
    FrozenNetwork<T> frozen(network, x, options, memory);
    return output_parts(
        frozen, [](std::size_t, const Panel<T>&) {}, Unwatched());
}

template <class T>
std::vector<Panel<T>> input_gradients_by_length(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                                const Panel<T>& cotangent,
                                                const ImageSpectrumOptions& options) {
    FrozenMemory<T> memory;
    FrozenNetwork<T> frozen(network, x, options, memory);
    return input_gradient_parts(frozen, cotangent, Unwatched());
}

template <class T>
std::vector<KernelGradients<T>> weight_gradients_by_length(ConvolutionalNetwork<T>& network,
                                                           const Panel<T>& x, const Panel<T>& cotangent,
                                                           const ImageSpectrumOptions& options) {
    FrozenMemory<T> memory;
    FrozenNetwork<T> frozen(network, x, options, memory);
    if (!kernels_pay_by_pairs(frozen)) return kernel_gradients_at_roots(frozen, cotangent);
    KernelPairs<T> pairs(frozen);
    climb_for(pairs, frozen);
    input_gradient_parts(frozen, cotangent, pairs);
    return pairs.gradients();
}

template <class T>
ImageOutputSpectrum output_spectrum(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                    const ImageSpectrumOptions& options) {
    FrozenMemory<T> memory;
    FrozenNetwork<T> frozen(network, x, options, memory);
    return output_spectrum_of(frozen, options.seed, Unwatched());
}

template <class T>
ImageGradientSpectrum gradient_spectrum(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                        const Panel<T>& cotangent, bool with_weights,
                                        const ImageSpectrumOptions& options) {
    FrozenMemory<T> memory;
    FrozenNetwork<T> frozen(network, x, options, memory);
    if (with_weights && kernels_pay_by_pairs(frozen)) {
        KernelPairs<T> pairs(frozen);
        climb_for(pairs, frozen);
        auto spectrum = gradient_spectrum_of(frozen, cotangent, pairs);
        spectrum.weight_shares = weight_shares_of(pairs.gradients());
        return spectrum;
    }
    auto spectrum = gradient_spectrum_of(frozen, cotangent, Unwatched());
    if (with_weights) spectrum.weight_shares = weight_shares_of(kernel_gradients_at_roots(frozen, cotangent));
    return spectrum;
}

template <class T>
ImageSpectra image_spectra(ConvolutionalNetwork<T>& network, const Panel<T>& x, std::span<const int> labels,
                           Cotangent cotangent, bool with_weights, const ImageSpectrumOptions& options,
                           FrozenMemory<T>& memory) {
    FrozenNetwork<T> frozen(network, x, options, memory, labels);
    const auto from = cotangent == Cotangent::loss
                          ? frozen.loss_gradient()
                          : random_cotangent<T>(network.options().classes, x.samples(), options.seed);
    if (with_weights && kernels_pay_by_pairs(frozen)) {
        KernelPairs<T> pairs(frozen);
        ImageSpectra spectra{output_spectrum_of(frozen, options.seed, pairs),
                             gradient_spectrum_of(frozen, from, pairs)};
        spectra.gradient.weight_shares = weight_shares_of(pairs.gradients());
        return spectra;
    }
    ImageSpectra spectra{output_spectrum_of(frozen, options.seed, Unwatched()),
                         gradient_spectrum_of(frozen, from, Unwatched())};
    if (with_weights)
        spectra.gradient.weight_shares = weight_shares_of(kernel_gradients_at_roots(frozen, from));
    return spectra;
}

template <class T>
ImageSpectra image_spectra(ConvolutionalNetwork<T>& network, const Panel<T>& x, std::span<const int> labels,
                           Cotangent cotangent, bool with_weights, const ImageSpectrumOptions& options) {
    FrozenMemory<T> memory;
    return image_spectra(network, x, labels, cotangent, with_weights, options, memory);
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
template std::vector<KernelGradients<float>> weight_gradients_by_length(ConvolutionalNetwork<float>&,
                                                                        const Panel<float>&,
                                                                        const Panel<float>&,
                                                                        const ImageSpectrumOptions&);
template std::vector<KernelGradients<double>> weight_gradients_by_length(ConvolutionalNetwork<double>&,
                                                                         const Panel<double>&,
                                                                         const Panel<double>&,
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
                                    Cotangent, bool, const ImageSpectrumOptions&, FrozenMemory<float>&);
template ImageSpectra image_spectra(ConvolutionalNetwork<double>&, const Panel<double>&, std::span<const int>,
                                    Cotangent, bool, const ImageSpectrumOptions&, FrozenMemory<double>&);
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
