// Gradients of whole networks against differences, for every normalisation, readout and loss.
#include "glasscape/network/residual_network.hpp"

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/network/depth_spectrum.hpp"

#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

constexpr int inputs = 5;
constexpr int samples = 9;

Panel<double> some_points() {
    Panel<double> x(inputs, samples);
    RandomStream stream(7, Stream::data, 0);
    for (int i = 0; i < inputs; ++i)
        for (int b = 0; b < samples; ++b)
            x(i, b) = static_cast<double>(stream() >> 11) / 4503599627370496.0 - 1.0;
    return x;
}

const std::vector<int> some_labels{0, 1, 2, 2, 1, 0, 0, 1, 2};
const std::vector<Condition> some_conditions{Condition{1}, Condition{0}, Condition{1},
                                             Condition{1}, Condition{0}, Condition{0},
                                             Condition{1}, Condition{0}, Condition{0}};

NetworkOptions small(NormKind kind) {
    NetworkOptions options;
    options.inputs = inputs;
    options.width = 6;
    options.depth = 4;
    options.classes = 3;
    options.conditions = 2;
    options.readout = Readout::trained;
    options.readout_scale = 1.0;
    options.norm.kind = kind;
    options.norm.groups = kind == NormKind::group_norm || kind == NormKind::cond_group_norm ? 2 : 1;
    options.initial_scale = 0.8;
    return options;
}

/// Shifts that are not zero: without them a sample with all gates closed stays on the kink of every layer.
void shift(ResidualNetwork<double>& network) {
    for (auto& parameter : network.parameters())
        if (parameter.name.starts_with("b"))
            for (int i = 0; i < parameter.rows * parameter.columns; ++i)
                parameter.values[i] = 0.1 * (i % 7 + 1);
}

/// Largest error of the gradient, relative to the largest entry of its parameter.
double gradient_error(ResidualNetwork<double>& network, const Panel<double>& x, const Annotations& known) {
    Activations<double> state;
    const auto loss = [&] { return network.forward(x, known, NormMode::batch, state); };
    network.zero_gradients();
    loss();
    network.backward(x, state);
    double worst = 0.0;
    for (auto& parameter : network.parameters()) {
        double scale = 1e-3;
        for (int i = 0; i < parameter.rows * parameter.stride; ++i)
            scale = std::max(scale, std::abs(parameter.gradients[i]));
        for (int i = 0; i < parameter.rows; ++i)
            for (int j = 0; j < parameter.columns; j += 2) {
                double& value = parameter.values[i * parameter.stride + j];
                const double kept = value;
                constexpr double step = 1e-6;
                value = kept + step;
                const double above = loss();
                value = kept - step;
                const double below = loss();
                value = kept;
                const double difference = (above - below) / (2.0 * step);
                worst = std::max(
                    worst, std::abs(difference - parameter.gradients[i * parameter.stride + j]) / scale);
            }
    }
    return worst;
}

TEST_SUITE_BEGIN("network");

TEST_CASE("gradients of networks agree with differences for every normalisation") {
    const auto x = some_points();
    const Annotations known{some_labels, some_conditions};
    for (const auto name : norm_names()) {
        const auto kind = norm_kind(name);
        if (kind == NormKind::paper_scale_stopgrad) continue;
        CAPTURE(name);
        ResidualNetwork<double> network(small(kind), 11);
        shift(network);
        CHECK(gradient_error(network, x, known) < tolerance::network_gradient);
    }
}

TEST_CASE("the same with the normaliser on the other side of the gate") {
    const auto x = some_points();
    const Annotations known{some_labels, some_conditions};
    for (const auto name : norm_names()) {
        const auto kind = norm_kind(name);
        if (kind == NormKind::paper_scale_stopgrad || kind == NormKind::skip_init || replaces_weights(kind))
            continue;
        CAPTURE(name);
        auto options = small(kind);
        options.placement =
            natural_placement(kind) == Placement::after_gate ? Placement::before_gate : Placement::after_gate;
        ResidualNetwork<double> network(options, 11);
        shift(network);
        CHECK(gradient_error(network, x, known) < tolerance::network_gradient);
        const auto spectrum = output_spectrum(network, x, known);
        CHECK(spectrum.residual < tolerance::sum_of_terms);
        double sum = 0.0;
        for (const double share : gradient_spectrum(network, x, known).input.shares)
            sum += share;
        CHECK(testing::close(sum, 1.0, tolerance::long_sum));
    }
}

TEST_CASE(
    "priors of kalman_norm carry gradients to the layers below, from moments as raw as the release's too") {
    const auto x = some_points();
    const Annotations known{some_labels, some_conditions};
    for (const auto signal : {KalmanSignal::normalised, KalmanSignal::raw})
        for (const auto placement : {Placement::before_gate, Placement::after_gate}) {
            auto options = small(NormKind::kalman_norm);
            options.norm.signal = signal;
            options.norm.mixing = 0.6;
            options.norm.guard = PriorGuard::none;
            options.placement = placement;
            for (const auto transition : {KalmanTransition::layer, KalmanTransition::identity}) {
                options.norm.transition = transition;
                ResidualNetwork<double> network(options, 11);
                shift(network);
                CHECK(gradient_error(network, x, known) < tolerance::network_gradient);
            }
        }
}

TEST_CASE("placements that a kind cannot have are refused") {
    auto options = small(NormKind::weight_norm);
    options.placement = Placement::after_gate;
    CHECK_THROWS_WITH_AS(require_sensible(options), doctest::Contains("takes the place of the weights"),
                         std::invalid_argument);
    options = small(NormKind::skip_init);
    options.placement = Placement::before_gate;
    CHECK_THROWS_WITH_AS(require_sensible(options), doctest::Contains("every gate closed"),
                         std::invalid_argument);
    options = small(NormKind::batch_norm);
    options.data_start = true;
    CHECK_THROWS_WITH_AS(require_sensible(options),
                         doctest::Contains("batch_norm has no start from the data"), std::invalid_argument);
    options = small(NormKind::layer_norm);
    options.norm.ghost = 2;
    CHECK_THROWS_WITH_AS(ResidualNetwork<float>(options, 1),
                         doctest::Contains("layer_norm with ghost batches of 2"), std::invalid_argument);
    options = small(NormKind::batch_norm);
    options.norm.ghost = 2;
    ResidualNetwork<double> network(options, 1);
    Activations<double> state;
    CHECK_THROWS_WITH_AS(
        network.forward(some_points(), {some_labels, some_conditions}, NormMode::train, state),
        doctest::Contains("ghost batches of 2 do not divide a batch of 9"), std::invalid_argument);
}

TEST_CASE("weight_norm starts from the data: units of mean 0 and deviation 1 in every layer") {
    auto options = small(NormKind::weight_norm);
    options.initial_scale = 3.0;
    ResidualNetwork<double> network(options, 4);
    const auto x = some_points();
    const Annotations known{some_labels, some_conditions};
    network.start_from(x, known);
    Panel<double> input = x;
    for (int l = 1; l <= options.depth; ++l) {
        Panel<double> units;
        network.norm(l).forward(input, {}, NormMode::batch, units);
        for (int j = 0; j < units.features(); ++j) {
            double sum = 0.0;
            double squares = 0.0;
            for (int b = 0; b < units.samples(); ++b) {
                sum += units(j, b);
                squares += units(j, b) * units(j, b);
            }
            CHECK(testing::close(sum, 0.0, tolerance::long_sum));
            CHECK(testing::close(squares / units.samples(), 1.0, tolerance::long_sum));
        }
        for (int j = 0; j < units.features(); ++j)
            for (int b = 0; b < units.samples(); ++b)
                units(j, b) = std::max(units(j, b), 0.0) + (l > 1 ? input(j, b) : 0.0);
        input = units;
    }
}

TEST_CASE("gradients agree with differences for every readout and loss") {
    const auto x = some_points();
    const std::vector<int> labels{0, 1, 1, 1, 1, 0, 0, 1, 0};
    for (const auto readout : {Readout::identity, Readout::trained, Readout::fixed, Readout::sum})
        for (const auto loss : {Loss::cross_entropy, Loss::hinge, Loss::absolute}) {
            auto options = small(NormKind::paper_scale);
            options.classes = readout == Readout::identity ? options.width : 2;
            options.readout = readout;
            options.loss = loss;
            if ((loss == Loss::cross_entropy) == (readout == Readout::sum)) {
                CHECK_THROWS_AS(ResidualNetwork<double>(options, 1), std::invalid_argument);
                continue;
            }
            CAPTURE(static_cast<int>(readout));
            CAPTURE(static_cast<int>(loss));
            ResidualNetwork<double> network(options, 5);
            CHECK(gradient_error(network, x, labels) < tolerance::network_gradient);
        }
}

TEST_CASE("outputs by path length add up to the output for every normalisation") {
    const auto x = some_points();
    const Annotations known{some_labels, some_conditions};
    for (const auto name : norm_names()) {
        CAPTURE(name);
        ResidualNetwork<double> network(small(norm_kind(name)), 3);
        for (auto& parameter : network.parameters())  // shifts that are not zero
            if (parameter.name.starts_with("b")) std::fill_n(parameter.values, parameter.columns, 0.3);
        const auto spectrum = output_spectrum(network, x, known);
        CHECK(spectrum.residual < tolerance::sum_of_terms);
        const auto gradient = gradient_spectrum(network, x, known);
        double sum = 0.0;
        for (const double share : gradient.input.shares)
            sum += share;
        CHECK(testing::close(sum, 1.0, tolerance::long_sum));
    }
}

TEST_CASE("evaluating gives the loss and outputs of a forward, for every normalisation") {
    const auto x = some_points();
    const Annotations known{some_labels, some_conditions};
    for (const auto name : norm_names())
        for (const int depth : {1, 2, 5}) {
            CAPTURE(name);
            CAPTURE(depth);
            auto options = small(norm_kind(name));
            options.depth = depth;
            ResidualNetwork<double> network(options, 3);
            shift(network);
            for (const auto mode : {NormMode::batch, NormMode::evaluate}) {
                Activations<double> forward;
                Activations<double> evaluated;
                CHECK(network.forward(x, known, mode, forward) ==
                      network.evaluate(x, known, mode, evaluated));
                for (std::size_t i = 0; i < forward.outputs.size(); ++i)
                    CHECK(forward.outputs.data()[i] == evaluated.outputs.data()[i]);
            }
        }
}

TEST_CASE("shapes that make no sense are refused with a reason") {
    auto options = small(NormKind::none);
    options.readout = Readout::identity;
    CHECK_THROWS_WITH_AS(ResidualNetwork<float>(options, 1), doctest::Contains("width = classes"),
                         std::invalid_argument);
    options = small(NormKind::group_norm);
    options.norm.groups = 4;
    CHECK_THROWS_WITH_AS(ResidualNetwork<float>(options, 1), doctest::Contains("must divide"),
                         std::invalid_argument);
    options.norm.groups = 6;
    CHECK_THROWS_WITH_AS(ResidualNetwork<float>(options, 1), doctest::Contains("one unit"),
                         std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
