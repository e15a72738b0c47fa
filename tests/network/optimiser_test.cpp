// Three steps of each optimiser, worked out by hand.
#include "glasscape/network/optimiser.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/network/residual_network.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

// Two numbers that an optimiser moves.
struct Two {
    std::vector<double> values;
    std::vector<double> gradients{0.0, 0.0};
    Parameter<double> view(bool is_weight, int rows = 1) {
        return {"w", rows, 2 / rows, 2 / rows, values.data(), gradients.data(), is_weight};
    }
};

void check_steps(const OptimiserOptions& options, bool is_weight, Two two,
                 const std::vector<std::vector<double>>& gradients,
                 const std::vector<std::vector<double>>& expected) {
    Optimiser<double> optimiser(options, {two.view(is_weight)});
    for (std::size_t step = 0; step < gradients.size(); ++step) {
        two.gradients = gradients[step];
        optimiser.step(0.1);
        for (std::size_t i = 0; i < 2; ++i) {
            CAPTURE(step);
            CAPTURE(i);
            CHECK(two.values[i] ==
                  doctest::Approx(expected[step][i]).epsilon(testing::tolerance::closed_form));
            CHECK(two.gradients[i] == 0.0);
        }
    }
}

TEST_SUITE_BEGIN("network");

TEST_CASE("SGD with momentum 1/2 and decay 1/5: weights decay, scales do not") {
    OptimiserOptions options;
    options.momentum = 0.5;
    options.weight_decay = 0.2;
    // v <- v/2 + g + w/5, w <- w - v/10
    check_steps(options, true, {{1.0, -2.0}}, {{1.0, 3.0}, {-1.0, 0.0}, {0.0, -4.0}},
                {{0.88, -2.26}, {0.9024, -2.3448}, {0.895552, -1.940304}});
    check_steps(options, false, {{1.0, 1.0}}, {{1.0, 0.0}, {-1.0, 0.0}, {2.0, 0.0}},
                {{0.9, 1.0}, {0.95, 1.0}, {0.775, 1.0}});
}

TEST_CASE("Adam with b1 = 1/2, b2 = 9/10") {
    OptimiserOptions options;
    options.kind = OptimiserKind::adam;
    options.momentum = 0.5;
    options.second_momentum = 0.9;
    const double small = 1e-8;
    // mhat 1, -1/3, 1; shat 1, 1, 0.571/0.271
    const double one = 1.0 - 0.1 / (1.0 + small);
    const double two = one + 0.1 / 3.0 / (1.0 + small);
    const double three = two - 0.1 / (std::sqrt(0.571 / 0.271) + small);
    check_steps(options, true, {{1.0, 1.0}}, {{1.0, 0.0}, {-1.0, 0.0}, {2.0, 0.0}},
                {{one, 1.0}, {two, 1.0}, {three, 1.0}});
}

TEST_CASE("RMSProp with a = 9/10: mean squares start at 0 and nothing makes up for it") {
    OptimiserOptions options;
    options.kind = OptimiserKind::rmsprop;
    options.second_momentum = 0.9;
    const double small = 1e-8;
    // s 0.1, 0.19, 0.571
    const double one = 1.0 - 0.1 / (std::sqrt(0.1) + small);
    const double two = one + 0.1 / (std::sqrt(0.19) + small);
    const double three = two - 0.2 / (std::sqrt(0.571) + small);
    check_steps(options, false, {{1.0, 1.0}}, {{1.0, 0.0}, {-1.0, 0.0}, {2.0, 0.0}},
                {{one, 1.0}, {two, 1.0}, {three, 1.0}});
}

TEST_CASE("what decays in a network are the weights of its maps, however narrow, and nothing else") {
    for (const auto name : norm_names())
        for (const int inputs : {1, 4}) {
            NetworkOptions options;
            options.inputs = inputs;
            options.width = 4;
            options.classes = 3;
            options.depth = 2;
            options.conditions = 3;
            options.readout = Readout::trained;
            options.norm.kind = norm_kind(name);
            options.norm.groups = options.norm.kind == NormKind::group_norm ? 2 : 1;
            ResidualNetwork<double> network(options, 1);
            for (const auto& parameter : network.parameters()) {
                CAPTURE(parameter.name);
                const bool map =
                    parameter.name[0] == 'W' || parameter.name[0] == 'V' || parameter.name[0] == 'v';
                CHECK(parameter.is_weight == map);
            }
        }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
