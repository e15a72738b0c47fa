// The layers of convolutional networks against vectors computed by PyTorch, and their frozen maps against
// identities.
#include "convolution/layers/image_layers.hpp"

#include <cmath>
#include <map>

#include <doctest/doctest.h>

#include "convolution/json_images.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using testing::images_of;
using testing::largest_difference;

constexpr double digits = testing::tolerance::committed_vectors;

/// Puts the arrays of the vectors into a layer, and returns its own by name.
template <class Layer>
std::map<std::string, Parameter<double>> fill_arrays(Layer& layer, const json& vectors, const char* running) {
    LayerArrays<double> arrays;
    layer.list("", arrays);
    std::map<std::string, Parameter<double>> list;
    for (const auto& parameter : arrays.parameters)
        list.emplace(parameter.name, parameter);
    for (const auto& buffer : arrays.buffers)
        list.emplace(buffer.name, buffer);
    for (const auto& group : {"parameters", running})
        if (vectors.contains(group))
            for (const auto& [name, array] : vectors.at(group).items())
                testing::copy_array(array, list.at(name).values);
    return list;
}

template <class Layer>
void check_layer(Layer layer, const json& vectors, NormMode mode) {
    const auto arrays = fill_arrays(layer, vectors, "running");
    const auto in = images_of(vectors.at("x"));
    const auto grad_out = images_of(vectors.at("grad_out"));
    LayerPass<double> pass;
    pass.mode = mode;
    Panel<double> out;
    Panel<double> grad_in;
    layer.forward(in, pass, out);
    CHECK(layer.out_shape().features() == out.features());
    CHECK(largest_difference(out, images_of(vectors.at("out"))) < digits);
    layer.backward(in, grad_out, pass, &grad_in);
    CHECK(largest_difference(grad_in, images_of(vectors.at("grad_x"))) < digits);
    if (vectors.contains("grad_parameters"))
        for (const auto& [name, array] : vectors.at("grad_parameters").items())
            CHECK(testing::largest_difference(array, arrays.at(name).gradients) < digits);
    if (vectors.contains("running_after"))
        for (const auto& [name, array] : vectors.at("running_after").items())
            CHECK(testing::largest_difference(array, arrays.at(name).values) < digits);
}

ImageShape shape_of(const json& images) {
    const auto& shape = images.at("shape");
    return {shape.at(1).get<int>(), shape.at(2).get<int>(), shape.at(3).get<int>()};
}

void check_vectors(const json& layer) {
    const auto name = layer.at("name").get<std::string>();
    const auto statistics = layer.value("statistics", std::string());
    const auto shape = shape_of(layer.at("x"));
    CAPTURE(name);
    CAPTURE(statistics);
    if (name == "conv3x3" || name == "conv1x1") {
        const int outputs = layer.at("out").at("shape").at(1).get<int>();
        const ConvolutionShape convolution{shape, outputs, name == "conv3x3" ? 3 : 1,
                                           layer.at("stride").get<int>()};
        check_layer(ConvolutionLayer<double>(convolution, layer.at("parameters").contains("bias")), layer,
                    NormMode::batch);
    } else if (name == "batch_norm_2d") {
        check_layer(ChannelBatchNorm<double>(shape, {}, true), layer,
                    statistics == "batch" ? NormMode::train : NormMode::evaluate);
    } else if (name == "group_norm_2d") {
        check_layer(ChannelGroupNorm<double>(shape, {}, layer.at("groups").get<int>()), layer,
                    NormMode::batch);
    } else if (name == "pad_shortcut") {
        check_layer(
            PadShortcut<double>(shape, layer.at("channels_out").get<int>(), layer.at("stride").get<int>()),
            layer, NormMode::batch);
    } else {
        REQUIRE(name == "global_mean");
        check_layer(GlobalMean<double>(shape), layer, NormMode::batch);
    }
}

Panel<double> waves(int features, int samples, double phase) {
    Panel<double> panel(features, samples);
    for (int i = 0; i < features; ++i)
        for (int b = 0; b < samples; ++b)
            panel(i, b) = std::sin(phase + 1.3 * i + 0.7 * i * b);
    return panel;
}

double inner_product(const Panel<double>& a, const Panel<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a.data()[i] * b.data()[i];
    return sum;
}

/// <w, L v> = <L^T w, v>, and L (x + v) - L x = L v.
template <class Layer>
void check_frozen_map(Layer layer, const ImageShape& shape, NormMode mode, bool centred) {
    LayerPass<double> pass;
    pass.mode = mode;
    pass.centred = centred;
    Panel<double> out;
    layer.forward(waves(shape.features(), 5, 0.1), pass, out);
    const auto v = waves(shape.features(), 5, 0.8);
    const auto w = waves(layer.out_shape().features(), 5, 2.0);
    Panel<double> image;
    Panel<double> back;
    layer.linear(v, pass, image);
    layer.linear_transposed(w, pass, back);
    const double product = inner_product(w, image);
    CHECK(std::abs(product) > 1e-3);
    CHECK(inner_product(back, v) == doctest::Approx(product).epsilon(1e-12));
}

TEST_SUITE_BEGIN("convolution");

TEST_CASE("layers of images, their gradients and running statistics match PyTorch") {
    const auto vectors = testing::conv_vectors("conv_layers.json");
    CHECK(vectors.at("layers").size() == 10);
    for (const auto& layer : vectors.at("layers"))
        check_vectors(layer);
}

TEST_CASE("frozen maps of image layers are transposed exactly") {
    const ImageShape shape{4, 3, 5};
    for (const auto mode : {NormMode::batch, NormMode::evaluate})
        for (const bool centred : {true, false})
            check_frozen_map(ChannelBatchNorm<double>(shape, {}, true), shape, mode, centred);
    for (const auto kind : {NormKind::batch_norm, NormKind::kalman_norm})
        for (const bool centred : {true, false})
            check_frozen_map(ChannelNormaliser<double>(shape, default_options(kind)), shape,
                             NormMode::evaluate, centred);
    check_frozen_map(ChannelNormaliser<double>(shape, default_options(NormKind::kalman_norm)), shape,
                     NormMode::batch, true);
    check_frozen_map(ChannelGroupNorm<double>(shape, {}, 2), shape, NormMode::batch, true);
    check_frozen_map(PadShortcut<double>(shape, 8, 2), shape, NormMode::batch, true);
    check_frozen_map(GlobalMean<double>(shape), shape, NormMode::batch, true);
    check_frozen_map(ScalarScale<double>(shape, 0.7), shape, NormMode::batch, true);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
