#include "experiment/digits/digit_features.hpp"

#include "glasscape/network/optimiser.hpp"

#include "network/losses.hpp"

namespace glasscape {
namespace {

constexpr std::uint64_t feature_seed = 1;  // of the space, whatever the experiment's
constexpr int feature_steps = 600;
constexpr int feature_batch = 64;

}  // namespace

DigitFeatures::DigitFeatures(const DigitImages& images)
    : classifier_({digit_pixels,
                   0,
                   {{64, default_options(NormKind::batch_norm), Gate::rectifier},
                    {32, default_options(NormKind::batch_norm), Gate::rectifier},
                    {digit_classes, default_options(NormKind::none), Gate::none}}},
                  feature_seed) {
    OptimiserOptions options;
    options.kind = OptimiserKind::adam;
    options.learning_rate = 2e-3;
    Optimiser<float> optimiser(options, classifier_.parameters());
    Batch batch;
    Panel<float> by_outputs;
    Panel<float> by_inputs;
    for (std::uint64_t step = 0; step < feature_steps; ++step) {
        images.draw(feature_seed, step, feature_batch, batch);
        classifier_.forward(batch.x, {}, NormMode::train, state_);
        loss_and_gradient(Loss::cross_entropy, state_.outputs(), batch.labels, by_outputs);
        classifier_.backward(batch.x, by_outputs, state_, by_inputs);
        optimiser.step(options.learning_rate);
    }
}

Panel<float> DigitFeatures::of(const Panel<float>& images) {
    classifier_.forward(images, {}, NormMode::evaluate, state_);
    return state_.gated[1];
}

double DigitFeatures::accuracy_on(const Batch& images) {
    classifier_.forward(images.x, {}, NormMode::evaluate, state_);
    return accuracy(Loss::cross_entropy, state_.outputs(), images.labels);
}

}  // namespace glasscape
