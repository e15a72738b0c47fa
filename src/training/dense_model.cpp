// Losses, norms, scales and spectra of a dense network.
#include <algorithm>
#include <cmath>

#include "network/losses.hpp"
#include "training/trained_model.hpp"

namespace glasscape {
namespace {

/// The first `samples` samples of a batch.
template <class T>
void head(const Batch& batch, int samples, Panel<T>& x, std::vector<int>& labels) {
    samples = std::min(samples, batch.x.samples());
    x.resize(batch.x.features(), samples);
    for (int i = 0; i < x.features(); ++i)
        std::copy_n(batch.x.row(i), samples, x.row(i));
    labels.assign(batch.labels.begin(), batch.labels.begin() + samples);
}

template <class T>
double squared_norm(const Parameter<T>& parameter) {
    double sum = 0.0;
    const auto count = std::ptrdiff_t{parameter.rows} * parameter.stride;
    for (std::ptrdiff_t i = 0; i < count; ++i)
        sum += static_cast<double>(parameter.values[i]) * static_cast<double>(parameter.values[i]);
    return sum;
}

template <class T>
double mean_of(const Parameter<T>& parameter) {
    double sum = 0.0;
    const auto count = std::ptrdiff_t{parameter.rows} * parameter.columns;
    for (std::ptrdiff_t i = 0; i < count; ++i)
        sum += static_cast<double>(parameter.values[i]);
    return sum / static_cast<double>(count);
}

/// The mean of lambda_l of each layer; layers without one count 1.
template <class T>
std::vector<double> scales_of(ResidualNetwork<T>& network) {
    std::vector<double> scales;
    bool any = false;
    for (int l = 1; l <= network.options().depth; ++l) {
        const auto scale = network.norm(l).scale();
        scales.push_back(scale ? mean_of(*scale) : 1.0);
        any = any || scale.has_value();
    }
    return any ? scales : std::vector<double>();
}

}  // namespace

template <class T>
double DenseModel<T>::add_gradients(const Panel<T>& x, std::span<const int> labels) {
    const double loss = network_.forward(x, labels, NormMode::train, state_);
    network_.backward(x, state_);
    return loss;
}

template <class T>
void DenseModel<T>::measure(const Batch& test, const TrainingOptions& options, TrainingRecord& record) {
    std::vector<int> labels;
    head(test, test.x.samples(), x_, labels);
    record.test_loss = network_.evaluate(x_, labels, NormMode::batch, test_);
    record.test_accuracy = accuracy(network_.options().loss, test_.outputs, labels);
    network_.evaluate(x_, labels, NormMode::evaluate, test_);
    record.running_accuracy = accuracy(network_.options().loss, test_.outputs, labels);
    for (const auto& parameter : network_.parameters()) {
        if (!parameter.name.starts_with("W")) continue;
        const double square = squared_norm(parameter);
        record.weight_norm += square;
        record.layer_norms.push_back(std::sqrt(square / network_.options().width));
    }
    record.weight_norm = std::sqrt(record.weight_norm);
    record.scales = scales_of(network_);
    if (options.spectrum_points > 0) {
        head(test, options.spectrum_points, x_, labels);
        record.output = output_spectrum(network_, x_, labels, output_);
    }
    if (options.gradient_points > 0) {
        head(test, options.gradient_points, x_, labels);
        record.gradient = gradient_spectrum(network_, x_, labels, gradient_);
    }
}

template class DenseModel<float>;
template class DenseModel<double>;

}  // namespace glasscape
