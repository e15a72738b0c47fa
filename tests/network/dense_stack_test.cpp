// Gradients of a plain stack by its inputs and its parameters, against differences.
#include "network/dense_stack.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <boost/random/normal_distribution.hpp>
#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"

namespace glasscape {
namespace {

constexpr int stack_inputs = 4;
constexpr int stack_samples = 7;
constexpr double difference = 1e-5;
// Central differences of step 1e-5: some 1e-10 of truncation, 1e-11 of rounding, times slopes of up to ten.
constexpr double by_differences = 1e-7;

const std::vector<Condition> stack_conditions{Condition{0}, Condition{1}, Condition{1}, Condition{0},
                                              Condition{1}, Condition{0}, Condition{0}};

Panel<double> normal_panel(int features, std::uint64_t index) {
    RandomStream stream(3, Stream::data, index);
    boost::random::normal_distribution<double> normal;
    Panel<double> panel(features, stack_samples);
    for (int i = 0; i < features; ++i)
        for (int b = 0; b < stack_samples; ++b)
            panel(i, b) = normal(stream);
    return panel;
}

DenseStack<double> stack_of(NormKind kind, Gate gate) {
    const auto hidden = default_options(kind);
    return DenseStack<double>(
        {stack_inputs,
         2,
         {{6, hidden, gate}, {5, hidden, gate}, {3, default_options(NormKind::none), Gate::sigmoid}}},
        5);
}

double dot(const Panel<double>& a, const Panel<double>& b) {
    double sum = 0.0;
    for (int i = 0; i < a.features(); ++i)
        for (int s = 0; s < a.samples(); ++s)
            sum += a(i, s) * b(i, s);
    return sum;
}

/// Largest difference of a gradient from (f(+h) - f(-h))/2h, each number moved in its turn.
double largest_error(double* values, const double* gradients, int count,
                     const std::function<double()>& function) {
    double largest = 0.0;
    for (int i = 0; i < count; ++i) {
        const double kept = values[i];
        values[i] = kept + difference;
        const double above = function();
        values[i] = kept - difference;
        const double below = function();
        values[i] = kept;
        largest = std::max(largest, std::abs((above - below) / (2.0 * difference) - gradients[i]));
    }
    return largest;
}

void check_gradients(NormKind kind, Gate gate) {
    CAPTURE(std::string(norm_name(kind)));
    CAPTURE(static_cast<int>(gate));
    auto stack = stack_of(kind, gate);
    StackActivations<double> state;
    auto x = normal_panel(stack_inputs, 0);
    const auto weights_of_loss = normal_panel(3, 1);
    for (int step = 0; step < 3; ++step)  // running statistics apart from those of the batch
        stack.forward(x, stack_conditions, NormMode::train, state);
    const auto loss_in = [&](NormMode mode) {
        return [&, mode] {
            StackActivations<double> own;
            stack.forward(x, stack_conditions, mode, own);
            return dot(weights_of_loss, own.outputs());
        };
    };
    const auto check_inputs = [&](const Panel<double>& gradient, NormMode mode) {
        for (int i = 0; i < stack_inputs; ++i)
            CHECK(largest_error(x.row(i), gradient.row(i), stack_samples, loss_in(mode)) < by_differences);
    };
    Panel<double> gradient;
    stack.forward(x, stack_conditions, NormMode::evaluate, state);
    stack.input_gradient(weights_of_loss, state, gradient);
    check_inputs(gradient, NormMode::evaluate);
    stack.forward(x, stack_conditions, NormMode::batch, state);
    stack.backward(x, weights_of_loss, state, gradient);
    check_inputs(gradient, NormMode::batch);
    for (const auto& parameter : stack.parameters()) {
        CAPTURE(parameter.name);
        for (int row = 0; row < parameter.rows; ++row) {
            const int at = row * parameter.stride;
            CHECK(largest_error(parameter.values + at, parameter.gradients + at, parameter.columns,
                                loss_in(NormMode::batch)) < by_differences);
        }
    }
}

TEST_SUITE_BEGIN("network");

TEST_CASE(
    "a stack's gradients by inputs and parameters are those of differences, in batches and in evaluation") {
    for (const auto kind : {NormKind::none, NormKind::batch_norm, NormKind::cond_batch_norm,
                            NormKind::sandwich_bn, NormKind::aux_bn, NormKind::sandwich_aux_bn})
        for (const auto gate : {Gate::rectifier, Gate::leaky, Gate::sigmoid, Gate::none})
            check_gradients(kind, gate);
    for (const auto kind : {NormKind::weight_norm, NormKind::weight_norm_affine})
        check_gradients(kind, Gate::leaky);
    check_gradients(NormKind::weight_norm_tprelu, Gate::none);
}

TEST_CASE("a stack without layers, or with a gate beside one that rectifies itself, is refused") {
    CHECK_THROWS_WITH_AS(DenseStack<double>({3, 0, {}}, 1), "a stack needs one layer or more, none is given",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        DenseStack<double>({3, 0, {{2, default_options(NormKind::weight_norm_tprelu), Gate::leaky}}}, 1),
        "layer 1: weight_norm_tprelu rectifies itself and has no gate beside", std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
