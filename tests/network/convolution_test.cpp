// The kernels of convolutional layers against plain loops, on awkward sizes.
#include "network/panel/convolution.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace glasscape {
namespace {

template <class T>
Panel<T> wavy_images(const ImageShape& shape, int samples, double phase) {
    Panel<T> panel(shape.features(), samples);
    for (int i = 0; i < panel.features(); ++i)
        for (int b = 0; b < samples; ++b)
            panel(i, b) = static_cast<T>(std::sin(phase + 1.7 * i + 0.3 * b));
    return panel;
}

template <class T>
AlignedVector<T> wavy_weights(const ConvolutionShape& shape) {
    AlignedVector<T> weights(static_cast<std::size_t>(shape.outputs * shape.in.channels * shape.taps()));
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = static_cast<T>(std::cos(0.7 * static_cast<double>(i)));
    return weights;
}

/// visit(weight, row of the input, row of the result) of every product of a convolution.
template <class Visit>
void for_each_product(const ConvolutionShape& shape, const Visit& visit) {
    const auto out = shape.out();
    for (int k = 0; k < shape.outputs; ++k)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                for (int c = 0; c < shape.in.channels; ++c)
                    for (int tap = 0; tap < shape.taps(); ++tap) {
                        const int in_y = y * shape.stride + tap / shape.size - shape.padding();
                        const int in_x = x * shape.stride + tap % shape.size - shape.padding();
                        if (in_y < 0 || in_y >= shape.in.height || in_x < 0 || in_x >= shape.in.width)
                            continue;
                        visit(static_cast<std::size_t>((k * shape.in.channels + c) * shape.taps() + tap),
                              (c * shape.in.height + in_y) * shape.in.width + in_x,
                              (k * out.height + y) * out.width + x);
                    }
}

/// A sum of products and that of their magnitudes, which its rounding is measured by.
struct Sum {
    double value = 0.0;
    double magnitude = 0.0;
    void add(double product) {
        value += product;
        magnitude += std::abs(product);
    }
};
using Sums = std::vector<Sum>;  // of a panel: row by row, its samples side by side

/// Largest error of a sum, relative to its magnitude; found(i) is the number for sums[i].
template <class Found>
double worst_error(const Sums& sums, const Found& found) {
    double worst = 0.0;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const double error = std::abs(static_cast<double>(found(i)) - sums[i].value);
        if (error > 0.0) worst = std::max(worst, error / sums[i].magnitude);
    }
    return worst;
}
template <class T>
double worst_error(const Sums& sums, const Panel<T>& panel) {
    const auto samples = static_cast<std::size_t>(panel.samples());
    return worst_error(sums, [&](std::size_t i) {
        return panel(static_cast<int>(i / samples), static_cast<int>(i % samples));
    });
}

template <class T>
bool has_clean_padding(const Panel<T>& panel) {
    for (int i = 0; i < panel.features(); ++i)
        for (int b = panel.samples(); b < panel.stride(); ++b)
            if (panel.row(i)[b] != T{0}) return false;
    return true;
}

template <class T>
void check_convolution(const ConvolutionShape& shape, int samples) {
    CAPTURE(shape.in.channels);
    CAPTURE(shape.in.height);
    CAPTURE(shape.in.width);
    CAPTURE(shape.outputs);
    CAPTURE(shape.size);
    CAPTURE(shape.stride);
    CAPTURE(samples);
    const auto in = wavy_images<T>(shape.in, samples, 0.4);
    const auto grad = wavy_images<T>(shape.out(), samples, 1.1);
    const auto weights = wavy_weights<T>(shape);
    const auto columns = static_cast<std::size_t>(samples);
    Sums of_out(static_cast<std::size_t>(shape.out().features()) * columns);
    Sums of_in(static_cast<std::size_t>(shape.in.features()) * columns);
    Sums of_weights(weights.size(), {1.0, 1.0});
    for_each_product(shape, [&](std::size_t weight, int from, int to) {
        const auto w = static_cast<double>(weights[weight]);
        for (int b = 0; b < samples; ++b) {
            const auto x = static_cast<double>(in(from, b));
            const auto g = static_cast<double>(grad(to, b));
            of_out[static_cast<std::size_t>(to) * columns + static_cast<std::size_t>(b)].add(w * x);
            of_in[static_cast<std::size_t>(from) * columns + static_cast<std::size_t>(b)].add(w * g);
            of_weights[weight].add(g * x);
        }
    });
    const double tolerance = sizeof(T) == 8 ? 1e-14 : 1e-6;
    AlignedVector<T> packed;
    AlignedVector<T> scratch;
    Panel<T> out;
    Panel<T> grad_in;
    pack_forward(shape, weights.data(), packed);
    convolve(forward_gather(shape), packed, in, out, Update::assign, scratch);
    CHECK(worst_error(of_out, out) < tolerance);
    CHECK(has_clean_padding(out));

    pack_backward(shape, weights.data(), packed);
    convolve(backward_gather(shape), packed, grad, grad_in, Update::assign, scratch);
    CHECK(worst_error(of_in, grad_in) < tolerance);
    CHECK(has_clean_padding(grad_in));
    convolve(backward_gather(shape), packed, grad, grad_in, Update::add, scratch);
    for (auto& sum : of_in)
        sum.value *= 2.0;
    CHECK(worst_error(of_in, grad_in) < 2.0 * tolerance);

    std::vector<T> gradients(weights.size(), T{1});
    add_kernel_gradient(shape, in, grad, gradients.data(), scratch);
    CHECK(worst_error(of_weights, [&](std::size_t i) { return gradients[i]; }) < tolerance);
}

TEST_SUITE_BEGIN("network");

TEST_CASE_TEMPLATE("convolutions equal the sums they stand for", T, float, double) {
    for (const int size : {1, 3})
        for (const int stride : {1, 2})
            for (const auto& image : {ImageShape{3, 7, 6}, ImageShape{8, 5, 5}, ImageShape{17, 4, 9},
                                      ImageShape{1, 2, 2}, ImageShape{2, 1, 3}, ImageShape{5, 3, 1}})
                for (const int outputs : {1, 8, 11})
                    for (const int samples : {1, 16, 33, 70})
                        check_convolution<T>({image, outputs, size, stride}, samples);
}

TEST_CASE_TEMPLATE("tiles of 2x2 pixels give the sums of convolutions", T, float, double) {
    for (const auto& image : {ImageShape{24, 7, 6}, ImageShape{17, 9, 10}})
        for (const int outputs : {20, 27})
            for (const int samples : {1, 33, 70}) {
                const ConvolutionShape shape{image, outputs, 3, 1};
                CHECK(forward_gather(shape).by_tiles);
                check_convolution<T>(shape, samples);
            }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
