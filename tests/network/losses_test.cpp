// Scalar losses and their slopes by the output, on either side of their kink.
#include "network/losses.hpp"

#include <vector>

#include <doctest/doctest.h>

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE_BEGIN("network");

TEST_CASE("hinge and absolute loss of a scalar output") {
    // y Y = 0.3, 1.5, -0.2, 2: labels 0 stand for y = -1
    Panel<double> outputs(1, 4);
    const double values[]{0.3, -1.5, 0.2, -2.0};
    for (int b = 0; b < 4; ++b)
        outputs(0, b) = values[b];
    const std::vector<int> labels{1, 0, 0, 0};
    Panel<double> gradient;
    CHECK(loss_and_gradient(Loss::hinge, outputs, labels, gradient) ==
          doctest::Approx((0.7 + 1.2) / 4.0).epsilon(tolerance::few_roundings));
    const double hinge[]{-0.25, 0.0, 0.25, 0.0};
    for (int b = 0; b < 4; ++b)
        CHECK(gradient(0, b) == hinge[b]);
    CHECK(loss_and_gradient(Loss::absolute, outputs, labels, gradient) ==
          doctest::Approx((0.7 + 0.5 + 1.2 + 1.0) / 4.0).epsilon(tolerance::few_roundings));
    const double absolute[]{-0.25, -0.25, 0.25, -0.25};
    for (int b = 0; b < 4; ++b)
        CHECK(gradient(0, b) == absolute[b]);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
