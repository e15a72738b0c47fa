// Losses, norms, scales and spectra of a dense network.
#include <cmath>

#include "network/losses.hpp"
#include "training/measured_parts.hpp"
#include "training/trained_model.hpp"

namespace glasscape {
namespace {

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
double DenseModel<T>::add_gradients(const Panel<T>& x, const Annotations& known) {
    const double loss = network_.forward(x, known, NormMode::train, state_);
    network_.backward(x, state_);
    return loss;
}

template <class T>
void DenseModel<T>::measure(const Batch& test, const TrainingOptions& options, TrainingRecord& record) {
    const auto known = head_of(test, test.x.samples(), x_);
    record.test_loss = network_.evaluate(x_, known, NormMode::batch, test_);
    record.test_accuracy = accuracy(network_.options().loss, test_.outputs, known.labels);
    network_.evaluate(x_, known, NormMode::evaluate, test_);
    record.running_accuracy = accuracy(network_.options().loss, test_.outputs, known.labels);
    for (const auto& parameter : network_.parameters()) {
        if (!parameter.name.starts_with("W")) continue;
        const double square = squared_norm(parameter);
        record.weight_norm += square;
        record.layer_norms.push_back(std::sqrt(square / network_.options().width));
    }
    record.weight_norm = std::sqrt(record.weight_norm);
    record.scales = scales_of(network_);
    if (options.spectrum_points > 0) {
        const auto first = head_of(test, options.spectrum_points, x_);
        record.output = output_spectrum(network_, x_, first, output_);
    }
    if (options.gradient_points > 0) {
        const auto first = head_of(test, options.gradient_points, x_);
        record.gradient = gradient_spectrum(network_, x_, first, gradient_);
    }
}

template class DenseModel<float>;
template class DenseModel<double>;

}  // namespace glasscape
