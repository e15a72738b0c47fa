// The spectrum of path lengths of convolutional networks against independent programs (data/conv).
#include "glasscape/convolution/image_spectrum.hpp"

#include <cmath>
#include <map>
#include <numeric>

#include <doctest/doctest.h>

#include "convolution/json_network.hpp"
#include "convolution/kernel_gradients.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

constexpr double digits = testing::tolerance::committed_vectors;

FrozenStatistics statistics_of(const json& vectors) {
    return vectors.at("statistics") == "batch" ? FrozenStatistics::batch : FrozenStatistics::running;
}

void check_list(const std::vector<double>& found, const json& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        CHECK(std::abs(found[i] - expected[i].get<double>()) < digits);
}

/// Parts at [r] against an array [r, sample, ...].
void check_parts(const std::vector<Panel<double>>& parts, const json& array) {
    const auto& data = array.at("data");
    REQUIRE(static_cast<int>(parts.size()) == array.at("shape").at(0).get<int>());
    std::size_t at = 0;
    double worst = 0.0;
    for (const auto& part : parts)
        for (int b = 0; b < part.samples(); ++b)
            for (int i = 0; i < part.features(); ++i)
                worst = std::max(worst, std::abs(part(i, b) - data[at++].get<double>()));
    CHECK(at == data.size());
    CHECK(worst < digits);
}

void check_outputs(const json& vectors) {
    auto network = testing::network_of(vectors);
    const auto x = testing::images_of(vectors.at("x"));
    const ImageSpectrumOptions options{statistics_of(vectors), LengthCount::blocks};
    check_parts(outputs_by_length(network, x, options), vectors.at("outputs_by_length"));
    const auto spectrum = output_spectrum(network, x, options);
    check_list(spectrum.outputs.shares, vectors.at("output_share"));
    check_list(spectrum.outputs.signed_shares, vectors.at("signed_share"));
    check_list(spectrum.centred.shares, vectors.at("centred_share"));
    check_list(spectrum.centred.signed_shares, vectors.at("centred_signed_share"));
    CHECK(spectrum.outputs.cross == doctest::Approx(vectors.at("cross").get<double>()).epsilon(digits));
    CHECK(mean_depth(spectrum.outputs.shares) - 1.0 ==
          doctest::Approx(vectors.at("effective_depth").get<double>()).epsilon(digits));
    CHECK(spectrum.centred.cross ==
          doctest::Approx(vectors.at("centred_cross").get<double>()).epsilon(digits));
    CHECK(spectrum.residual < 1e-12);
}

void check_kernels(const json& vectors, const std::vector<KernelGradients<double>>& kernels) {
    const auto& norms = vectors.at("weight_gradient_squared_norm_by_length");
    CHECK(kernels.size() == norms.size());
    std::size_t compared = 0;
    for (const auto& kernel : kernels) {
        CAPTURE(kernel.name);
        std::vector<double> squares;
        for (const auto& gradient : kernel.by_length)
            squares.push_back(std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0));
        check_list(squares, norms.at(kernel.name));
        if (!vectors.at("weight_gradients_by_length").contains(kernel.name)) continue;
        ++compared;
        const auto& data = vectors.at("weight_gradients_by_length").at(kernel.name).at("data");
        std::size_t at = 0;
        double worst = 0.0;
        for (const auto& gradient : kernel.by_length)
            for (const double value : gradient)
                worst = std::max(worst, std::abs(value - data[at++].get<double>()));
        CHECK(at == data.size());
        CHECK(worst < digits);
    }
    CHECK(compared == vectors.at("weight_gradients_by_length").size());
}

void check_gradients(const json& vectors) {
    auto network = testing::network_of(vectors);
    const auto x = testing::images_of(vectors.at("x"));
    const auto labels = vectors.at("labels").get<std::vector<int>>();
    const ImageSpectrumOptions options{statistics_of(vectors), LengthCount::blocks};
    const auto cotangent = loss_cotangent(network, x, labels, options.statistics);
    check_parts(input_gradients_by_length(network, x, cotangent, options),
                vectors.at("input_gradient_by_length"));
    const auto spectrum = gradient_spectrum(network, x, cotangent, true, options);
    check_list(spectrum.input.shares, vectors.at("input_gradient_share"));
    check_list(spectrum.input.signed_shares, vectors.at("signed_input_gradient_share"));
    CHECK(spectrum.input.cross ==
          doctest::Approx(vectors.at("gradient_cross").get<double>()).epsilon(digits));
    check_list(spectrum.weight_shares, vectors.at("weight_gradient_share"));

    // By pairs of parts, as paths are short, and at roots of unity.
    check_kernels(vectors, weight_gradients_by_length(network, x, cotangent, options));
    FrozenMemory<double> memory;
    FrozenNetwork<double> frozen(network, x, options, memory);
    CHECK(kernels_pay_by_pairs(frozen));
    check_kernels(vectors, kernel_gradients_at_roots(frozen, cotangent));
}

void check_layers(const json& vectors) {
    auto network = testing::network_of(vectors);
    const auto parts = outputs_by_length(network, testing::images_of(vectors.at("x")),
                                         {statistics_of(vectors), LengthCount::layers});
    for (std::size_t length = 0; length < parts.size(); ++length) {
        const auto key = std::to_string(length);
        const auto& expected = vectors.at("outputs_by_layers");
        if (expected.contains(key))
            CHECK(testing::largest_difference(parts[length], testing::images_of(expected.at(key))) < digits);
        else
            for (std::size_t i = 0; i < parts[length].size(); ++i)
                CHECK(std::abs(parts[length].data()[i]) < digits);
    }
}

TEST_SUITE_BEGIN("convolution");

TEST_CASE("outputs by path length of convolutional networks match independent programs") {
    for (const auto& name : testing::conv_network_names()) {
        CAPTURE(name);
        check_outputs(testing::conv_vectors(name + ".json"));
    }
}

TEST_CASE("gradients by path length of convolutional networks match independent programs") {
    for (const auto& name : testing::conv_network_names()) {
        CAPTURE(name);
        check_gradients(testing::conv_vectors(name + ".json"));
    }
}

TEST_CASE("outputs of convolutional networks by layers match independent programs") {
    for (const auto& name : testing::conv_network_names()) {
        CAPTURE(name);
        check_layers(testing::conv_vectors(name + ".json"));
    }
}

TEST_CASE_TEMPLATE("path lengths of deeper networks sum up to logits and, on running statistics, gradients",
                   T, float, double) {
    ConvolutionalOptions options;
    options.image = {1, 8, 8};
    options.blocks_per_stage = 4;
    options.classes = 10;
    options.widths = {6, 8, 12};
    options.ghost = 4;
    const double digits_of_sum = sizeof(T) == 8 ? testing::tolerance::long_sum : 1e-4;
    for (const auto& [block, kind] : {std::pair{BlockKind::original, BranchNorm::batch_norm},
                                      std::pair{BlockKind::preactivation, BranchNorm::kalman_norm}}) {
        options.block = block;
        options.norm = kind;
        ConvolutionalNetwork<T> network(options, 7);
        Panel<T> x(64, 20);
        for (int i = 0; i < x.features(); ++i)
            for (int b = 0; b < x.samples(); ++b)
                x(i, b) = static_cast<T>(std::sin(1.0 + i * (b + 1)));
        const std::vector<int> labels(20, 3);
        ImageActivations<T> state;
        for (int pass = 0; pass < 20; ++pass)
            network.forward(x, labels, NormMode::train, state);
        for (const auto statistics :
             {FrozenStatistics::batch, FrozenStatistics::running, FrozenStatistics::centred})
            CHECK(output_spectrum(network, x, {statistics, LengthCount::blocks}).residual < digits_of_sum);

        const ImageSpectrumOptions running{FrozenStatistics::running, LengthCount::blocks};
        const auto cotangent = loss_cotangent(network, x, labels, FrozenStatistics::running);
        network.zero_gradients();
        network.forward(x, labels, NormMode::evaluate, state);
        network.backward(x, state, true);
        double worst = 0.0;
        double largest = 0.0;
        const auto parts = input_gradients_by_length(network, x, cotangent, running);
        CHECK(parts.size() == 13);
        for (int i = 0; i < x.features(); ++i)
            for (int b = 0; b < x.samples(); ++b) {
                double sum = 0.0;
                for (const auto& part : parts)
                    sum += static_cast<double>(part(i, b));
                const auto whole = static_cast<double>(state.input_gradient(i, b));
                worst = std::max(worst, std::abs(sum - whole));
                largest = std::max(largest, std::abs(whole));
            }
        CHECK(worst < digits_of_sum * largest);

        std::map<std::string, Parameter<T>> parameters;
        for (const auto& parameter : network.parameters())
            parameters.emplace(parameter.name, parameter);
        for (const auto& kernel : weight_gradients_by_length(network, x, cotangent, running)) {
            CAPTURE(kernel.name);
            const auto& whole = parameters.at(kernel.name + ".weight");
            double difference = 0.0;
            double norm = 0.0;
            for (std::size_t i = 0; i < kernel.by_length[0].size(); ++i) {
                double sum = 0.0;
                for (const auto& gradient : kernel.by_length)
                    sum += static_cast<double>(gradient[i]);
                difference = std::max(difference, std::abs(sum - static_cast<double>(whole.gradients[i])));
                norm = std::max(norm, std::abs(static_cast<double>(whole.gradients[i])));
            }
            CHECK(difference < digits_of_sum * norm);
        }
    }
}

TEST_CASE("a network whose branches are 0 has paths of no block alone") {
    ConvolutionalOptions options;
    options.norm = BranchNorm::skip_init;
    options.blocks_per_stage = 1;
    ConvolutionalNetwork<double> network(options, 2);
    Panel<double> x(64, 5);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = std::cos(static_cast<double>(i));
    const auto spectrum = output_spectrum(network, x, {});
    CHECK(spectrum.outputs.shares[0] == doctest::Approx(1.0));
    for (const auto& block : spectrum.blocks)
        CHECK(block.white_gain == 0.0);

    options.norm = BranchNorm::fixup;
    ConvolutionalNetwork<double> silent(options, 2);
    CHECK(std::isnan(output_spectrum(silent, x, {}).outputs.shares[0]));
}

/// Images of any kind, 8 x 8.
Panel<double> wavy_images(int samples) {
    Panel<double> x(64, samples);
    for (int i = 0; i < x.features(); ++i)
        for (int b = 0; b < samples; ++b)
            x(i, b) = std::sin(1.0 + i * (b + 1));
    return x;
}

TEST_CASE("outputs and gradients on one forward pass are those on a pass of their own") {
    ConvolutionalOptions options;
    options.blocks_per_stage = 1;
    options.widths = {4, 8};
    FrozenMemory<double> memory;
    for (const auto block : {BlockKind::original, BlockKind::preactivation})
        for (const int samples : {7, 9})
            for (const auto start : {Cotangent::loss, Cotangent::random}) {
                options.block = block;
                ConvolutionalNetwork<double> network(options, 3);
                const auto x = wavy_images(samples);
                const std::vector<int> labels(static_cast<std::size_t>(samples), 2);
                const auto both = image_spectra(network, x, labels, start, true, {}, memory);
                const auto output = output_spectrum(network, x, {});
                const auto cotangent =
                    start == Cotangent::loss
                        ? loss_cotangent(network, x, labels, FrozenStatistics::batch)
                        : random_cotangent<double>(options.classes, samples, ImageSpectrumOptions().seed);
                const auto gradient = gradient_spectrum(network, x, cotangent, true, {});
                CHECK(both.output.outputs.shares == output.outputs.shares);
                CHECK(both.output.blocks[1].white_gain == output.blocks[1].white_gain);
                CHECK(both.gradient.input.shares == gradient.input.shares);
                CHECK(both.gradient.weight_shares == gradient.weight_shares);
            }
}

TEST_CASE("gradients of kernels by pairs are those at roots of unity, where projections have a length too") {
    ConvolutionalOptions options;
    options.shortcut = ShortcutKind::projection;
    options.blocks_per_stage = 2;
    options.widths = {4, 8};
    ConvolutionalNetwork<double> network(options, 5);
    const auto x = wavy_images(10);
    const auto cotangent = random_cotangent<double>(options.classes, 10, 1);
    const ImageSpectrumOptions layers{FrozenStatistics::batch, LengthCount::layers};
    const auto pairs = weight_gradients_by_length(network, x, cotangent, layers);
    FrozenMemory<double> memory;
    FrozenNetwork<double> frozen(network, x, layers, memory);
    const auto roots = kernel_gradients_at_roots(frozen, cotangent);
    REQUIRE(pairs.size() == roots.size());
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        CHECK(pairs[k].name == roots[k].name);
        double worst = 0.0;
        double largest = 0.0;
        for (std::size_t r = 0; r < pairs[k].by_length.size(); ++r)
            for (std::size_t i = 0; i < pairs[k].by_length[r].size(); ++i) {
                worst = std::max(worst, std::abs(pairs[k].by_length[r][i] - roots[k].by_length[r][i]));
                largest = std::max(largest, std::abs(roots[k].by_length[r][i]));
            }
        CHECK(worst < testing::tolerance::long_sum * largest);
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
