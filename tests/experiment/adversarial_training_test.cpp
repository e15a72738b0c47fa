// Attacks stay in their ball, raise the loss, and find the worst corner where it is known.
#include "experiment/digits/adversarial_training.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/threads.hpp"

#include "experiment/digits/digit_images.hpp"
#include "network/losses.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

double mean_loss(DenseStack<float>& network, const Panel<float>& x, const std::vector<int>& labels) {
    StackActivations<float> state;
    Panel<float> gradient;
    network.forward(x, {}, NormMode::evaluate, state);
    return loss_and_gradient(Loss::cross_entropy, state.outputs(), labels, gradient);
}

TEST_SUITE_BEGIN("experiment");

TEST_CASE("attacked digits stay within the ball and the range of pixels, and have a larger loss") {
    Batch images;
    DigitImages().draw(1, 0, 40, images);
    const auto norm = default_options(NormKind::batch_norm);
    DenseStack<float> network({digit_pixels, 0, {{16, norm, Gate::rectifier}, {digit_classes}}}, 3);
    StackActivations<float> state;
    for (const double radius : {0.0, 0.05, 0.2}) {
        CAPTURE(radius);
        const auto x = attacked(network, images.x, {images.labels}, {radius, 10},
                                RandomStream(1, Stream::adversarial, 0), state);
        double farthest = 0.0;
        for (int i = 0; i < digit_pixels; ++i)
            for (int b = 0; b < x.samples(); ++b) {
                const auto pixel = x(i, b);
                CHECK((pixel >= 0.0F && pixel <= 1.0F));
                farthest = std::max(farthest, static_cast<double>(std::abs(pixel - images.x(i, b))));
            }
        CHECK(farthest == doctest::Approx(radius).epsilon(1e-6));  // of floats below 1
        const double rise =
            mean_loss(network, x, images.labels) - mean_loss(network, images.x, images.labels);
        if (radius > 0.0)
            CHECK(rise > radius);
        else
            CHECK(rise == 0.0);
    }
}

TEST_CASE("against a linear classifier of two classes the attack ends in the worst corner") {
    DenseStack<double> network({digit_pixels, 0, {{2}}}, 8);
    const auto weights = network.parameters().front();
    Panel<double> x(digit_pixels, 6);
    RandomStream stream(2, Stream::data, 0);
    for (int i = 0; i < digit_pixels; ++i)
        for (int b = 0; b < 6; ++b)
            x(i, b) = static_cast<double>(stream() >> 11) / 9007199254740992.0;
    const std::vector<int> labels{0, 1, 1, 0, 0, 1};
    StackActivations<double> state;
    const auto found =
        attacked(network, x, {labels}, {0.2, 20}, RandomStream(1, Stream::adversarial, 0), state);
    for (int i = 0; i < digit_pixels; ++i)
        for (int b = 0; b < 6; ++b) {
            const double* row = weights.values + std::ptrdiff_t{i} * weights.stride;
            const int own = labels[static_cast<std::size_t>(b)];
            const double worse = row[1 - own] > row[own] ? 0.2 : -0.2;
            CHECK(found(i, b) ==
                  doctest::Approx(std::clamp(x(i, b) + worse, 0.0, 1.0)).epsilon(tolerance::few_roundings));
        }
}

TEST_CASE("adversarial training is the same whatever the threads, and tells the branches apart") {
    AdversarialRequest request;
    request.norms = {NormKind::batch_norm, NormKind::sandwich_aux_bn};
    request.seeds = 2;
    request.steps = 12;
    request.batch = 16;
    request.width = 12;
    request.training_steps = 2;
    request.test_steps = 3;
    std::vector<AdversarialResult> results;
    for (const int threads : {1, 2}) {
        set_thread_count(threads);
        results.push_back(adversarial_training(request));
    }
    set_thread_count(0);
    for (std::size_t run = 0; run < 4; ++run)
        CHECK(results[0].accuracies[run].values == results[1].accuracies[run].values);
    // One set of statistics: the branch makes no difference.
    const auto& shared = results[0].accuracies[0].values;
    CHECK(shared[0] == shared[2]);
    REQUIRE(results[0].branches.size() == 4);  // two seeds, two hidden layers
    for (const auto& branch : results[0].branches)
        CHECK(branch.mean_shift > 0.0);
    const auto table = adversarial_table(results[0], request);
    CHECK(table.rows().size() == 4);
    CHECK(branch_table(results[0]).rows().size() == 2);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
