#include "papers/normalisations/micro_batches.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "papers/normalisations/paired_runs.hpp"

namespace glasscape {
namespace {

constexpr double early_mixing = 0.1;  // q of the first version of the paper

// A network with an arm for each way to take statistics in it.
struct MicroBatchTask {
    std::string network;
    Arm batch_norm;
    Arm kalman_norm;
    Arm group_norm;
};

MicroBatchTask dense_task() {
    MicroBatchTask task{"dense", digits_arm("batch_norm", NormKind::batch_norm),
                        digits_arm("kalman_norm", NormKind::kalman_norm),
                        digits_arm("group_norm", NormKind::group_norm)};
    task.group_norm.network.norm.groups = 5;
    return task;
}

MicroBatchTask convolutional_task() {
    return {"conv", digits_image_arm("batch_norm", BranchNorm::batch_norm),
            digits_image_arm("kalman_norm", BranchNorm::kalman_norm),
            digits_image_arm("group_norm", BranchNorm::group_norm)};
}

Arm with_mixing(Arm arm, double mixing) {
    arm.name += fmt::format(", q {}", mixing);
    arm.network.norm.mixing = mixing;
    if (arm.convolutional) arm.convolutional->mixing = mixing;
    return arm;
}

Arm with_identity(Arm arm) {
    arm.name += ", identity";
    if (arm.convolutional) arm.convolutional->transition = KalmanTransition::identity;
    return arm;
}

// Convolutional networks take their time: variants are trained in the smallest groups alone there.
std::vector<Arm> arms_of(const MicroBatchTask& task, int ghost, std::int64_t steps) {
    std::vector<Arm> arms{task.batch_norm, task.kalman_norm};
    const bool convolutional = task.kalman_norm.convolutional.has_value();
    if (!convolutional || ghost == 2) arms.push_back(with_mixing(task.kalman_norm, early_mixing));
    if (convolutional && ghost == 2) arms.push_back(with_identity(task.kalman_norm));
    for (auto& arm : arms) {
        arm.network.norm.ghost = ghost;
        if (arm.convolutional) arm.convolutional->ghost = ghost;
        arm.training.steps = steps;
    }
    return arms;
}

// What a group of samples has no part in: the whole batch, and statistics of single samples.
std::vector<Arm> controls(const MicroBatchTask& task, std::int64_t steps) {
    std::vector<Arm> arms{task.batch_norm, task.group_norm};
    for (auto& arm : arms)
        arm.training.steps = steps;
    return arms;
}

std::vector<Column> columns() {
    return {{"network", ColumnType::text, "",
             "dense: 10 layers of 50 units; conv: two convolutional blocks of 12 channels, pre-activation"},
            {"ghost", ColumnType::integer, "samples",
             "samples whose statistics are taken together; 64: the whole batch"},
            {"arm", ColumnType::text, "", "normalisation"},
            {"seeds", ColumnType::integer, "1", "seeds that are compared with batch_norm"},
            {"training_loss", ColumnType::real, "1", "of the last 30 batches, mean over seeds"},
            {"loss_std_error", ColumnType::real, "1", "its standard error"},
            {"test_error", ColumnType::real, "1", "share of test points in error, by running statistics"},
            {"test_std_error", ColumnType::real, "1", "its standard error"},
            {"loss_ratio", ColumnType::real, "1",
             "training loss over that of batch_norm in the same ghost batches, geometric mean over seeds"},
            {"log_ratio", ColumnType::real, "1", "its logarithm, paired by seed"},
            {"log_ratio_std_error", ColumnType::real, "1", "standard error of the logarithm"},
            {"difference", ColumnType::real, "1", "test error less that of batch_norm, paired by seed"},
            {"difference_std_error", ColumnType::real, "1", "its standard error"}};
}

// Batch norm and kalman_norm with the seeds of one plan, other arms with those of another, fewer ones from the same first.
std::vector<std::vector<ArmRun>> train_pair_and_others(const std::vector<Arm>& arms, const PairedPlan& plan,
                                                       const PairedPlan& others) {
    auto runs = train_arms({arms[0], arms[1]}, plan);
    for (auto& more : train_arms({arms.begin() + 2, arms.end()}, others))
        runs.push_back(std::move(more));
    return runs;
}

// Every arm against the first.
void add_rows(Table& table, const std::string& network, int ghost, const std::vector<Arm>& arms,
              const std::vector<std::vector<ArmRun>>& runs) {
    const auto losses = [&](std::size_t i) {
        return numbers_of(runs[i],
                          [&](const ArmRun& run) { return final_loss(run, arms[i].training.steps); });
    };
    const auto logs = [&](std::size_t i) {
        auto list = losses(i);
        for (auto& loss : list)
            loss = std::log(loss);
        return list;
    };
    const auto errors = [&](std::size_t i) {
        return numbers_of(runs[i], [](const ArmRun& run) { return run.test_error; });
    };
    for (std::size_t i = 0; i < arms.size(); ++i) {
        const auto loss = mean_of(losses(i));
        const auto error = mean_of(errors(i));
        const auto ratio = mean_difference(logs(i), logs(0));
        const auto difference = mean_difference(errors(i), errors(0));
        const bool other = i > 0;
        const auto compared = [&](double value) { return other ? cell_or_empty(value) : Cell{}; };
        table.add_row({network, std::int64_t{ghost}, arms[i].name, ratio.count(), loss.mean(),
                       loss.std_error(), error.mean(), error.std_error(), compared(std::exp(ratio.mean())),
                       compared(ratio.mean()), compared(ratio.std_error()), compared(difference.mean()),
                       compared(difference.std_error())});
    }
}

}  // namespace

Table micro_batches_table(const MicroBatchRequest& request) {
    Table table(columns());
    for (const auto& task : {dense_task(), convolutional_task()}) {
        const bool dense = task.network == "dense";
        const int seeds = dense ? request.seeds : request.convolutional_seeds.value_or(request.seeds);
        const auto plan_of = [&](int count) {
            return PairedPlan{fmt::format("micro-batches, {}", task.network),
                              seeds_from(request.first_seed, count), digits_of};
        };
        const auto all = plan_of(seeds);
        const auto few = dense ? all : plan_of(std::max(1, seeds / 3));
        for (const int ghost : {2, 4, 8}) {
            const auto arms = arms_of(task, ghost, request.steps);
            add_rows(table, task.network, ghost, arms,
                     train_pair_and_others(arms, ghost < 8 ? all : few, few));
        }
        const auto whole = controls(task, request.steps);
        add_rows(table, task.network, whole.front().training.batch, whole, train_arms(whole, few));
    }
    return table;
}

}  // namespace glasscape
