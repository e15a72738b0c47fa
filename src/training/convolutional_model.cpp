// Losses, norms, scales and spectra of a convolutional network, in the terms of a dense one: lengths and layers
// count from 1 for the stem.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "glasscape/convolution/image_spectrum.hpp"

#include "network/losses.hpp"
#include "training/measured_parts.hpp"
#include "training/trained_model.hpp"

namespace glasscape {
namespace {

constexpr double not_there = std::numeric_limits<double>::quiet_NaN();
/// Test points are worked out so many at a time.
constexpr int test_batch = 256;

OutputSpectrum dense_terms(ImageOutputSpectrum spectrum) {
    OutputSpectrum output;
    output.shares = std::move(spectrum.outputs.shares);
    output.signed_shares = std::move(spectrum.outputs.signed_shares);
    output.cross = spectrum.outputs.cross;
    output.residual = spectrum.residual;
    output.centred = std::move(spectrum.centred);
    output.layers.push_back({not_there, not_there, not_there, not_there, not_there});
    for (const auto& block : spectrum.blocks)
        output.layers.push_back({not_there, block.openness, not_there, block.gain, block.white_gain});
    return output;
}

GradientSpectrum dense_terms(ImageGradientSpectrum spectrum) {
    return {std::move(spectrum.weight_shares), std::move(spectrum.input)};
}

}  // namespace

template <class T>
double ConvolutionalModel<T>::add_gradients(const Panel<T>& x, const Annotations& known) {
    const double loss = network_.forward(x, known.labels, NormMode::train, state_);
    network_.backward(x, state_);
    return loss;
}

template <class T>
void ConvolutionalModel<T>::measure_losses(const Batch& test, TrainingRecord& record) {
    for (int first = 0; first < test.x.samples(); first += test_batch) {
        const int count = std::min(test_batch, test.x.samples() - first);
        const double share = static_cast<double>(count) / test.x.samples();
        Panel<T> x;
        const auto labels = part_of(test, first, count, x).labels;
        record.test_loss += share * network_.forward(x, labels, NormMode::batch, state_);
        record.test_accuracy += share * accuracy(Loss::cross_entropy, state_.outputs(), labels);
        network_.forward(x, labels, NormMode::evaluate, state_);
        record.running_accuracy += share * accuracy(Loss::cross_entropy, state_.outputs(), labels);
    }
}

template <class T>
void ConvolutionalModel<T>::measure_weights(TrainingRecord& record) {
    const auto blocks = static_cast<std::size_t>(network_.options().blocks());
    std::vector<double> squares(blocks + 1);
    std::vector<double> scales(blocks + 1, 1.0);
    bool scaled = false;
    for (const auto& parameter : network_.parameters()) {
        if (parameter.name.starts_with("head.")) continue;
        const std::size_t layer =
            parameter.name.starts_with("stem.") ? 0 : std::stoul(parameter.name.substr(7)) + 1;
        if (parameter.is_weight) squares[layer] += squared_norm(parameter);
        if (!parameter.name.ends_with(".alpha")) continue;
        scales[layer] = static_cast<double>(parameter.values[0]);
        scaled = true;
    }
    for (std::size_t layer = 0; layer <= blocks; ++layer) {
        const auto stage =
            layer == 0 ? 0 : (layer - 1) / static_cast<std::size_t>(network_.options().blocks_per_stage);
        record.weight_norm += squares[layer];
        record.layer_norms.push_back(std::sqrt(squares[layer] / network_.options().widths[stage]));
    }
    record.weight_norm = std::sqrt(record.weight_norm);
    if (scaled) record.scales = scales;
}

template <class T>
void ConvolutionalModel<T>::recalibrate(const Panel<T>& x, std::span<const int> labels, int earlier) {
    network_.forward(x, labels, NormMode::train, state_, 1.0 / (earlier + 1));
}

template <class T>
void ConvolutionalModel<T>::measure(const Batch& test, const TrainingOptions& options,
                                    const ImageDepthOptions& image, TrainingRecord& record) {
    measure_losses(test, record);
    measure_weights(record);
    const int points = std::min(options.spectrum_points, test.x.samples());
    const int gradient_points = std::min(options.gradient_points, test.x.samples());
    Panel<T> x;
    if (points > 0 && points == gradient_points) {
        const auto labels = head_of(test, points, x).labels;
        auto spectra = image_spectra(network_, x, labels, image.cotangent, image.weight_gradients,
                                     image.spectrum, spectra_);
        record.output = dense_terms(std::move(spectra.output));
        record.gradient = dense_terms(std::move(spectra.gradient));
        return;
    }
    if (points > 0) {
        head_of(test, points, x);
        record.output = dense_terms(output_spectrum(network_, x, image.spectrum));
    }
    if (gradient_points == 0) return;
    const auto labels = head_of(test, gradient_points, x).labels;
    const auto cotangent =
        image.cotangent == Cotangent::random
            ? random_cotangent<T>(network_.options().classes, gradient_points, image.spectrum.seed)
            : loss_cotangent(network_, x, labels, image.spectrum.statistics);
    record.gradient =
        dense_terms(gradient_spectrum(network_, x, cotangent, image.weight_gradients, image.spectrum));
}

template class ConvolutionalModel<float>;
template class ConvolutionalModel<double>;

}  // namespace glasscape
