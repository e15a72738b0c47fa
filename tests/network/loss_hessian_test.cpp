#include "network/loss_hessian.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "glasscape/sphere/sphere.hpp"

#include "shared_weights/smooth_loss.hpp"
#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE_BEGIN("network");

TEST_CASE("gradients of the smooth loss agree with differences") {
    SharedNetworkOptions options;
    options.unique = 10;
    options.averaged_inputs = 7;
    for (const auto labels : {Labels::separable, Labels::random}) {
        const auto loss = draw_smooth_loss(options, labels, 3, 1);
        const auto states = testing::random_states(10, 1, 5);
        double energy = 0.0;
        std::vector<double> gradient(10);
        std::vector<double> ignored(10);
        loss->energies_and_gradients(states, {&energy, 1}, gradient);
        CHECK(energy > 0.0);
        for (std::size_t i = 0; i < states.size(); ++i) {
            constexpr double step = 1e-5;
            double ends[2];
            for (const int side : {0, 1}) {
                auto moved = states;
                moved[i] += side == 1 ? step : -step;
                loss->energies_and_gradients(moved, {&ends[side], 1}, ignored);
            }
            CHECK((ends[1] - ends[0]) / (2 * step) ==
                  doctest::Approx(gradient[i]).epsilon(tolerance::fine_difference));
        }
    }
}

TEST_CASE("weights without effect lose log 2") {
    SharedNetworkOptions options;
    options.unique = 4;
    options.averaged_inputs = 5;
    const auto loss = draw_smooth_loss(options, Labels::random, 1, 0);
    const std::vector<double> zero(4);
    double energy = 0.0;
    std::vector<double> gradient(4);
    loss->energies_and_gradients(zero, {&energy, 1}, gradient);
    CHECK(energy == doctest::Approx(4.0 * std::log(2.0)).epsilon(tolerance::closed_form));
}

struct SmallNetwork {
    ResidualNetwork<double> network;
    Panel<double> x{5, 16};
    std::vector<int> labels;
};

SmallNetwork small_network() {
    NetworkOptions options;
    options.inputs = 5;
    options.width = 6;
    options.depth = 3;
    options.classes = 4;
    options.readout = Readout::trained;
    SmallNetwork small{ResidualNetwork<double>(options, 2), {5, 16}, {}};
    const auto values = testing::random_states(5, 16, 8);
    for (int b = 0; b < 16; ++b) {
        for (int i = 0; i < 5; ++i)
            small.x(i, b) = values[static_cast<std::size_t>(5 * b + i)];
        small.labels.push_back(b % 4);
    }
    return small;
}

TEST_CASE("the loss's Hessian is symmetric, gives second differences, and leaves the network alone") {
    auto small = small_network();
    LossHessian hessian(small.network, small.x, small.labels);
    CHECK(hessian.size() == 5 * 6 + 2 * 36 + 6 * 4 + 3);
    const auto count = static_cast<int>(hessian.size());
    const auto u = testing::random_states(count, 1, 1);
    const auto v = testing::random_states(count, 1, 2);
    std::vector<double> hu(u.size());
    std::vector<double> hv(v.size());
    Activations<double> state;
    const double before = small.network.forward(small.x, small.labels, NormMode::batch, state);
    hessian.multiply(u, hu);
    hessian.multiply(v, hv);
    CHECK(small.network.forward(small.x, small.labels, NormMode::batch, state) == before);
    CHECK(dot(u, hv) == doctest::Approx(dot(v, hu)).epsilon(tolerance::fine_difference));
    // Along v the loss itself: L(+h) - 2 L(0) + L(-h).
    const double h = 1e-4 / std::sqrt(dot(v, v));
    double ends[2];
    for (const int side : {0, 1}) {
        std::size_t number = 0;
        for (auto& parameter : small.network.parameters())
            for (int i = 0; i < parameter.rows; ++i)
                for (int j = 0; j < parameter.columns; ++j)
                    parameter.values[i * parameter.stride + j] += (side == 1 ? h : -h) * v[number++];
        ends[side] = small.network.forward(small.x, small.labels, NormMode::batch, state);
        number = 0;
        for (auto& parameter : small.network.parameters())
            for (int i = 0; i < parameter.rows; ++i)
                for (int j = 0; j < parameter.columns; ++j)
                    parameter.values[i * parameter.stride + j] -= (side == 1 ? h : -h) * v[number++];
    }
    CHECK((ends[0] - 2.0 * before + ends[1]) / (h * h) ==
          doctest::Approx(dot(v, hv)).epsilon(tolerance::second_difference));
}

TEST_CASE("the loss's Hessian keeps the gates of its point, however near they are to closing") {
    // z_k = v_k w x with w a thousandth of the difference step from its kink: d2L/dw dv_k = x (p_k - y_k).
    NetworkOptions options;
    options.inputs = 1;
    options.width = 1;
    options.depth = 1;
    options.classes = 2;
    options.readout = Readout::trained;
    options.norm.kind = NormKind::none;
    ResidualNetwork<double> network(options, 1);
    for (auto& parameter : network.parameters()) {
        parameter.values[0] = parameter.name == "V" ? 0.3 : 1e-9;
        if (parameter.name == "V") parameter.values[1] = -0.2;
    }
    Panel<double> x(1, 1);
    x(0, 0) = 0.47;
    const std::vector<int> labels{0};
    LossHessian hessian(network, x, labels);
    REQUIRE(hessian.size() == 3);
    std::vector<double> column(3);
    hessian.multiply(std::vector<double>{1.0, 0.0, 0.0}, column);
    CHECK(column[0] == doctest::Approx(0.25 * 0.47 * 0.47 * 0.25)
                           .epsilon(tolerance::central_difference));  // x^2 p (1 - p) (v_1 - v_2)^2
    CHECK(column[1] == doctest::Approx(-0.235).epsilon(tolerance::central_difference));
    CHECK(column[2] == doctest::Approx(0.235).epsilon(tolerance::central_difference));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
