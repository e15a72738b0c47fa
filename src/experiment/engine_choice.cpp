#include "glasscape/experiment/engine_choice.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "glasscape/landscape/couplings.hpp"

namespace glasscape {
namespace {

// Measured on one thread (benchmarks/notes.md, "Tensors or conditional couplings").
constexpr double tensor_operations_per_second = 3e10;
constexpr double tensor_evaluation_seconds = 5e-6;  // of the smallest
constexpr double look_seconds = 2e-5;               // of the shortest path
constexpr double smooth_seconds = 0.14;             // at tau = 100, nu''(1) = nu'(1)
constexpr double smooth_exponent = 2.7;
constexpr double rough_seconds = 16.0;  // of 100 steps
constexpr double rough_exponent = 5.3;

bool is_rough(const Dynamics& dynamics) {
    return dynamics.method == DynamicsMethod::langevin ||
           (dynamics.method == DynamicsMethod::stochastic && dynamics.batches == 0);
}

// Replicas know what all of them saw: their anchors add up, in a small system until every direction is known.
std::string too_many_replicas(const DescentRequest& request) {
    constexpr int large = 10'000;
    const std::int64_t most = request.size < large ? 1 : 8;
    if (request.replicas <= most) return "";
    return fmt::format(
        "{} replicas on one landscape with conditional couplings at N = {}: its reach is {}; take "
        "--disorders {} --replicas 1",
        request.replicas, request.size, most, request.replicas * request.disorders);
}

// Noise makes every point new: as many anchors as steps.
std::string too_long_and_rough(const DescentRequest& request) {
    constexpr std::int64_t reach = 200;
    const auto steps = request.dynamics.steps * request.replicas;
    if (!is_rough(request.dynamics) || steps <= reach) return "";
    return fmt::format(
        "{} steps of {} on conditional couplings: with noise they reach {} steps (replicas times --steps); "
        "take --size inf, or orders and a size whose couplings fit",
        steps, method_name(request.dynamics.method), reach);
}

double conditional_seconds(const DescentRequest& request) {
    const auto& dynamics = request.dynamics;
    // Each batch is a landscape of its own, as a replica has a path of its own.
    const auto paths = request.replicas * std::max(1, dynamics.batches);
    const double steps = static_cast<double>(dynamics.steps * paths);
    if (is_rough(dynamics)) return rough_seconds * std::pow(steps / 100.0, rough_exponent);
    const auto& mixture = request.mixture;
    const double heavy = dynamics.method == DynamicsMethod::momentum ? 1.0 / (1.0 - dynamics.momentum) : 1.0;
    const double tau =
        dynamics.step.value_or(default_step(mixture)) * heavy * steps * std::sqrt(mixture.nu2());
    return smooth_seconds * std::pow(tau / 100.0, smooth_exponent) * mixture.nu2() / mixture.nu1();
}

}  // namespace

EngineCosts engine_costs(const DescentRequest& request) {
    const double evaluations = static_cast<double>(request.dynamics.steps + 1);
    const double landscapes = request.dynamics.batches > 0 ? 2.0 : 1.0;
    const double operations = landscapes * packed_operations(request.mixture, request.size, request.replicas);
    return {
        evaluations * (tensor_evaluation_seconds + operations / tensor_operations_per_second),
        evaluations * look_seconds * static_cast<double>(request.replicas) + conditional_seconds(request)};
}

std::string beyond_conditional_reach(const DescentRequest& request) {
    const auto replicas = too_many_replicas(request);
    return replicas.empty() ? too_long_and_rough(request) : replicas;
}

EngineChoice cheaper_engine(const DescentRequest& request) {
    if (!beyond_conditional_reach(request).empty()) {
        auto couplings = request.couplings;
        couplings.replicas = request.replicas;
        if (!tensors_are_affordable(request.mixture, request.size, couplings))
            return {DescentEngine::conditional,
                    "auto: conditional couplings, since those of an order are too many"};
        return {DescentEngine::tensors,
                "auto: tensors, since so many noisy steps or replicas are beyond the "
                "reach of conditional couplings"};
    }
    const auto costs = engine_costs(request);
    const bool tensors = costs.tensors <= costs.conditional;
    return {
        tensors ? DescentEngine::tensors : DescentEngine::conditional,
        fmt::format("auto: {}, by measured costs {:.2g} s with tensors, {:.2g} s with conditional couplings "
                    "({} replica{} on one thread)",
                    tensors ? "tensors" : "conditional couplings", costs.tensors, costs.conditional,
                    request.replicas, request.replicas == 1 ? "" : "s")};
}

}  // namespace glasscape
