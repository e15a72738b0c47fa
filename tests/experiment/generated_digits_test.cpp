// Generators of digits: distances of samples, gradients by class, rebuilt images.
#include <cmath>
#include <cstddef>
#include <vector>

#include <boost/random/normal_distribution.hpp>
#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"

#include "experiment/digits/class_gradients.hpp"
#include "experiment/digits/digit_features.hpp"
#include "experiment/digits/frechet_distance.hpp"
#include "experiment/digits/reconstruction.hpp"

namespace glasscape {
namespace {

constexpr double single_precision = 1e-5;  // of some hundred terms that each round by 6e-8

Panel<float> normal_sample(int features, int samples, std::uint64_t index) {
    RandomStream stream(9, Stream::data, index);
    boost::random::normal_distribution<float> normal;
    Panel<float> x(features, samples);
    for (int i = 0; i < features; ++i)
        for (int b = 0; b < samples; ++b)
            x(i, b) = normal(stream) + (i > 0 ? 0.5F * x(i - 1, b) : 0.0F);
    return x;
}

std::vector<float> weight_gradients(GenerativePair& pair) {
    std::vector<float> list;
    for (const auto& parameter : pair.generator().parameters())
        list.insert(list.end(), parameter.gradients,
                    parameter.gradients + std::ptrdiff_t{parameter.rows} * parameter.stride);
    return list;
}

TEST_SUITE_BEGIN("experiment");

TEST_CASE("the Frechet distance of a sample from itself stretched and moved is known") {
    const auto x = normal_sample(4, 60, 0);
    CHECK(std::abs(frechet_distance(x, x)) < 1e-12);
    // y = 3 x + 1: |2 m + 1|^2 + (3 - 1)^2 tr C
    Panel<float> y(4, 60);
    double expected = 0.0;
    for (int i = 0; i < 4; ++i) {
        double mean = 0.0;
        double squares = 0.0;
        for (int b = 0; b < 60; ++b) {
            y(i, b) = 3.0F * x(i, b) + 1.0F;
            mean += static_cast<double>(x(i, b)) / 60.0;
        }
        for (int b = 0; b < 60; ++b)
            squares += std::pow(static_cast<double>(x(i, b)) - mean, 2) / 59.0;
        expected += std::pow(2.0 * mean + 1.0, 2) + 4.0 * squares;
    }
    CHECK(frechet_distance(x, y) == doctest::Approx(expected).epsilon(single_precision));
    CHECK(frechet_distance(y, x) == doctest::Approx(expected).epsilon(single_precision));
}

TEST_CASE("the space of features tells held-out digits apart, and images of digits from noise") {
    const DigitImages images;
    DigitFeatures features(images);
    CHECK(features.accuracy_on(images.held_out) > 0.95);
    const auto real = features.of(batch_of(images.training).x);
    const double held_out = frechet_distance(features.of(images.held_out.x), real);
    CHECK(10.0 * held_out < frechet_distance(features.of(normal_sample(digit_pixels, 300, 1)), real));
}

TEST_CASE("gradients of the classes add up to that of all images") {
    GenerativeOptions options;
    options.width = 12;
    options.classes = digit_classes;
    options.norm = NormKind::sandwich_bn;
    options.discriminator_norm = NormKind::none;
    GenerativePair pair(options, 4);
    std::vector<int> labels;
    for (int b = 0; b < 3 * digit_classes; ++b)
        labels.push_back(b % digit_classes);
    const auto noise = pair.noise(3 * digit_classes, 0);
    pair.generate(noise, labels, NormMode::batch);
    pair.add_generator_gradient(noise, labels);
    const auto whole = weight_gradients(pair);
    pair.generator().zero_gradients();
    for (int k = 0; k < digit_classes; ++k)
        pair.add_generator_gradient(noise, labels, k);
    const auto sum = weight_gradients(pair);
    for (std::size_t i = 0; i < whole.size(); ++i)
        CHECK(sum[i] == doctest::Approx(10.0F * whole[i]).epsilon(single_precision));
    const auto measured = class_gradients(pair, 3, 0);
    CHECK(measured.variation > 0.0);
    CHECK(std::abs(measured.cosine) < 1.0);
}

TEST_CASE("a linear generator rebuilds what it can make, and misses the rest by its distance") {
    DenseStack<float> generator({2, 0, {{3}}}, 6);
    const Panel<float> target = [&] {
        StackActivations<float> state;
        Panel<float> latent(2, 2);
        latent(0, 0) = 0.6F;
        latent(1, 0) = -0.4F;
        generator.forward(latent, {}, NormMode::evaluate, state);
        return state.outputs();
    }();
    // Latent vectors start at 0, where a generator without shifts makes 0; its second target is there.
    double power = 0.0;
    for (int i = 0; i < 3; ++i)
        power += static_cast<double>(target(i, 0)) * static_cast<double>(target(i, 0));
    CHECK(reconstruction_error(generator, target, 0) ==
          doctest::Approx(power / 6.0).epsilon(single_precision));
    CHECK(reconstruction_error(generator, target, 50) < power / 6.0);
    CHECK(reconstruction_error(generator, target, 2000) < 1e-3 * power / 6.0);
}

TEST_CASE("trainings of generators are the same whatever the threads") {
    ClassGradientRequest balance;
    balance.seeds = 2;
    balance.steps = 4;
    balance.batch = 16;
    ReconstructionRequest rebuild;
    rebuild.seeds = 1;
    rebuild.steps = 4;
    rebuild.moments = 2;
    rebuild.images = 5;
    rebuild.batch = 16;
    rebuild.short_descent = 2;
    rebuild.long_descent = 3;
    std::vector<std::vector<SeedMeasures>> balances;
    std::vector<std::vector<ReconstructionRun>> runs;
    for (const int threads : {1, 2}) {
        set_thread_count(threads);
        balances.push_back(class_balance(balance));
        runs.push_back(reconstruction_along_training(rebuild));
    }
    set_thread_count(0);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(balances[0][i].values == balances[1][i].values);
    for (std::size_t i = 0; i < rebuild.arms.size(); ++i) {
        CHECK(runs[0][i].steps == std::vector<std::int64_t>{2, 4});
        CHECK(runs[0][i].errors == runs[1][i].errors);
        CHECK(runs[0][i].long_error == runs[1][i].long_error);
    }
    CHECK(reconstruction_curves(runs[0]).rows().size() == 8);
    // Four arms, each against all before it.
    CHECK(reconstruction_table(runs[0], rebuild).rows().size() == 6 * 6);
    CHECK(class_balance_table(balances[0], balance).rows().size() == 3);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
