#include "papers/normalisations/micro_batches.hpp"

#include <cmath>
#include <vector>

#include "papers/normalisations/paired_runs.hpp"

namespace glasscape {
namespace {

constexpr double early_mixing = 0.1;  // q of the first version of the paper

std::vector<Arm> arms_of(int ghost, std::int64_t steps) {
    std::vector<Arm> arms{digits_arm("batch_norm", NormKind::batch_norm),
                          digits_arm("kalman_norm", NormKind::kalman_norm),
                          digits_arm("kalman_norm, q 0.1", NormKind::kalman_norm)};
    arms.back().network.norm.mixing = early_mixing;
    for (auto& arm : arms) {
        arm.network.norm.ghost = ghost;
        arm.training.steps = steps;
    }
    return arms;
}

// What a group of samples has no part in: the whole batch, and statistics of single samples.
std::vector<Arm> controls(std::int64_t steps) {
    std::vector<Arm> arms{digits_arm("batch_norm", NormKind::batch_norm),
                          digits_arm("group_norm", NormKind::group_norm)};
    arms.back().network.norm.groups = 5;
    for (auto& arm : arms)
        arm.training.steps = steps;
    return arms;
}

std::vector<Column> columns() {
    return {{"ghost", ColumnType::integer, "samples",
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

// Every arm against the first.
void add_rows(Table& table, int ghost, const std::vector<Arm>& arms, const PairedPlan& plan) {
    const auto runs = train_arms(arms, plan);
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
        table.add_row({std::int64_t{ghost}, arms[i].name, ratio.count(), loss.mean(), loss.std_error(),
                       error.mean(), error.std_error(), compared(std::exp(ratio.mean())),
                       compared(ratio.mean()), compared(ratio.std_error()), compared(difference.mean()),
                       compared(difference.std_error())});
    }
}

}  // namespace

Table micro_batches_table(const MicroBatchRequest& request) {
    const PairedPlan plan{"micro-batches", seeds_from(request.first_seed, request.seeds), digits_of};
    Table table(columns());
    for (const int ghost : {2, 4, 8})
        add_rows(table, ghost, arms_of(ghost, request.steps), plan);
    const auto whole = controls(request.steps);
    add_rows(table, whole.front().training.batch, whole, plan);
    return table;
}

}  // namespace glasscape
