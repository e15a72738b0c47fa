// Normalisers of channels in ghost batches, and the priors that reach them: against batch normalisation of channels,
// against convolutions of constant images, and in networks.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/convolution/convolutional_network.hpp"

#include "convolution/json_images.hpp"
#include "convolution/layers/image_body.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

const ImageShape small_image{3, 4, 5};

Panel<double> some_panel(int features, int samples, double phase) {
    Panel<double> panel(features, samples);
    for (int i = 0; i < features; ++i)
        for (int b = 0; b < samples; ++b)
            panel(i, b) = 0.3 * (i % 7) + std::sin(phase + 1.7 * i + 0.9 * b * (i + 1));
    return panel;
}

Panel<double> samples_of(const Panel<double>& panel, int first, int count) {
    Panel<double> part(panel.features(), count);
    for (int i = 0; i < part.features(); ++i)
        std::copy_n(panel.row(i) + first, count, part.row(i));
    return part;
}

NormOptions ghosts(NormKind kind, int ghost) {
    auto options = default_options(kind);
    options.ghost = ghost;
    return options;
}

TEST_SUITE_BEGIN("convolution");

TEST_CASE("ghost batches of channels are batch normalisation of each group by itself") {
    const auto x = some_panel(small_image.features(), 6, 0.3);
    const auto grad_out = some_panel(small_image.features(), 6, 1.1);
    ChannelNormaliser<double> ghosted(small_image, ghosts(NormKind::batch_norm, 2));
    LayerPass<double> pass;
    pass.mode = NormMode::train;
    Panel<double> out;
    Panel<double> grad_in;
    ghosted.forward(x, pass, out);
    ghosted.backward(x, grad_out, pass, &grad_in);
    LayerArrays<double> arrays;
    ghosted.list("", arrays);
    std::vector<double> sums(12);  // of gradients by scale and shift, of running means and variances
    for (int first = 0; first < 6; first += 2) {
        ChannelBatchNorm<double> plain(small_image, {}, true);
        const auto part = samples_of(x, first, 2);
        Panel<double> part_out;
        Panel<double> part_grad;
        plain.forward(part, pass, part_out);
        plain.backward(part, samples_of(grad_out, first, 2), pass, &part_grad);
        CHECK(testing::largest_difference(part_out, samples_of(out, first, 2)) < tolerance::sum_of_terms);
        CHECK(testing::largest_difference(part_grad, samples_of(grad_in, first, 2)) <
              tolerance::sum_of_terms);
        LayerArrays<double> of_part;
        plain.list("", of_part);
        for (int c = 0; c < 3; ++c)
            for (std::size_t k = 0; k < 2; ++k) {
                sums[3 * k + static_cast<std::size_t>(c)] += of_part.parameters[k].gradients[c];
                sums[3 * k + 6 + static_cast<std::size_t>(c)] += of_part.buffers[k].values[c] / 3.0;
            }
    }
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t k = 0; k < 2; ++k) {
            CHECK(arrays.parameters[k].gradients[c] ==
                  doctest::Approx(sums[3 * k + c]).epsilon(tolerance::long_sum));
            CHECK(arrays.buffers[k].values[c] ==
                  doctest::Approx(sums[3 * k + 6 + c]).epsilon(tolerance::long_sum));
        }
}

// Inside an image of equal pixels a convolution gives the sum of its weights: of means, and with squared weights of variances.
TEST_CASE("moments go through a convolution as constant images do, through other layers as channels") {
    const ConvolutionShape convolution{{3, 5, 7}, 4, 3, 2};
    ConvolutionLayer<double> layer(convolution, false);
    ConvolutionLayer<double> squared(convolution, false);
    for (std::size_t i = 0; i < layer.weights().values.size(); ++i) {
        layer.weights().values[i] = std::sin(1.0 + 2.0 * static_cast<double>(i));
        squared.weights().values[i] = layer.weights().values[i] * layer.weights().values[i];
    }
    const GroupMoments<double> entering{some_panel(3, 2, 0.2), Panel<double>(3, 2)};
    LayerPass<double> pass;
    pass.moments = entering;
    for (int c = 0; c < 3; ++c)
        for (int s = 0; s < 2; ++s)
            pass.moments.variance(c, s) = 1.0 + 0.3 * c + s;
    const auto behind = [&](ConvolutionLayer<double>& of, const Panel<double>& channels) {
        Panel<double> image(convolution.in.features(), 2);
        for (int i = 0; i < image.features(); ++i)
            for (int s = 0; s < 2; ++s)
                image(i, s) = channels(i / convolution.in.pixels(), s);
        Panel<double> out;
        of.forward(image, pass, out);
        Panel<double> middle(4, 2);
        const auto shape_out = convolution.out();
        for (int k = 0; k < 4; ++k)
            for (int s = 0; s < 2; ++s)
                middle(k, s) = out((k * shape_out.height + 1) * shape_out.width + 1, s);
        return middle;
    };
    const auto means = behind(layer, pass.moments.mean);
    const auto variances = behind(squared, pass.moments.variance);
    ImageLayer<double> one = layer;
    carry_moments(one, pass);
    CHECK(testing::largest_difference(pass.moments.mean, means) < tolerance::sum_of_terms);
    CHECK(testing::largest_difference(pass.moments.variance, variances) < tolerance::sum_of_terms);

    ImageLayer<double> pad = PadShortcut<double>({4, 3, 4}, 8, 2);
    carry_moments(pad, pass);
    REQUIRE(pass.moments.mean.features() == 8);
    CHECK(pass.moments.mean(0, 1) == 0.0);
    CHECK(pass.moments.variance(7, 0) == 0.0);
    CHECK(pass.moments.mean(3, 1) == doctest::Approx(means(1, 1)).epsilon(tolerance::sum_of_terms));
    ImageLayer<double> last = GlobalMean<double>({8, 2, 2});
    carry_moments(last, pass);
    CHECK(is_empty(pass.moments));
}

TEST_CASE("a network of kalman_norm that mixes nothing in is one of batch_norm in the same ghost batches") {
    ConvolutionalOptions options;
    options.image = {1, 6, 6};
    options.widths = {4, 6};
    options.blocks_per_stage = 2;
    options.classes = 3;
    options.ghost = 2;
    options.mixing = 0.0;
    const auto x = some_panel(36, 6, 0.5);
    const std::vector<int> labels{0, 1, 2, 2, 1, 0};
    for (const auto block : {BlockKind::original, BlockKind::preactivation}) {
        options.block = block;
        options.norm = BranchNorm::batch_norm;
        ConvolutionalNetwork<double> plain(options, 4);
        options.norm = BranchNorm::kalman_norm;
        ConvolutionalNetwork<double> kalman(options, 4);
        ImageActivations<double> plain_state;
        ImageActivations<double> state;
        for (auto* network : {&plain, &kalman}) {
            auto& of = network == &plain ? plain_state : state;
            network->forward(x, labels, NormMode::train, of);
            network->backward(x, of, true);
        }
        CHECK(testing::largest_difference(state.outputs(), plain_state.outputs()) < tolerance::sum_of_terms);
        CHECK(testing::largest_difference(state.input_gradient, plain_state.input_gradient) <
              tolerance::sum_of_terms);
        const auto expected = plain.parameters();
        const auto found = kalman.parameters();
        REQUIRE(found.size() == expected.size());
        for (std::size_t p = 0; p < found.size(); ++p) {
            CAPTURE(found[p].name);
            CHECK(found[p].name == expected[p].name);
            for (int i = 0; i < found[p].rows * found[p].columns; ++i)
                CHECK(found[p].gradients[i] ==
                      doctest::Approx(expected[p].gradients[i]).epsilon(tolerance::long_sum));
        }
    }
}

// A prior that is off by a factor of 100 would be dropped.
TEST_CASE("a network of kalman_norm knows at its start what its layers will see, within a factor of three") {
    ConvolutionalOptions options;
    options.image = {1, 8, 8};
    options.widths = {12};
    options.blocks_per_stage = 3;
    options.norm = BranchNorm::kalman_norm;
    options.block = BlockKind::preactivation;
    options.mixing = 0.0;
    ConvolutionalNetwork<double> network(options, 4);
    Panel<double> x = some_panel(64, 64, 0.5);
    ImageActivations<double> state;
    network.forward(x, std::vector<int>(64, 1), NormMode::batch, state);
    int compared = 0;
    const auto compare = [&](LayerSequence<double>& layers, std::size_t i) {
        auto* norm = layers.kalman(i);
        if (norm == nullptr || !norm->has_prior()) return;
        double ratio = 0.0;
        for (int c = 0; c < 12; ++c)
            ratio += std::log(norm->prior().variance(c, 0) / norm->posterior().variance(c, 0)) / 12.0;
        CAPTURE(i);
        CHECK(std::abs(ratio) < std::log(3.0));
        ++compared;
    };
    for (auto& block : network.body().blocks)
        for (std::size_t i = 0; i < block.branch.size(); ++i)
            compare(block.branch, i);
    compare(network.body().head, 0);
    CHECK(compared == 6);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
