// Convolutional residual networks against PyTorch (data/conv): outputs, gradients, trainings.
#include "glasscape/network/convolutional_network.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "glasscape/network/optimiser.hpp"

#include "network/json_network.hpp"
#include "network/losses.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

constexpr double digits = 1e-9;

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

TEST_SUITE_BEGIN("network");

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

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
