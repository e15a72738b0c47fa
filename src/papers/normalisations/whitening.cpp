#include "papers/normalisations/whitening.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "glasscape/core/random.hpp"

#include "papers/normalisations/paired_runs.hpp"

namespace glasscape {
namespace {

constexpr std::size_t batches_averaged = 10;

struct Task {
    const char* name;
    const char* placement;
    double target;  ///< of the training loss
    Arm arm;        ///< of batch_norm
    std::function<std::shared_ptr<const Dataset>(std::uint64_t)> data;
};

constexpr GaussianClasses gaussian{};

Task digits_task(const char* placement, Placement place) {
    Task task{"digits", placement, 0.1, digits_arm("", NormKind::batch_norm), digits_of};
    task.arm.network.depth = 5;
    task.arm.network.placement = place;
    task.arm.training.batch = 128;  // covariances of 50 units need more samples than that
    return task;
}

Task gaussian_task(const char* placement, Placement place) {
    auto task = digits_task(placement, place);
    task.name = "gaussian";
    task.target = 2.0;
    task.data = [](std::uint64_t seed) {
        return std::shared_ptr<const Dataset>(make_gaussian_classes(gaussian, seed));
    };
    task.arm.network.inputs = gaussian.inputs;
    task.arm.network.classes = gaussian.classes;
    return task;
}

bool has_reached(std::span<const double> losses, double target) {
    if (losses.size() < batches_averaged) return false;
    const auto last = losses.last(batches_averaged);
    return std::accumulate(last.begin(), last.end(), 0.0) <= target * batches_averaged;
}

/// Steps to the target; the most steps if it was not reached.
double steps_of(const ArmRun& run, double target, std::int64_t most) {
    return static_cast<double>(has_reached(run.losses, target) ? static_cast<std::int64_t>(run.losses.size())
                                                               : most);
}

PairedPlan plan_of(const Task& task, std::vector<std::uint64_t> seeds) {
    return {"whitening, " + std::string(task.name), std::move(seeds), task.data,
            [target = task.target](std::span<const double> losses) { return has_reached(losses, target); }};
}

std::vector<std::uint64_t> pilot_seeds(const WhiteningRequest& request) {
    std::vector<std::uint64_t> seeds;
    for (int i = 0; i < request.pilots; ++i)
        seeds.push_back(derived_seed(request.first_seed, Stream::control, static_cast<std::uint64_t>(i)));
    return seeds;
}

/// Each kind at the rate that takes the fewest steps in the mean over the pilots.
std::vector<Arm> best_arms(const Task& task, const WhiteningRequest& request, Table& table) {
    constexpr std::array rates{0.1, 0.3, 1.0};
    std::vector<Arm> tried;
    for (const auto kind : {NormKind::batch_norm, NormKind::iter_norm, NormKind::swbn_fro})
        for (const double rate : rates) {
            auto arm = task.arm;
            arm.name = norm_name(kind);
            arm.network.norm = default_options(kind);
            arm.training.optimiser.learning_rate = rate;
            arm.training.steps = request.steps;
            tried.push_back(std::move(arm));
        }
    const auto runs = train_arms(tried, plan_of(task, pilot_seeds(request)));
    std::vector<double> steps;
    for (std::size_t i = 0; i < tried.size(); ++i) {
        const auto mean = mean_of(numbers_of(
            runs[i], [&](const ArmRun& run) { return steps_of(run, task.target, request.steps); }));
        steps.push_back(mean.mean());
        table.add_row({std::string(task.name), std::string(task.placement), tried[i].name,
                       tried[i].training.optimiser.learning_rate, mean.count(), mean.mean(),
                       cell_or_empty(mean.std_error())});
    }
    std::vector<Arm> best;
    for (std::size_t first = 0; first < tried.size(); first += rates.size()) {
        const auto begin = steps.begin() + static_cast<std::ptrdiff_t>(first);
        const auto lowest = std::min_element(begin, begin + rates.size());
        best.push_back(tried[static_cast<std::size_t>(lowest - steps.begin())]);
    }
    return best;
}

std::vector<Column> rate_columns() {
    return {{"task", ColumnType::text, "", "digits or gaussian"},
            {"placement", ColumnType::text, "", "of the normaliser: before or after the gate"},
            {"arm", ColumnType::text, "", "normalisation"},
            {"learning_rate", ColumnType::real, "1", "of plain SGD"},
            {"seeds", ColumnType::integer, "1", "seeds, others than those that are compared"},
            {"steps", ColumnType::real, "steps",
             "to the target, mean over seeds; the most where it was not reached"},
            {"steps_std_error", ColumnType::real, "steps", "its standard error"}};
}

std::vector<Column> step_columns() {
    return {{"task", ColumnType::text, "", "digits or gaussian"},
            {"placement", ColumnType::text, "", "of the normaliser: before or after the gate"},
            {"arm", ColumnType::text, "", "normalisation"},
            {"learning_rate", ColumnType::real, "1", "of three, that with the fewest steps on other seeds"},
            {"seeds", ColumnType::integer, "1", "seeds that are compared"},
            {"reached", ColumnType::integer, "1", "seeds that reached the target"},
            {"target", ColumnType::real, "1", "training loss, mean of ten batches"},
            {"steps", ColumnType::real, "steps",
             "to the target, mean over seeds; the most where it was not reached"},
            {"steps_std_error", ColumnType::real, "steps", "its standard error"},
            {"difference", ColumnType::real, "steps", "less those of batch_norm, paired by seed"},
            {"std_error", ColumnType::real, "steps", "its standard error"}};
}

void add_rows(WhiteningTables& tables, const Task& task, const WhiteningRequest& request) {
    const auto arms = best_arms(task, request, tables.rates);
    const auto runs = train_arms(arms, plan_of(task, seeds_from(request.first_seed, request.seeds)));
    std::vector<std::vector<double>> steps;
    for (std::size_t i = 0; i < arms.size(); ++i) {
        steps.push_back(numbers_of(
            runs[i], [&](const ArmRun& run) { return steps_of(run, task.target, request.steps); }));
        const auto reached = std::count_if(runs[i].begin(), runs[i].end(), [&](const ArmRun& run) {
            return has_reached(run.losses, task.target);
        });
        const auto mean = mean_of(steps[i]);
        const auto difference = mean_difference(steps[i], steps[0]);
        const auto compared = [&](double value) { return i > 0 ? cell_or_empty(value) : Cell{}; };
        tables.steps.add_row({std::string(task.name), std::string(task.placement), arms[i].name,
                              arms[i].training.optimiser.learning_rate, std::int64_t{request.seeds},
                              std::int64_t{reached}, task.target, mean.mean(), mean.std_error(),
                              compared(difference.mean()), compared(difference.std_error())});
    }
}

}  // namespace

WhiteningTables whitening_tables(const WhiteningRequest& request) {
    WhiteningTables tables{Table(step_columns()), Table(rate_columns())};
    for (const auto& task :
         {digits_task("before", Placement::before_gate), gaussian_task("before", Placement::before_gate),
          digits_task("after", Placement::after_gate), gaussian_task("after", Placement::after_gate)})
        add_rows(tables, task, request);
    return tables;
}

}  // namespace glasscape
