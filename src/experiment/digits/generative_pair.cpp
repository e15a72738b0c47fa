#include "experiment/digits/generative_pair.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

#include "experiment/digits/digit_images.hpp"

namespace glasscape {
namespace {

DenseLayer hidden_layer(int units, NormKind kind, Gate gate) {
    const bool own_gate = kind == NormKind::weight_norm_tprelu || kind == NormKind::weight_norm_strict_trelu;
    return {units, default_options(kind), own_gate ? Gate::none : gate};
}

DenseLayer last_layer(int units, NormKind kind, Gate gate) {
    const auto last = replaces_weights(kind) ? NormKind::weight_norm_affine : NormKind::none;
    return {units, default_options(last), gate};
}

DenseStackOptions generator_options(const GenerativeOptions& options) {
    const auto hidden = hidden_layer(options.width, options.norm, options.gate);
    return {options.latent,
            options.classes,
            {hidden, hidden, last_layer(digit_pixels, options.norm, Gate::sigmoid)}};
}

DenseStackOptions discriminator_options(const GenerativeOptions& options) {
    const auto kind = options.discriminator_norm;
    const auto first = replaces_weights(kind) ? kind : NormKind::none;
    return {digit_pixels,
            0,
            {hidden_layer(options.width, first, Gate::leaky), hidden_layer(options.width, kind, Gate::leaky),
             last_layer(std::max(1, options.classes), kind, Gate::none)}};
}

// The two networks of a pair are drawn apart.
std::uint64_t seed_of_network(std::uint64_t seed, std::uint64_t network) {
    return derived_seed(seed, Stream::latent, network);
}

}  // namespace

GenerativePair::GenerativePair(const GenerativeOptions& options, std::uint64_t seed)
    : options_(options),
      seed_(seed),
      generator_(generator_options(options), seed_of_network(seed, 0)),
      discriminator_(discriminator_options(options), seed_of_network(seed, 1)),
      generator_optimiser_(options.optimiser, generator_.parameters()),
      discriminator_optimiser_(options.optimiser, discriminator_.parameters()) {}

Panel<float> GenerativePair::noise(int samples, std::uint64_t index) const {
    RandomStream stream(seed_, Stream::latent, index);
    boost::random::normal_distribution<float> normal;
    Panel<float> z(options_.latent, samples);
    for (int i = 0; i < options_.latent; ++i)
        for (int b = 0; b < samples; ++b)
            z(i, b) = normal(stream);
    return z;
}

const Panel<float>& GenerativePair::generate(const Panel<float>& noise, std::span<const int> labels,
                                             NormMode mode) {
    conditions_.clear();
    for (const int label : labels)
        conditions_.push_back(Condition{label});
    generator_.forward(noise, conditions_, mode, made_);
    return made_.outputs();
}

void GenerativePair::differentiate_loss(std::span<const int> labels, double sign, int only) {
    const auto& outputs = judged_.outputs();
    by_outputs_.resize(outputs.features(), outputs.samples());
    by_outputs_.fill_zero();
    const auto counts = [&](int b) { return only < 0 || labels[static_cast<std::size_t>(b)] == only; };
    int samples = 0;
    for (int b = 0; b < outputs.samples(); ++b)
        samples += counts(b) ? 1 : 0;
    for (int b = 0; b < outputs.samples(); ++b) {
        if (!counts(b)) continue;
        const int output = options_.classes > 0 ? labels[static_cast<std::size_t>(b)] : 0;
        const double margin = sign * static_cast<double>(outputs(output, b));
        by_outputs_(output, b) = static_cast<float>(-sign / (1.0 + std::exp(margin)) / samples);
    }
}

void GenerativePair::add_generator_gradient(const Panel<float>& noise, std::span<const int> labels,
                                            int only) {
    const Panel<float>& images = made_.outputs();
    discriminator_.forward(images, {}, NormMode::batch, judged_);
    differentiate_loss(labels, 1.0, only);
    discriminator_.backward(images, by_outputs_, judged_, by_images_);
    discriminator_.zero_gradients();
    generator_.backward(noise, by_images_, made_, by_noise_);
}

void GenerativePair::train_step(const Batch& images, std::uint64_t step) {
    const auto z = noise(images.x.samples(), step);
    const std::span<const int> labels =
        options_.classes > 0 ? std::span<const int>(images.labels) : std::span<const int>();
    const Panel<float>& made = generate(z, labels, NormMode::train);
    for (const bool real : {true, false}) {
        const Panel<float>& shown = real ? images.x : made;
        discriminator_.forward(shown, {}, NormMode::train, judged_);
        differentiate_loss(labels, real ? 1.0 : -1.0, -1);
        discriminator_.backward(shown, by_outputs_, judged_, by_images_);
    }
    discriminator_optimiser_.step(options_.optimiser.learning_rate);
    add_generator_gradient(z, labels);
    generator_optimiser_.step(options_.optimiser.learning_rate);
}

}  // namespace glasscape
