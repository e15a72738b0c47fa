#include "glasscape/training/training_run.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "network/panel/samples.hpp"
#include "training/augmentation.hpp"
#include "training/trained_model.hpp"

namespace glasscape {
namespace {

/// The name of its normalisation, and whether that takes statistics over a batch.
std::pair<std::string_view, bool> norm_of(const NetworkChoice& network) {
    if (const auto* dense = std::get_if<NetworkOptions>(&network))
        return {norm_name(dense->norm.kind), uses_batch_statistics(dense->norm.kind)};
    const auto norm = std::get<ConvolutionalOptions>(network).norm;
    return {branch_norm_name(norm), norm == BranchNorm::batch_norm || norm == BranchNorm::paper_scale ||
                                        norm == BranchNorm::kalman_norm};
}

int ghost_of(const NetworkChoice& network) {
    if (const auto* dense = std::get_if<NetworkOptions>(&network)) return dense->norm.ghost;
    return std::get<ConvolutionalOptions>(network).ghost;
}

template <class T>
TrainedModel<T> model_of(const NetworkChoice& network, std::uint64_t seed) {
    if (const auto* dense = std::get_if<NetworkOptions>(&network)) return {DenseModel<T>(*dense, seed)};
    return {ConvolutionalModel<T>(std::get<ConvolutionalOptions>(network), seed)};
}

void require_fitting(const NetworkOptions& network, const Dataset& data) {
    if (data.inputs() != network.inputs || data.classes() > network.classes ||
        (is_conditional(network.norm.kind) && data.conditions() > network.conditions))
        throw std::invalid_argument(
            fmt::format("the data have {} inputs, {} classes and {} conditions, the network {}, {} and {}: "
                        "they must agree",
                        data.inputs(), data.classes(), data.conditions(), network.inputs, network.classes,
                        network.conditions));
}

void require_fitting(const ConvolutionalOptions& network, const Dataset& data) {
    if (data.image() != network.image || data.classes() > network.classes)
        throw std::invalid_argument(
            fmt::format("the data have images of {} and {} classes, the network {} and {}: they must agree",
                        to_text(data.image()), data.classes(), to_text(network.image), network.classes));
}

void require_fitting(const Augmentation& augmentation, const Dataset& data) {
    if (augmentation.is_none()) return;
    const auto& image = data.image();
    if (!image.is_image())
        throw std::invalid_argument(
            "shift and mirror move the pixels of images, and the data hold none: leave them out");
    if (augmentation.shift >= std::min(image.height, image.width))
        throw std::invalid_argument(
            fmt::format("a shift of {} pixels leaves nothing of images of {}: give a smaller one",
                        augmentation.shift, to_text(image)));
}

}  // namespace

template <class T>
TrainingRun<T>::~TrainingRun() = default;

void require_sensible(const TrainingOptions& training, const NetworkChoice& network) {
    if (training.steps < 1)
        throw std::invalid_argument(fmt::format("{} training steps: at least 1 is needed", training.steps));
    const auto [norm, of_batch] = norm_of(network);
    if (training.batch < 1 || (training.batch < 2 && of_batch))
        throw std::invalid_argument(fmt::format(
            "a batch of {} with {}: statistics over a batch need at least 2 samples", training.batch, norm));
    const int ghost = ghost_of(network);
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
TrainingRun<T>::TrainingRun(const NetworkChoice& network, const TrainingOptions& training,
                            std::shared_ptr<const Dataset> data, std::uint64_t seed)
    : options_(training),
      data_(std::move(data)),
      seed_(seed),
      model_(std::make_unique<TrainedModel<T>>(model_of<T>(network, seed))),
      optimiser_(training.optimiser, parameters()) {
    require_sensible(training, network);
    std::visit([&](const auto& options) { require_fitting(options, *data_); }, network);
    require_fitting(training.augmentation, *data_);
    const auto* dense = std::get_if<NetworkOptions>(&network);
    if (dense == nullptr || !dense->data_start) return;
    data_->training_batch(0, options_.batch, batch_);
    copy_samples(batch_.x, x_);
    this->network().start_from(x_, {batch_.labels, batch_.conditions});
}

template <class T>
ResidualNetwork<T>& TrainingRun<T>::network() {
    if (auto* dense = std::get_if<DenseModel<T>>(&model_->of)) return dense->network();
    throw std::logic_error("a run of a convolutional network has no dense one");
}

template <class T>
ConvolutionalNetwork<T>& TrainingRun<T>::convolutional_network() {
    if (auto* model = std::get_if<ConvolutionalModel<T>>(&model_->of)) return model->network();
    throw std::logic_error("a run of a dense network has no convolutional one");
}

template <class T>
std::vector<Parameter<T>> TrainingRun<T>::parameters() {
    return std::visit([](auto& model) { return model.parameters(); }, model_->of);
}

template <class T>
std::vector<Parameter<T>> TrainingRun<T>::buffers() {
    return std::visit([](auto& model) { return model.buffers(); }, model_->of);
}

template <class T>
double TrainingRun<T>::train_step() {
    data_->training_batch(step_, options_.batch, batch_);
    if (!options_.augmentation.is_none())
        augment_images(data_->image(), options_.augmentation, seed_, step_, batch_.x);
    copy_samples(batch_.x, x_);
    const double loss = std::visit(
        [&](auto& model) {
            return model.add_gradients(x_, {batch_.labels, batch_.conditions});
        },
        model_->of);
    optimiser_.step(learning_rate(options_.optimiser, step_, options_.steps));
    ++step_;
    return loss;
}

template <class T>
TrainingRecord TrainingRun<T>::record(double training_loss, const TrainingOptions& options,
                                      const ImageDepthOptions& image) {
    TrainingRecord record;
    record.step = step_;
    record.training_loss = training_loss;
    if (test_points_ != options.test_points) data_->test_batch(options.test_points, test_);
    test_points_ = options.test_points;
    if (auto* convolutional = std::get_if<ConvolutionalModel<T>>(&model_->of))
        convolutional->measure(test_, options, image, record);
    else
        std::get<DenseModel<T>>(model_->of).measure(test_, options, record);
    return record;
}

template <class T>
void TrainingRun<T>::recalibrate(int points) {
    auto* convolutional = std::get_if<ConvolutionalModel<T>>(&model_->of);
    if (convolutional == nullptr) return;
    for (int k = 0; k * options_.batch < points; ++k) {
        data_->training_batch(k, options_.batch, batch_);
        copy_samples(batch_.x, x_);
        convolutional->recalibrate(x_, batch_.labels, k);
    }
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
            ImageDepthOptions image;
            image.weight_gradients = step_ == 0 || step_ == options_.steps;
            auto next = record(loss, options_, image);
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
