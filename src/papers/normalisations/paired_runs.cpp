#include "papers/normalisations/paired_runs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <variant>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/training/datasets.hpp"

namespace glasscape {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

ArmRun train_arm(const Arm& arm, std::uint64_t seed, const PairedPlan& plan) {
    TrainingRun<float> run(arm.choice(), arm.training, plan.data(seed), seed);
    ArmRun result;
    while (run.step() < arm.training.steps && !interrupt_requested()) {
        result.losses.push_back(run.train_step());
        if (!std::isfinite(result.losses.back())) {
            result.test_error = not_a_number;
            return result;
        }
        if (plan.enough && plan.enough(result.losses)) break;
    }
    result.test_error = 1.0 - run.record(0.0, arm.training).running_accuracy;
    return result;
}

}  // namespace

Arm digits_arm(const std::string& name, NormKind kind) {
    Arm arm;
    arm.name = name;
    auto& network = arm.network;
    network.inputs = 64;
    network.classes = 10;
    network.readout = Readout::trained;
    network.readout_scale = 1.0;
    network.norm = default_options(kind);
    network.placement = Placement::before_gate;
    auto& training = arm.training;
    training.optimiser.learning_rate = 0.1;
    training.optimiser.momentum = 0.0;
    training.batch = 64;
    training.steps = 300;
    training.log_steps = {};
    training.spectrum_points = 0;
    training.gradient_points = 0;
    return arm;
}

Arm digits_image_arm(const std::string& name, BranchNorm norm) {
    Arm arm = digits_arm(name, NormKind::none);
    arm.training.optimiser.momentum = 0.9;
    auto& network = arm.convolutional.emplace();
    network.widths = {12};
    network.blocks_per_stage = 2;
    network.block = BlockKind::preactivation;
    network.norm = norm;
    return arm;
}

std::shared_ptr<const Dataset> digits_of(std::uint64_t seed) {
    return open_dataset(parse_data_source("digits"), seed);
}

std::vector<std::vector<ArmRun>> train_arms(const std::vector<Arm>& arms, const PairedPlan& plan) {
    for (const auto& arm : arms) {
        std::visit([](const auto& network) { require_sensible(network); }, arm.choice());
        require_sensible(arm.training, arm.choice());
    }
    return by_arm_and_seed<ArmRun>(
        plan.title, arms.size(), plan.seeds,
        [&](std::size_t arm, std::uint64_t seed) { return train_arm(arms[arm], seed, plan); });
}

double final_loss(const ArmRun& run, std::int64_t steps, std::int64_t last) {
    if (static_cast<std::int64_t>(run.losses.size()) < steps || !std::isfinite(run.losses.back()))
        return not_a_number;
    const auto count = std::min(last, steps);
    return std::accumulate(run.losses.end() - count, run.losses.end(), 0.0) / static_cast<double>(count);
}

std::vector<double> numbers_of(const std::vector<ArmRun>& runs,
                               const std::function<double(const ArmRun&)>& number) {
    std::vector<double> numbers;
    for (const auto& run : runs)
        numbers.push_back(number(run));
    return numbers;
}

}  // namespace glasscape
