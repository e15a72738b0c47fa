// The normalised addition: against vectors, and inside networks.
#include "glasscape/network/normalised_addition.hpp"

#include <cmath>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/network/residual_network.hpp"
#include "glasscape/network/sampled_paths.hpp"

#include "json_panel.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using testing::panel_of;
namespace tolerance = testing::tolerance;

void check_panel(const Panel<double>& panel, const json& expected, const std::string& what) {
    CAPTURE(what);
    const auto other = panel_of(expected);
    for (int b = 0; b < other.samples(); ++b)
        for (int j = 0; j < other.features(); ++j)
            CHECK(testing::close(panel(j, b), other(j, b), tolerance::committed_vectors));
}

/// A network whose additions are away from their start.
ResidualNetwork<double> weighted_network(const NetworkOptions& options) {
    ResidualNetwork<double> network(options, 5);
    for (const auto& parameter : network.parameters())
        if (parameter.name.starts_with("w1.") || parameter.name.starts_with("w2."))
            for (int j = 0; j < parameter.columns; ++j)
                parameter.values[j] = 0.7 + 0.4 * std::sin(3.0 * j + parameter.name[1]);
    return network;
}

NetworkOptions small_options() {
    NetworkOptions options;
    options.inputs = 5;
    options.width = 6;
    options.depth = 4;
    options.classes = 3;
    options.readout = Readout::trained;
    options.readout_scale = 1.0;
    options.addition = Addition::normalised;
    return options;
}

Panel<double> wave_panel(int features, int samples) {
    Panel<double> x(features, samples);
    for (int i = 0; i < features; ++i)
        for (int b = 0; b < samples; ++b)
            x(i, b) = std::sin(1.0 + 3.0 * i + 7.0 * b);
    return x;
}

TEST_SUITE_BEGIN("network");

TEST_CASE("the normalised addition agrees with the vectors to 1e-9") {
    std::ifstream stream(GLASSCAPE_SOURCE_DIR "/data/reference/norm2/weight_norm_residual_addition.json");
    int cases = 0;
    for (const auto& vectors : json::parse(stream)) {
        CAPTURE(vectors.at("case").get<std::string>());
        const auto branch = panel_of(vectors.at("x"));
        const auto skip = panel_of(vectors.at("skip"));
        NormalisedAddition<double> addition(branch.features());
        for (const auto& parameter : addition.parameters())
            for (int j = 0; j < parameter.columns; ++j)
                parameter.values[j] = vectors.at("params").at(parameter.name).at(static_cast<std::size_t>(j));
        Panel<double> out;
        addition.forward(branch, skip, out);
        check_panel(out, vectors.at("out_train"), "out_train");
        Panel<double> grad_branch;
        Panel<double> grad_skip;
        addition.backward(branch, skip, panel_of(vectors.at("grad_out")), grad_branch, grad_skip);
        check_panel(grad_branch, vectors.at("grad_x"), "grad_x");
        check_panel(grad_skip, vectors.at("grad_skip"), "grad_skip");
        for (const auto& parameter : addition.parameters())
            for (int j = 0; j < parameter.columns; ++j)
                CHECK(testing::close(parameter.gradients[j],
                                     vectors.at("grad_params")
                                         .at(parameter.name)
                                         .at(static_cast<std::size_t>(j))
                                         .get<double>(),
                                     tolerance::committed_vectors));
        ++cases;
    }
    CHECK(cases == 3);
}

TEST_CASE("weights of no direction are refused") {
    NormalisedAddition<double> addition(2);
    for (const auto& parameter : addition.parameters())
        parameter.values[1] = 0.0;
    CHECK_THROWS_WITH_AS(addition.branch_factors(), doctest::Contains("both weights of unit 1 are 0"),
                         std::invalid_argument);
    auto options = small_options();
    options.norm.kind = NormKind::kalman_norm;
    CHECK_THROWS_WITH_AS(require_sensible(options), doctest::Contains("kalman_norm adds up moments"),
                         std::invalid_argument);
}

TEST_CASE("networks with the normalised addition: gradients by differences, spectra that add up") {
    const auto x = wave_panel(5, 12);
    const std::vector<int> labels{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
    for (const auto kind :
         {NormKind::batch_norm, NormKind::layer_norm, NormKind::none, NormKind::weight_norm})
        for (const auto placement : {Placement::after_gate, Placement::before_gate}) {
            if (replaces_weights(kind) && placement == Placement::after_gate) continue;
            auto options = small_options();
            options.norm.kind = kind;
            options.placement = placement;
            CAPTURE(norm_name(kind));
            auto network = weighted_network(options);
            Activations<double> state;
            const auto loss = [&] { return network.forward(x, labels, NormMode::batch, state); };
            network.zero_gradients();
            loss();
            network.backward(x, state);
            for (const auto& parameter : network.parameters())
                for (int j = 0; j < parameter.columns; j += 2) {
                    double& value = parameter.values[j];
                    const double kept = value;
                    constexpr double step = 1e-6;
                    value = kept + step;
                    const double above = loss();
                    value = kept - step;
                    const double below = loss();
                    value = kept;
                    CHECK(testing::close(parameter.gradients[j], (above - below) / (2.0 * step),
                                         tolerance::network_gradient));
                }
            CHECK(output_spectrum(network, x, labels).residual < tolerance::sum_of_terms);
            double sum = 0.0;
            for (const double share : gradient_spectrum(network, x, labels).input.shares)
                sum += share;
            CHECK(testing::close(sum, 1.0, tolerance::long_sum));
            // Of the longest length there is one path, and of length 1 one too: the exact norms are theirs.
            const auto norms = sampled_path_norms(network, x, labels, 100, 1);
            CHECK(testing::close_relative(norms.front().path_norm, norms.front().exact_norm,
                                          tolerance::long_sum));
            CHECK(testing::close_relative(norms.back().path_norm, norms.back().exact_norm,
                                          tolerance::long_sum));
        }
}

TEST_CASE("the normalised addition starts from a network of depth 1") {
    auto options = small_options();
    options.norm.kind = NormKind::batch_norm;
    ResidualNetwork<double> network(options, 5);
    const auto spectrum = output_spectrum(network, wave_panel(5, 12), std::vector<int>(12, 0));
    CHECK(mean_depth(spectrum.shares) == 1.0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
