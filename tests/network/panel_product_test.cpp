// The kernel of dense layers against plain loops, on awkward sizes.
#include "network/panel/panel_product.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "glasscape/network/panel.hpp"

#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

template <class T>
Panel<T> some_panel(int features, int samples, double phase) {
    Panel<T> panel(features, samples);
    for (int i = 0; i < features; ++i)
        for (int b = 0; b < samples; ++b)
            panel(i, b) = static_cast<T>(std::sin(phase + 1.7 * i + 0.3 * b));
    return panel;
}

template <class T>
void check_product(int outputs, int inner, int samples, Update update) {
    CAPTURE(outputs);
    CAPTURE(inner);
    CAPTURE(samples);
    const auto matrix = some_panel<T>(inner, outputs, 0.4);  // a(o, k) = matrix(k, o)
    const auto in = some_panel<T>(inner, samples, 1.1);
    auto out = some_panel<T>(outputs, samples, 2.2);
    const auto before = out;
    panel_product<T>({matrix.data(), 1, matrix.stride()}, outputs, inner, in.data(), in.stride(), out.data(),
                     out.stride(), out.width(), update);
    double worst = 0.0;
    for (int o = 0; o < outputs; ++o)
        for (int b = 0; b < samples; ++b) {
            double sum = update == Update::add ? static_cast<double>(before(o, b)) : 0.0;
            for (int k = 0; k < inner; ++k)
                sum += static_cast<double>(matrix(k, o)) * static_cast<double>(in(k, b));
            if (update == Update::assign_rectified) sum = std::max(sum, 0.0);
            worst = std::max(worst, std::abs(sum - static_cast<double>(out(o, b))));
        }
    // absolute, for every ten terms of a sum of products below 1
    CHECK(worst < (sizeof(T) == 8 ? testing::tolerance::double_kernels : 1e-4) * std::max(1, inner / 10));
    for (int o = 0; o < outputs; ++o)
        for (int b = samples; b < out.stride(); ++b)
            CHECK(out.row(o)[b] == T{0});
}

TEST_SUITE_BEGIN("network");

TEST_CASE_TEMPLATE("panel products equal the sums they stand for", T, float, double) {
    for (const int outputs : {1, 5, 6, 7, 50})
        for (const int inner : {1, 2, 33, 100})
            for (const int samples : {1, 15, 16, 17, 65, 128, 512})
                for (const auto update : {Update::assign, Update::assign_rectified, Update::add})
                    check_product<T>(outputs, inner, samples, update);
}

TEST_CASE_TEMPLATE("transposing twice gives the panel back", T, float, double) {
    for (const int features : {1, 7, 16, 50})
        for (const int samples : {1, 16, 33, 128}) {
            const auto panel = some_panel<T>(features, samples, 0.2);
            Panel<T> turned(panel.width(), features);
            transpose_panel(panel.data(), features, panel.stride(), samples, turned.data(), turned.stride());
            for (int i = 0; i < features; ++i)
                for (int b = 0; b < samples; ++b)
                    CHECK(turned(b, i) == panel(i, b));
        }
}

TEST_CASE_TEMPLATE("rows of a panel never lie whole multiples of 2 KiB apart, and no further than needed", T,
                   float, double) {
    for (const int samples : {1, 16, 100, 256, 512, 1024, 2000, 4096}) {
        const Panel<T> panel(3, samples);
        const auto bytes = static_cast<std::size_t>(panel.stride()) * sizeof(T);
        CHECK(bytes % 2048 != 0);
        CHECK(bytes % 64 == 0);
        CHECK(panel.width() >= samples);
        CHECK(panel.width() < samples + panel_lanes<T>);
        CHECK(panel.stride() <= panel.width() + panel_lanes<T>);
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
