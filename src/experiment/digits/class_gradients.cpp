#include "experiment/digits/class_gradients.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "experiment/digits/digit_features.hpp"
#include "experiment/digits/digit_images.hpp"
#include "experiment/digits/frechet_distance.hpp"

namespace glasscape {
namespace {

// Noise that no training step uses.
constexpr std::uint64_t probe_noise = std::uint64_t{1} << 32;
constexpr std::uint64_t image_noise = std::uint64_t{1} << 33;
constexpr int gradient_moments = 20;
constexpr int probe_images = 20;  // of a class
constexpr int generated_images = 1000;

std::vector<int> classes_in_turn(int samples) {
    std::vector<int> labels(static_cast<std::size_t>(samples));
    for (std::size_t b = 0; b < labels.size(); ++b)
        labels[b] = static_cast<int>(b % digit_classes);
    return labels;
}

std::vector<double> shared_gradient(DenseStack<float>& generator) {
    std::vector<double> list;
    for (const auto& parameter : generator.parameters()) {
        if (!parameter.is_weight) continue;
        for (int i = 0; i < parameter.rows; ++i)
            for (int j = 0; j < parameter.columns; ++j)
                list.push_back(static_cast<double>(
                    parameter.gradients[std::ptrdiff_t{i} * parameter.stride + std::ptrdiff_t{j}]));
    }
    return list;
}

/// What a training leaves: means of the gradients' measures, and images of all classes.
struct TrainedPair {
    ClassGradients gradients;
    Panel<float> generated;
};

TrainedPair trained_pair(const ClassGradientRequest& request, NormKind kind, std::uint64_t seed,
                         const DigitImages& images) {
    GenerativeOptions options;
    options.classes = digit_classes;
    options.norm = kind;
    options.discriminator_norm = NormKind::none;
    options.optimiser.kind = OptimiserKind::adam;
    options.optimiser.momentum = 0.5;
    options.optimiser.learning_rate = request.learning_rate;
    GenerativePair pair(options, seed);
    Batch batch;
    RunningMean variation;
    RunningMean cosine;
    const int apart = std::max(1, request.steps / (2 * gradient_moments));
    for (int step = 0; step < request.steps; ++step) {
        const auto index = static_cast<std::uint64_t>(step);
        images.draw(seed, index, request.batch, batch);
        pair.train_step(batch, index);
        if (2 * (step + 1) <= request.steps || (step + 1) % apart != 0) continue;
        const auto gradients = class_gradients(pair, probe_images, probe_noise + index);
        variation.add(gradients.variation);
        cosine.add(gradients.cosine);
    }
    const auto& generated = pair.generate(pair.noise(generated_images, image_noise),
                                          classes_in_turn(generated_images), NormMode::evaluate);
    return {{variation.mean(), cosine.mean()}, generated};
}

}  // namespace

ClassGradients class_gradients(GenerativePair& pair, int per_class, std::uint64_t index) {
    const auto labels = classes_in_turn(per_class * digit_classes);
    const auto noise = pair.noise(per_class * digit_classes, index);
    pair.generate(noise, labels, NormMode::batch);
    std::vector<std::vector<double>> gradients;
    RunningMean norms;
    for (int k = 0; k < digit_classes; ++k) {
        pair.generator().zero_gradients();
        pair.add_generator_gradient(noise, labels, k);
        gradients.push_back(shared_gradient(pair.generator()));
        norms.add(std::sqrt(dot(gradients.back(), gradients.back())));
    }
    pair.generator().zero_gradients();
    RunningMean cosines;
    for (std::size_t i = 0; i < gradients.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            cosines.add(dot(gradients[i], gradients[j]) /
                        std::sqrt(dot(gradients[i], gradients[i]) * dot(gradients[j], gradients[j])));
    return {std::sqrt(norms.variance()) / norms.mean(), cosines.mean()};
}

std::vector<SeedMeasures> class_balance(const ClassGradientRequest& request) {
    const DigitImages images;
    const auto seeds = seeds_from(request.first_seed, request.seeds);
    const auto pairs =
        by_arm_and_seed<TrainedPair>("generators with classes, runs", request.norms.size(), seeds,
                                     [&](std::size_t arm, std::uint64_t seed) {
                                         return trained_pair(request, request.norms[arm], seed, images);
                                     });
    DigitFeatures features(images);
    const auto real = features.of(batch_of(images.training).x);
    std::vector<SeedMeasures> runs;
    for (std::size_t arm = 0; arm < pairs.size(); ++arm)
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            const auto& [gradients, generated] = pairs[arm][i];
            runs.push_back(
                {std::string(norm_name(request.norms[arm])),
                 seeds[i],
                 {gradients.variation, gradients.cosine, frechet_distance(features.of(generated), real)}});
        }
    return runs;
}

Table class_balance_table(const std::vector<SeedMeasures>& runs, const ClassGradientRequest& request) {
    return paired_table({"variation of gradient norms", "cosine of gradients", "Frechet distance"}, runs,
                        compared_with_those_before(names_of(request.norms)));
}

}  // namespace glasscape
