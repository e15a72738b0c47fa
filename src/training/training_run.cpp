#include "glasscape/training/training_run.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "network/losses.hpp"
#include "network/paths/spectrum_memory.hpp"

namespace glasscape {
namespace {

template <class T>
void convert(const Panel<float>& from, Panel<T>& to) {
    to.resize(from.features(), from.samples());
    for (int i = 0; i < from.features(); ++i)
        std::copy_n(from.row(i), from.samples(), to.row(i));
}

/// The first `samples` samples of a batch; what is known of them views the batch.
template <class T>
Annotations head(const Batch& batch, int samples, Panel<T>& x) {
    samples = std::min(samples, batch.x.samples());
    x.resize(batch.x.features(), samples);
    for (int i = 0; i < x.features(); ++i)
        std::copy_n(batch.x.row(i), samples, x.row(i));
    const std::span<const Condition> conditions(batch.conditions);
    const auto count = static_cast<std::size_t>(samples);
    return {std::span(batch.labels).first(count), conditions.empty() ? conditions : conditions.first(count)};
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
struct TrainingRun<T>::Logging {
    Panel<T> x;
    Activations<T> test;
    SpectrumMemory<T> output;
    SpectrumMemory<T> gradient;
};

template <class T>
TrainingRun<T>::~TrainingRun() = default;

void require_sensible(const TrainingOptions& training, const NetworkOptions& network) {
    if (training.steps < 1)
        throw std::invalid_argument(fmt::format("{} training steps: at least 1 is needed", training.steps));
    if (training.batch < 1 || (training.batch < 2 && uses_batch_statistics(network.norm.kind)))
        throw std::invalid_argument(
            fmt::format("a batch of {} with {}: statistics over a batch need at least 2 samples",
                        training.batch, norm_name(network.norm.kind)));
    const int ghost = network.norm.ghost;
    if (ghost == 1 || (ghost > 1 && training.batch % ghost != 0))
        throw std::invalid_argument(fmt::format(
            "ghost batches of {} in a batch of {}: they must have at least 2 samples and divide the batch",
            ghost, training.batch));
    if (!(training.optimiser.learning_rate > 0.0 && std::isfinite(training.optimiser.learning_rate)))
        throw std::invalid_argument(
            fmt::format("learning rate {}: it must be positive", training.optimiser.learning_rate));
    for (const double momentum : {training.optimiser.momentum, training.optimiser.second_momentum})
        if (!(momentum >= 0.0 && momentum < 1.0))
            throw std::invalid_argument(fmt::format("momentum {}: it must lie in [0, 1)", momentum));
    if (!(training.optimiser.weight_decay >= 0.0 && std::isfinite(training.optimiser.weight_decay)))
        throw std::invalid_argument(
            fmt::format("weight decay {}: it must not be negative", training.optimiser.weight_decay));
    for (const auto step : training.log_steps)
        if (step < 0 || step > training.steps)
            throw std::invalid_argument(
                fmt::format("log step {} lies outside the {} training steps", step, training.steps));
    if (training.test_points < 2)
        throw std::invalid_argument(
            fmt::format("{} test points: at least 2 are needed", training.test_points));
}

std::vector<std::int64_t> default_log_steps(std::int64_t steps) {
    std::vector<std::int64_t> list;
    for (const double share : {0.0, 0.005, 0.015, 0.03, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1.0}) {
        const auto step = static_cast<std::int64_t>(std::llround(share * static_cast<double>(steps)));
        if (list.empty() || step > list.back()) list.push_back(step);
    }
    return list;
}

template <class T>
TrainingRun<T>::TrainingRun(const NetworkOptions& network, const TrainingOptions& training,
                            std::shared_ptr<const Dataset> data, std::uint64_t seed)
    : options_(training),
      data_(std::move(data)),
      seed_(seed),
      network_(network, seed),
      optimiser_(training.optimiser, network_.parameters()),
      logging_(std::make_unique<Logging>()) {
    require_sensible(training, network);
    if (data_->inputs() != network.inputs || data_->classes() > network.classes ||
        (is_conditional(network.norm.kind) && data_->conditions() > network.conditions))
        throw std::invalid_argument(
            fmt::format("the data have {} inputs, {} classes and {} conditions, the network {}, {} and {}: "
                        "they must agree",
                        data_->inputs(), data_->classes(), data_->conditions(), network.inputs,
                        network.classes, network.conditions));
    if (!network.data_start) return;
    data_->training_batch(0, options_.batch, batch_);
    load(batch_, x_);
    network_.start_from(x_, {batch_.labels, batch_.conditions});
}

template <class T>
void TrainingRun<T>::load(const Batch& batch, Panel<T>& x) const {
    convert(batch.x, x);
}

template <class T>
double TrainingRun<T>::train_step() {
    data_->training_batch(step_, options_.batch, batch_);
    load(batch_, x_);
    const double loss = network_.forward(x_, {batch_.labels, batch_.conditions}, NormMode::train, state_);
    network_.backward(x_, state_);
    optimiser_.step(learning_rate(options_.optimiser, step_, options_.steps));
    ++step_;
    return loss;
}

template <class T>
TrainingRecord TrainingRun<T>::record(double training_loss, const TrainingOptions& options) {
    TrainingRecord record;
    record.step = step_;
    record.training_loss = training_loss;
    if (test_points_ != options.test_points) data_->test_batch(options.test_points, test_);
    test_points_ = options.test_points;
    auto& x = logging_->x;
    const auto known = head(test_, test_.x.samples(), x);
    record.test_loss = network_.evaluate(x, known, NormMode::batch, logging_->test);
    record.test_accuracy = accuracy(network_.options().loss, logging_->test.outputs, known.labels);
    network_.evaluate(x, known, NormMode::evaluate, logging_->test);
    record.running_accuracy = accuracy(network_.options().loss, logging_->test.outputs, known.labels);
    for (const auto& parameter : network_.parameters()) {
        if (!parameter.name.starts_with("W")) continue;
        const double square = squared_norm(parameter);
        record.weight_norm += square;
        record.layer_norms.push_back(std::sqrt(square / network_.options().width));
    }
    record.weight_norm = std::sqrt(record.weight_norm);
    record.scales = scales_of(network_);
    if (options.spectrum_points > 0) {
        const auto first = head(test_, options.spectrum_points, x);
        record.output = output_spectrum(network_, x, first, logging_->output);
    }
    if (options.gradient_points > 0) {
        const auto first = head(test_, options.gradient_points, x);
        record.gradient = gradient_spectrum(network_, x, first, logging_->gradient);
    }
    return record;
}

template <class T>
TrainingEnd TrainingRun<T>::run(const std::function<bool()>& should_stop) {
    const auto wanted = [&] {
        const bool asked = std::find(options_.log_steps.begin(), options_.log_steps.end(), step_) !=
                           options_.log_steps.end();
        return asked && (records_.empty() || records_.back().step < step_);
    };
    double loss = records_.empty() ? 0.0 : records_.back().training_loss;
    while (true) {
        if (wanted()) {
            auto next = record(loss, options_);
            if (!std::isfinite(next.test_loss)) return TrainingEnd::diverged;
            if (step_ == 0) next.training_loss = next.test_loss;
            records_.push_back(std::move(next));
        }
        if (step_ == options_.steps) return TrainingEnd::finished;
        if (should_stop()) return TrainingEnd::stopped;
        loss = train_step();
        if (!std::isfinite(loss)) return TrainingEnd::diverged;
    }
}

template <class T>
void TrainingRun<T>::restore(std::int64_t step, std::vector<TrainingRecord> records) {
    step_ = step;
    records_ = std::move(records);
    optimiser_.set_steps(step);
}

template class TrainingRun<float>;
template class TrainingRun<double>;

}  // namespace glasscape
