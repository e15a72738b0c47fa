// Convolutional residual networks against PyTorch (data/conv): outputs, gradients, trainings.
#include "glasscape/convolution/convolutional_network.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/network/optimiser.hpp"

#include "convolution/json_network.hpp"
#include "network/losses.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

constexpr double digits = testing::tolerance::committed_vectors;

double squared_norm(const double* values, int count) {
    double sum = 0.0;
    for (int i = 0; i < count; ++i)
        sum += values[i] * values[i];
    return sum;
}

void check_outputs_and_gradients(const json& vectors) {
    auto network = testing::network_of(vectors);
    const auto x = testing::images_of(vectors.at("x"));
    const auto labels = vectors.at("labels").get<std::vector<int>>();
    ImageActivations<double> state;
    const double loss = network.forward(x, labels, testing::mode_of(vectors), state);
    CHECK(loss == doctest::Approx(vectors.at("loss").get<double>()).epsilon(digits));
    CHECK(testing::largest_difference(state.outputs(), testing::images_of(vectors.at("logits"))) < digits);
    network.backward(x, state, true);
    CHECK(testing::largest_difference(state.input_gradient,
                                      testing::images_of(vectors.at("true_input_gradient"))) < digits);
    std::size_t found = 0;
    for (const auto& parameter : network.parameters()) {
        CAPTURE(parameter.name);
        const auto& norms = vectors.at("true_gradients_squared_norm");
        REQUIRE(norms.contains(parameter.name));
        CHECK(squared_norm(parameter.gradients, parameter.rows * parameter.columns) ==
              doctest::Approx(norms.at(parameter.name).get<double>()).epsilon(digits));
        if (!vectors.at("true_gradients").contains(parameter.name)) continue;
        ++found;
        CHECK(testing::largest_difference(vectors.at("true_gradients").at(parameter.name),
                                          parameter.gradients) < digits);
    }
    CHECK(network.parameters().size() == vectors.at("true_gradients_squared_norm").size());
    CHECK(found == vectors.at("true_gradients").size());
}

void check_training(const json& vectors) {
    auto network = testing::network_of(vectors);
    const auto& trajectory = vectors.at("trajectory");
    const auto x = testing::images_of(vectors.at("x"));
    const auto labels = vectors.at("labels").get<std::vector<int>>();
    OptimiserOptions options;
    options.momentum = trajectory.at("momentum").get<double>();
    options.weight_decay = trajectory.at("weight_decay").get<double>();
    // The vectors were made with one rate and decay for all arrays.
    auto parameters = network.parameters();
    for (auto& parameter : parameters) {
        parameter.rate = 1.0;
        parameter.is_weight = true;
    }
    Optimiser<double> optimiser(options, parameters);
    ImageActivations<double> state;
    for (const auto& expected : trajectory.at("losses_before_step")) {
        const double loss = network.forward(x, labels, NormMode::train, state);
        CHECK(loss == doctest::Approx(expected.get<double>()).epsilon(digits));
        network.backward(x, state);
        optimiser.step(trajectory.at("lr").get<double>());
    }
    for (const auto& list : {network.parameters(), network.buffers()})
        for (const auto& array : list) {
            CAPTURE(array.name);
            CHECK(squared_norm(array.values, array.rows * array.columns) ==
                  doctest::Approx(trajectory.at("squared_norm_after").at(array.name).get<double>())
                      .epsilon(digits));
            if (trajectory.at("running_mean_after").contains(array.name))
                CHECK(testing::largest_difference(trajectory.at("running_mean_after").at(array.name),
                                                  array.values) < digits);
            if (array.name == "stem.0.weight")
                CHECK(testing::largest_difference(trajectory.at("stem_after"), array.values) < digits);
        }
}

Panel<double> some_images(const ImageShape& shape, int samples) {
    Panel<double> panel(shape.features(), samples);
    for (int i = 0; i < panel.features(); ++i)
        for (int b = 0; b < samples; ++b)
            panel(i, b) = std::sin(0.4 + 1.7 * i + 0.9 * i * b);
    return panel;
}

/// Gradients against central differences along one direction, which the loss is smooth enough along.
void check_differences(const ConvolutionalOptions& options, NormMode mode = NormMode::batch) {
    ConvolutionalNetwork<double> network(options, 3);
    const auto x = some_images(options.image, 4);
    const std::vector<int> labels{0, 1, 2, 1};
    ImageActivations<double> state;
    // Away from branches that start at 0.
    for (const auto& parameter : network.parameters())
        for (int i = 0; i < parameter.rows * parameter.columns; ++i)
            parameter.values[i] += 0.1 * std::cos(1.0 + i);
    network.forward(x, labels, mode, state);
    network.backward(x, state);
    double slope = 0.0;
    for (const auto& parameter : network.parameters())
        for (int i = 0; i < parameter.rows * parameter.columns; ++i)
            slope += parameter.gradients[i] * std::sin(2.0 + i);
    const auto loss_at = [&](double step) {
        for (const auto& parameter : network.parameters())
            for (int i = 0; i < parameter.rows * parameter.columns; ++i)
                parameter.values[i] += step * std::sin(2.0 + i);
        const double loss = network.forward(x, labels, mode, state);
        for (const auto& parameter : network.parameters())
            for (int i = 0; i < parameter.rows * parameter.columns; ++i)
                parameter.values[i] -= step * std::sin(2.0 + i);
        return loss;
    };
    // Steps so small that few gates flip; each flip bends the loss by less than a step.
    constexpr double step = 1e-7;
    CHECK((loss_at(step) - loss_at(-step)) / (2.0 * step) == doctest::Approx(slope).epsilon(1e-5));
}

TEST_SUITE_BEGIN("convolution");

TEST_CASE("gradients of convolutional networks are those of the loss, whatever ends a branch") {
    ConvolutionalOptions options;
    options.image = {2, 5, 6};
    options.widths = {4, 6};
    options.blocks_per_stage = 2;
    options.classes = 3;
    for (const auto norm : {BranchNorm::batch_norm, BranchNorm::group_norm, BranchNorm::none,
                            BranchNorm::skip_init, BranchNorm::fixup, BranchNorm::paper_scale})
        for (const auto block : {BlockKind::original, BlockKind::preactivation})
            for (const auto shortcut : {ShortcutKind::pad, ShortcutKind::projection}) {
                if (norm == BranchNorm::fixup && block == BlockKind::preactivation) continue;
                options.norm = norm;
                options.block = block;
                options.shortcut = shortcut;
                const std::string name(branch_norm_name(norm));
                CAPTURE(name);
                check_differences(options);
            }
}

TEST_CASE("gradients in ghost batches are those of the loss, through the priors of kalman_norm too") {
    ConvolutionalOptions options;
    options.image = {2, 5, 6};
    options.blocks_per_stage = 2;
    options.classes = 3;
    options.ghost = 2;
    options.mixing = 0.6;
    const auto check_all = [&](BranchNorm norm, KalmanTransition transition, NormMode mode) {
        options.norm = norm;
        options.transition = transition;
        options.widths = {4, transition == KalmanTransition::identity ? 4 : 6};
        for (const auto block : {BlockKind::original, BlockKind::preactivation})
            for (const auto shortcut : {ShortcutKind::pad, ShortcutKind::projection}) {
                options.block = block;
                options.shortcut = shortcut;
                const std::string name(branch_norm_name(norm));
                CAPTURE(name);
                check_differences(options, mode);
            }
    };
    for (const auto mode : {NormMode::train, NormMode::batch, NormMode::evaluate}) {
        check_all(BranchNorm::batch_norm, KalmanTransition::layer, mode);
        check_all(BranchNorm::kalman_norm, KalmanTransition::layer, mode);
        check_all(BranchNorm::kalman_norm, KalmanTransition::identity, mode);
    }
}

TEST_CASE("weights of convolutional networks start as they should") {
    ConvolutionalOptions options;
    options.widths = {16, 32};
    options.blocks_per_stage = 2;
    options.norm = BranchNorm::fixup;
    ConvolutionalNetwork<double> network(options, 5);
    for (const auto& parameter : network.parameters()) {
        CAPTURE(parameter.name);
        const int count = parameter.rows * parameter.columns;
        const double square = squared_norm(parameter.values, count) / count;
        if (parameter.name.ends_with("branch.5.weight") || parameter.name.starts_with("head."))
            CHECK(square == 0.0);
        // He's 2/(9 c_out), by p^(-1) for the first of a branch; five standard errors of a variance
        if (parameter.name.ends_with("branch.1.weight"))
            CHECK(square ==
                  doctest::Approx(2.0 / (9.0 * parameter.rows) / 4.0).epsilon(5.0 * std::sqrt(2.0 / count)));
        if (parameter.name.ends_with(".b")) CHECK(parameter.rate == 0.1);
    }
    options.norm = BranchNorm::batch_norm;
    options.readout = ImageReadout::fixed;
    options.readout_scale = 0.1;
    ConvolutionalNetwork<double> fixed(options, 5);
    for (const auto& parameter : fixed.parameters())
        CHECK(!parameter.name.starts_with("head."));
    bool found = false;
    for (const auto& buffer : fixed.buffers())
        if (buffer.name == "head.2.weight") {
            found = true;
            CHECK(squared_norm(buffer.values, 320) / 320 ==
                  doctest::Approx(0.01 / 32.0).epsilon(5.0 * std::sqrt(2.0 / 320.0)));
        }
    CHECK(found);
}

TEST_CASE("options of convolutional networks that do not fit are refused") {
    const auto refused = [](const auto& change, const char* why) {
        ConvolutionalOptions options;
        change(options);
        CHECK_THROWS_WITH_AS(ConvolutionalNetwork<float>(options, 1), doctest::Contains(why),
                             std::invalid_argument);
    };
    refused([](auto& options) { options.widths = {16, 8}; }, "not fall from stage to stage");
    refused([](auto& options) { options.image.width = 0; }, "each must be at least 1");
    refused([](auto& options) { options.blocks_per_stage = 0; }, "at least 1");
    refused(
        [](auto& options) {
            options.norm = BranchNorm::group_norm;
            options.widths = {20};
        },
        "20 channels are not divided by 8");
    refused(
        [](auto& options) {
            options.norm = BranchNorm::fixup;
            options.block = BlockKind::preactivation;
        },
        "original blocks");
    refused(
        [](auto& options) {
            options.norm = BranchNorm::group_norm;
            options.ghost = 2;
        },
        "group_norm with ghost batches of 2");
    refused(
        [](auto& options) {
            options.norm = BranchNorm::kalman_norm;
            options.transition = KalmanTransition::identity;
        },
        "the widths are 16, 32, 64: give one width for all stages");
    refused(
        [](auto& options) {
            options.norm = BranchNorm::kalman_norm;
            options.mixing = 1.0;
        },
        "mixing 1 must be at least 0 and below 1");
    CHECK_THROWS_WITH_AS(branch_norm("batchnorm"), doctest::Contains("batch_norm, group_norm"),
                         std::invalid_argument);
}

TEST_CASE("outputs and gradients of convolutional networks match PyTorch") {
    for (const auto& name : testing::conv_network_names()) {
        CAPTURE(name);
        check_outputs_and_gradients(testing::conv_vectors(name + ".json"));
    }
}

TEST_CASE("trainings of convolutional networks match PyTorch") {
    int trainings = 0;
    for (const auto& name : testing::conv_network_names()) {
        CAPTURE(name);
        const auto vectors = testing::conv_vectors(name + ".json");
        if (!vectors.contains("trajectory")) continue;
        ++trainings;
        check_training(vectors);
    }
    CHECK(trainings == 4);
}

TEST_CASE("running statistics taken with weights 1/k are the means over batches") {
    ConvolutionalOptions options;
    options.widths = {4, 6};
    options.blocks_per_stage = 1;
    ConvolutionalNetwork<double> network(options, 3);
    ImageActivations<double> state;
    const std::vector<int> labels(6, 1);
    std::vector<double> mean_variance(4);
    std::vector<double> mean(4);
    for (int k = 0; k < 3; ++k) {
        Panel<double> x(64, 6);
        for (int i = 0; i < 64; ++i)
            for (int b = 0; b < 6; ++b)
                x(i, b) = std::sin(1.0 + k + 3.0 * i * (b + 1));
        network.forward(x, labels, NormMode::train, state, 1.0 / (k + 1));
        ConvolutionalNetwork<double> fresh(options, 3);
        fresh.forward(x, labels, NormMode::train, state, 1.0);
        for (const auto& buffer : fresh.buffers())
            for (int c = 0; c < 4; ++c) {
                const auto channel = static_cast<std::size_t>(c);
                if (buffer.name == "stem.1.running_mean") mean[channel] += buffer.values[c] / 3.0;
                if (buffer.name == "stem.1.running_var") mean_variance[channel] += buffer.values[c] / 3.0;
            }
    }
    int compared = 0;
    for (const auto& buffer : network.buffers())
        for (std::size_t c = 0; c < 4; ++c) {
            if (buffer.name != "stem.1.running_mean" && buffer.name != "stem.1.running_var") continue;
            const double expected = buffer.name == "stem.1.running_mean" ? mean[c] : mean_variance[c];
            CHECK(buffer.values[c] == doctest::Approx(expected).epsilon(testing::tolerance::long_sum));
            ++compared;
        }
    CHECK(compared == 8);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
