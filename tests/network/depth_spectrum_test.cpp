// The path polynomial against committed vectors, against brute force over skip patterns, and the training
// steps that go with them.
#include "glasscape/network/depth_spectrum.hpp"

#include <cmath>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/network/optimiser.hpp"

#include "json_panel.hpp"
#include "network/paths/spectrum_memory.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using testing::close;
using testing::panel_of;
namespace tolerance = testing::tolerance;

struct Example {
    ResidualNetwork<double> network;
    Panel<double> x;
    std::vector<int> labels;
};

void set_matrix(Parameter<double> parameter, const json& rows) {
    for (int i = 0; i < parameter.rows; ++i)
        for (int j = 0; j < parameter.columns; ++j)
            parameter.values[i * parameter.stride + j] =
                rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].get<double>();
}

/// The network of a vector; the readout of an identity example is the identity with v0 = 1.
Example example_of(const json& vectors) {
    NetworkOptions options;
    options.inputs = vectors.at("d");
    options.width = vectors.at("n");
    options.depth = vectors.at("p");
    options.classes = vectors.at("K");
    const bool trained = vectors.at("grad_full").contains("V");
    options.readout = trained ? Readout::trained : Readout::identity;
    options.readout_scale = 1.0;
    const std::string norm = vectors.at("norm");
    options.norm.kind = norm == "none"    ? NormKind::none
                        : norm == "scale" ? NormKind::paper_scale
                                          : NormKind::paper_scale_centred;
    options.norm.epsilon = 1e-10;
    Example example{ResidualNetwork<double>(options, 1), panel_of(vectors.at("x")),
                    vectors.at("labels").get<std::vector<int>>()};
    for (auto& parameter : example.network.parameters()) {
        if (parameter.name == "V")
            set_matrix(parameter, vectors.at("V"));
        else if (parameter.name.starts_with("W"))
            set_matrix(parameter,
                       vectors.at("W")[static_cast<std::size_t>(std::stoi(parameter.name.substr(1)) - 1)]);
        else
            parameter.values[0] =
                vectors.at("lambda_")[static_cast<std::size_t>(std::stoi(parameter.name.substr(7)) - 1)];
    }
    return example;
}

void check_list(std::span<const double> values, const json& expected, const std::string& what) {
    CAPTURE(what);
    REQUIRE(values.size() == expected.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        CHECK(close(values[i], expected[i].get<double>(), tolerance::committed_vectors));
}

void check_panel(const Panel<double>& panel, const json& expected, const std::string& what) {
    CAPTURE(what);
    const auto other = panel_of(expected);
    for (int b = 0; b < other.samples(); ++b)
        for (int j = 0; j < other.features(); ++j)
            CHECK(close(panel(j, b), other(j, b), tolerance::committed_vectors));
}

void check_matrix(const Parameter<double>& parameter, const json& rows) {
    CAPTURE(parameter.name);
    for (int i = 0; i < parameter.rows; ++i)
        for (int j = 0; j < parameter.columns; ++j)
            CHECK(close(parameter.gradients[i * parameter.stride + j],
                        rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].get<double>(),
                        tolerance::committed_vectors));
}

void check_spectra(Example& example, const json& vectors) {
    const auto spectrum = output_spectrum(example.network, example.x, example.labels);
    check_list(spectrum.shares, vectors.at("S"), "S");
    check_list(spectrum.signed_shares, vectors.at("Q_signed"), "Q");
    CHECK(close(spectrum.cross, vectors.at("cross"), tolerance::committed_vectors));
    CHECK(close(mean_depth(spectrum.shares), vectors.at("d_eff"), tolerance::committed_vectors));
    CHECK(spectrum.residual < tolerance::closed_form);
    for (std::size_t l = 0; l < spectrum.layers.size(); ++l) {
        CAPTURE(l);
        const auto& layer = spectrum.layers[l];
        CHECK(close(layer.factor, vectors.at("factor")[l], tolerance::committed_vectors));
        CHECK(close(layer.openness, vectors.at("rho")[l], tolerance::committed_vectors));
        CHECK(close(layer.rms_weight, vectors.at("C")[l], tolerance::committed_vectors));
        if (l == 0) continue;
        CHECK(close(layer.gain, vectors.at("gain")[l - 1], tolerance::committed_vectors));
        CHECK(close(layer.beta, vectors.at("beta_l")[l - 1], tolerance::committed_vectors));
    }
    const int p = static_cast<int>(spectrum.shares.size());
    CHECK(close(fitted_beta(DepthLaw::coherent, p, mean_depth(spectrum.shares)), vectors.at("beta_ml"),
                tolerance::committed_vectors));
    const auto gradients = gradient_spectrum(example.network, example.x, example.labels);
    check_list(gradients.weight_shares, vectors.at("G_weights"), "G weights");
    check_list(gradients.input.shares, vectors.at("G_input"), "G input");
    CHECK(close(mean_depth(gradients.weight_shares), vectors.at("d_grad_w"), tolerance::committed_vectors));
    CHECK(close(mean_depth(gradients.input.shares), vectors.at("d_grad_in"), tolerance::committed_vectors));
    const auto outputs = outputs_by_length(example.network, example.x, example.labels);
    for (std::size_t r = 0; r < outputs.size(); ++r)
        check_panel(outputs[r], vectors.at("y_r")[r], fmt::format("y_{}", r + 1));
    const auto by_length = first_weight_gradients_by_length(example.network, example.x, example.labels);
    for (std::size_t r = 0; r < by_length.size(); ++r) {
        std::vector<double> expected;
        for (const auto& row : vectors.at("grad_W1_by_length").at(std::to_string(r + 1)))
            expected.insert(expected.end(), row.begin(), row.end());
        check_list(by_length[r], expected, fmt::format("gradient of W1, length {}", r + 1));
    }
}

void check_gradients(Example& example, const json& vectors) {
    Activations<double> state;
    const double loss = example.network.forward(example.x, example.labels, NormMode::train, state);
    CHECK(close(loss, vectors.at("loss"), tolerance::committed_vectors));
    check_panel(state.outputs, vectors.at("logits"), "logits");
    example.network.backward(example.x, state);
    for (auto& parameter : example.network.parameters()) {
        const auto& full = vectors.at("grad_full");
        if (parameter.name.starts_with("lambda."))
            CHECK(close(parameter.gradients[0],
                        full.at("lambda")[static_cast<std::size_t>(std::stoi(parameter.name.substr(7)) - 1)],
                        tolerance::committed_vectors));
        else
            check_matrix(parameter, full.at(parameter.name));
    }
    example.network.zero_gradients();
}

void check_trajectory(Example& example, const json& vectors) {
    Optimiser<double> optimiser({OptimiserKind::sgd, 0.05, 0.9}, example.network.parameters());
    Activations<double> state;
    for (const auto& step : vectors.at("sgd_same_batch_lr0.05_mom0.9")) {
        CAPTURE(step.at("step").get<int>());
        CHECK(close(example.network.forward(example.x, example.labels, NormMode::train, state),
                    step.at("loss"), tolerance::committed_vectors));
        for (auto& parameter : example.network.parameters()) {
            if (!parameter.name.starts_with("W")) continue;
            double square = 0.0;
            for (int i = 0; i < parameter.rows * parameter.stride; ++i)
                square += parameter.values[i] * parameter.values[i];
            CHECK(close(std::sqrt(square),
                        step.at("wnorm")[static_cast<std::size_t>(std::stoi(parameter.name.substr(1)) - 1)],
                        tolerance::committed_vectors));
        }
        example.network.backward(example.x, state);
        optimiser.step(0.05);
    }
}

/// The same decomposition by going through every skip pattern of a network without normalisation.
std::vector<Panel<double>> by_enumeration(ResidualNetwork<double>& network, const Panel<double>& x,
                                          std::span<const int> labels) {
    Activations<double> state;
    network.forward(x, labels, NormMode::batch, state);
    const int depth = network.options().depth;
    std::vector<Panel<double>> sums(static_cast<std::size_t>(depth));
    for (unsigned pattern = 0; pattern < 1U << (depth - 1); ++pattern) {
        Panel<double> h = x;
        std::size_t length = 0;
        for (int l = 1; l <= depth; ++l) {
            if (l > 1 && (pattern >> (l - 2) & 1U) == 0) continue;
            Panel<double> next(network.options().width, x.samples());
            for (int j = 0; j < next.features(); ++j)
                for (int b = 0; b < x.samples(); ++b) {
                    if (state.rectified[static_cast<std::size_t>(l - 1)](j, b) == 0.0) continue;
                    for (int i = 0; i < h.features(); ++i)
                        next(j, b) += h(i, b) * network.weights(l)[i * network.weight_stride() + j];
                }
            h = next;
            ++length;
        }
        Panel<double> output;
        network.read_out(h, output);
        auto& sum = sums[length - 1];
        sum.resize(output.features(), output.samples());
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum.data()[i] += output.data()[i];
    }
    return sums;
}

TEST_SUITE_BEGIN("network");

TEST_CASE("path polynomial, gradients and six training steps agree with the vectors") {
    std::ifstream file(testing::reference_folder() + "/net/path_polynomial_vectors.json");
    const auto list = json::parse(file);
    for (const auto& vectors : list) {
        CAPTURE(vectors.at("norm").get<std::string>());
        auto example = example_of(vectors);
        check_spectra(example, vectors);
        check_gradients(example, vectors);
        check_trajectory(example, vectors);
    }
    CHECK(list.size() == 4);
}

TEST_CASE("the polynomial equals the sum over all skip patterns") {
    NetworkOptions options;
    options.inputs = 5;
    options.width = 7;
    options.depth = 8;
    options.classes = 7;
    options.norm.kind = NormKind::none;
    ResidualNetwork<double> network(options, 3);
    Panel<double> x(5, 9);
    for (int i = 0; i < 5; ++i)
        for (int b = 0; b < 9; ++b)
            x(i, b) = std::sin(1.0 + 3.0 * i + 7.0 * b);
    const std::vector<int> labels(9, 2);
    const auto fast = outputs_by_length(network, x, labels);
    const auto slow = by_enumeration(network, x, labels);
    for (std::size_t r = 0; r < fast.size(); ++r)
        for (std::size_t i = 0; i < fast[r].size(); ++i)
            CHECK(close(fast[r].data()[i], slow[r].data()[i], tolerance::closed_form));
}

void close_gates_of(const Activations<double>& state, int layer, Panel<double>& panel) {
    for (int j = 0; j < panel.features(); ++j)
        for (int b = 0; b < panel.samples(); ++b)
            if (state.rectified[static_cast<std::size_t>(layer - 1)](j, b) == 0.0) panel(j, b) = 0.0;
}

// One branch with statistics and gates frozen, the linear part of what goes in: N(gate W h), or gate N(h)
// where the normalisation holds the weights.
Panel<double> linear_branch(const ResidualNetwork<double>& network, const Activations<double>& state,
                            int layer, const Panel<double>& in) {
    Panel<double> product(network.options().width, in.samples());
    Panel<double> out;
    if (!network.has_weights()) {
        network.norm(layer).linear(in, out);
        close_gates_of(state, layer, out);
        return out;
    }
    for (int j = 0; j < product.features(); ++j)
        for (int b = 0; b < in.samples(); ++b)
            for (int i = 0; i < in.features(); ++i)
                product(j, b) += in(i, b) * network.weights(layer)[i * network.weight_stride() + j];
    close_gates_of(state, layer, product);
    network.norm(layer).linear(product, out);
    return out;
}

// The shift of a layer: a path of length 1 that begins there.
Panel<double> shift_branch(const ResidualNetwork<double>& network, const Activations<double>& state,
                           int layer, const std::vector<double>& shift) {
    Panel<double> out(network.options().width, state.outputs.samples());
    for (int j = 0; j < out.features(); ++j)
        for (int b = 0; b < out.samples(); ++b)
            out(j, b) = shift[static_cast<std::size_t>(j)];
    if (!network.has_weights()) close_gates_of(state, layer, out);
    return out;
}

// Sends what begins at the output of `layer` through every subset of the layers above.
void add_subsets(const ResidualNetwork<double>& network, const Activations<double>& state, int layer,
                 const Panel<double>& begin, std::vector<Panel<double>>& sums) {
    const int above = network.options().depth - layer;
    for (unsigned subset = 0; subset < 1U << above; ++subset) {
        Panel<double> h = begin;
        std::size_t length = 1;
        for (int l = 0; l < above; ++l)
            if ((subset >> l & 1U) != 0) {
                h = linear_branch(network, state, layer + 1 + l, h);
                ++length;
            }
        Panel<double> output;
        network.read_out(h, output);
        sums[length - 1].resize(output.features(), output.samples());
        for (std::size_t i = 0; i < output.size(); ++i)
            sums[length - 1].data()[i] += output.data()[i];
    }
}

TEST_CASE("a shift of a layer begins a path of length 1: the polynomial against all sources and subsets") {
    for (const auto kind : {NormKind::batch_norm, NormKind::layer_norm, NormKind::group_norm,
                            NormKind::iter_norm, NormKind::weight_norm, NormKind::weight_norm_affine}) {
        CAPTURE(std::string(norm_name(kind)));
        NetworkOptions options;
        options.inputs = 5;
        options.width = 6;
        options.depth = 5;
        options.classes = 6;
        options.norm.kind = kind;
        options.norm.groups = kind == NormKind::group_norm ? 2 : 1;
        ResidualNetwork<double> network(options, 3);
        std::vector<std::vector<double>> shifts;
        for (int l = 1; l <= options.depth; ++l)
            for (auto& parameter : network.norm(l).parameters()) {
                if (parameter.name != "beta" && parameter.name != "b") continue;
                for (int j = 0; j < parameter.columns; ++j)
                    parameter.values[j] = std::sin(1.0 + 2.0 * l + 5.0 * j);
                shifts.emplace_back(parameter.values, parameter.values + parameter.columns);
            }
        REQUIRE(shifts.size() == 5);
        Panel<double> x(5, 14);
        for (int i = 0; i < 5; ++i)
            for (int b = 0; b < 14; ++b)
                x(i, b) = std::sin(1.0 + 3.0 * i + 7.0 * b);
        const std::vector<int> labels(14, 2);
        Activations<double> state;
        network.forward(x, labels, NormMode::batch, state);
        std::vector<Panel<double>> expected(5);
        add_subsets(network, state, 1, linear_branch(network, state, 1, x), expected);
        for (int l = 1; l <= options.depth; ++l)
            add_subsets(network, state, l,
                        shift_branch(network, state, l, shifts[static_cast<std::size_t>(l - 1)]), expected);
        const auto found = outputs_by_length(network, x, labels);
        REQUIRE(found.size() == expected.size());
        for (std::size_t r = 0; r < found.size(); ++r)
            for (std::size_t i = 0; i < found[r].size(); ++i)
                CHECK(close(found[r].data()[i], expected[r].data()[i], tolerance::cancelling_terms));
    }
}

TEST_CASE("a spectrum does not depend on what was worked out in its memory before") {
    NetworkOptions options;
    options.inputs = 5;
    options.width = 7;
    options.classes = 7;
    SpectrumMemory<double> memory;
    for (const auto kind : {NormKind::paper_scale, NormKind::batch_norm, NormKind::weight_norm})
        for (const int depth : {6, 3, 8})
            for (const int samples : {9, 40}) {
                options.depth = depth;
                options.norm.kind = kind;
                ResidualNetwork<double> network(options, 3);
                Panel<double> x(5, samples);
                for (int i = 0; i < 5; ++i)
                    for (int b = 0; b < samples; ++b)
                        x(i, b) = std::sin(1.0 + 3.0 * i + 7.0 * b);
                const std::vector<int> labels(static_cast<std::size_t>(samples), 2);
                CHECK(output_spectrum(network, x, labels, memory).shares ==
                      output_spectrum(network, x, labels).shares);
                const auto kept = gradient_spectrum(network, x, labels, memory);
                const auto fresh = gradient_spectrum(network, x, labels);
                CHECK(kept.weight_shares == fresh.weight_shares);
                CHECK(kept.input.shares == fresh.input.shares);
            }
}

TEST_CASE("centred shares are those of parts less their means over the samples") {
    NetworkOptions options;
    options.inputs = 4;
    options.width = 5;
    options.depth = 4;
    options.classes = 5;
    ResidualNetwork<double> network(options, 3);
    Panel<double> x(4, 11);
    for (int i = 0; i < 4; ++i)
        for (int b = 0; b < 11; ++b)
            x(i, b) = std::sin(1.0 + 3.0 * i + 7.0 * b);
    const std::vector<int> labels(11, 2);
    const auto spectrum = output_spectrum(network, x, labels);
    std::vector<double> powers;
    double sum = 0.0;
    for (const auto& part : outputs_by_length(network, x, labels)) {
        double power = 0.0;
        for (int k = 0; k < part.features(); ++k)
            for (int b = 0; b < part.samples(); ++b)
                for (int c = 0; c < b; ++c)
                    power += std::pow(part(k, b) - part(k, c), 2);
        powers.push_back(power);
        sum += power;
    }
    for (std::size_t r = 0; r < powers.size(); ++r)
        CHECK(close(spectrum.centred.shares[r], powers[r] / sum, tolerance::closed_form));
    CHECK(std::abs(spectrum.centred.shares[0] - spectrum.shares[0]) > 0.01);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
