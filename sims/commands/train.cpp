#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/table/row_command.hpp"
#include "glasscape/training/train_seeds.hpp"

#include "commands/training_options.hpp"

namespace glasscape::cli {
namespace {

struct TrainArguments {
    std::string config;
    TrainingChanges changes;
    int seeds = 1;

    struct Prepared {
        TrainingConfig config;
        std::string data;
    };
    std::optional<Prepared> prepared;  // once checked
};

/// The configuration with what the command line changes in it.
TrainingConfig config_of(const TrainArguments& options) {
    TrainingConfig config;
    if (!options.config.empty()) {
        config = load_training_config(options.config);
    } else {
        config.name = "command line";
        config.network.readout = Readout::trained;
    }
    apply(options.changes, config);
    return config;
}

std::string mean_and_spread(const std::vector<double>& values) {
    RunningMean mean;
    for (const double value : values)
        mean.add(value);
    return values.size() > 1 ? fmt::format("{:.4g} (sd {:.2g})", mean.mean(),
                                           mean.std_error() * std::sqrt(static_cast<double>(values.size())))
                             : fmt::format("{:.4g}", mean.mean());
}

bool has_depth(const TrainingRecord& record) {
    return record.output && std::isfinite(mean_depth(record.output->shares));
}

std::string summary(const TrainingConfig& config, const std::vector<SeedResult>& results) {
    std::vector<double> accuracies;
    std::vector<double> running;
    std::vector<double> losses;
    std::vector<double> before;
    std::vector<double> after;
    for (const auto& result : results) {
        if (result.records.empty() || result.end == TrainingEnd::diverged) continue;
        accuracies.push_back(result.records.back().test_accuracy);
        running.push_back(result.records.back().running_accuracy);
        losses.push_back(result.records.back().test_loss);
        if (!has_depth(result.records.front()) || !has_depth(result.records.back())) continue;
        before.push_back(mean_depth(result.records.front().output->shares));
        after.push_back(mean_depth(result.records.back().output->shares));
    }
    if (accuracies.empty()) return "";
    auto text = fmt::format("{}: {} seeds, test loss {}, accuracy {}, by running statistics {}", config.name,
                            accuracies.size(), mean_and_spread(losses), mean_and_spread(accuracies),
                            mean_and_spread(running));
    if (!after.empty())
        text += fmt::format(", effective depth {} -> {} of {}", mean_and_spread(before),
                            mean_and_spread(after), config.longest_path());
    return text + "\n";
}

std::string plan(const TrainingConfig& config, int seeds) {
    constexpr double multiply_adds_per_second = 2e10;  // of one thread, on the small layers
    const double operations = training_operations(config) * seeds;
    const int threads = std::min(thread_count(), seeds);
    return fmt::format(
        "{} seeds of {} steps, {:.3g} multiply-adds, about {:.0f} s on {} threads (within a "
        "factor of three)",
        seeds, config.training.steps, operations, std::ceil(operations / multiply_adds_per_second / threads),
        threads);
}

// Path lengths have no shares where every path gives nothing.
void note_missing_spectra(const std::vector<SeedResult>& results, CommandRun& run) {
    std::int64_t missing = 0;
    for (const auto& result : results)
        for (const auto& record : result.records)
            missing += record.output && !has_depth(record) ? 1 : 0;
    if (missing > 0)
        run.note(
            fmt::format("in {} logged steps every output is 0 or not finite: path lengths have no shares "
                        "there, their cells are "
                        "empty",
                        missing));
}

// Remarks on the seeds that diverged; how many they are.
int note_divergence(const std::vector<SeedResult>& results, CommandRun& run) {
    int diverged = 0;
    for (const auto& result : results)
        if (result.end == TrainingEnd::diverged) {
            ++diverged;
            run.note(fmt::format(
                "seed {}: the loss was not finite after step {}: what was logged before is kept; a smaller "
                "learning rate or a normalisation would help",
                result.seed, result.last_step));
        }
    return diverged;
}

// The configuration with what its data decide, and a remark on stored data.
TrainArguments::Prepared prepared(const TrainArguments& options, std::uint64_t seed) {
    auto config = config_of(options);
    const auto data = open_data(config, seed);
    require_sensible(config);
    return {std::move(config), data->test_points() > 0 ? data->description() : ""};
}

// The training itself; an interruption says how to go on.
std::vector<SeedResult> train(const TrainRequest& request, const CommandRun& run) {
    try {
        return train_seeds(request);
    } catch (const Interrupted&) {
        if (request.folder.empty()) throw;
        throw Interrupted(fmt::format("what was trained is in the checkpoints of {}; continue with: {}",
                                      request.folder, run.continuing_command()));
    }
}

CommandResult make_train(const TrainArguments& options, CommandRun& run) {
    const auto& settings = run.settings();
    const auto& [resolved, data] = *options.prepared;
    if (!data.empty()) run.note(data);
    const auto results = train(
        {config_of(options), run.seed(), options.seeds, settings.out, settings.resume, settings.overwrite},
        run);
    const int diverged = note_divergence(results, run);
    note_missing_spectra(results, run);
    CommandResult result{{{"history", history_table(resolved, results)},
                          {"layers", layers_table(resolved.name, results)},
                          {"depth", depth_table(resolved, results)}},
                         {{"config.toml", to_toml(resolved)}},
                         summary(resolved, results)};
    if (diverged == options.seeds) result.failure = "every seed diverged";
    return result;
}

CommandCall train_call() {
    const auto options = std::make_shared<TrainArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("config", options->config, "a named configuration, or a FILE.toml of your own");
    add_training_changes(take, options->changes);
    take.add("seeds", options->seeds, "number of seeds, from --seed on, trained side by side")
        .within(1, 1'000'000)
        .show_default();
    call.check = [options](const CommandRun& run) { options->prepared = prepared(*options, run.seed()); };
    call.plan = [options](CommandRun& run) {
        const auto& [config, data] = *options->prepared;
        if (!data.empty()) run.note(data);
        return std::vector{plan(config, options->seeds)};
    };
    call.run = [options](CommandRun& run) { return make_train(*options, run); };
    return call;
}

Table named_configurations() {
    Table table({{"config", ColumnType::text, "", "name of the configuration"},
                 {"about", ColumnType::text, "", "what it is for"}});
    for (const auto& name : training_config_names())
        table.add_row({name, load_training_config(name).about});
    return table;
}

}  // namespace

RowCommand train_command() {
    RowCommand command;
    command.name = "train";
    command.description = "Train residual networks, logging scales and path lengths";
    command.notes = fmt::format(
        "Configurations: {}.\nA file of your own has the keys of out/.../config.toml; what it leaves out has "
        "the "
        "defaults.\nRates are per step, depths in layers. Without --config: a trained readout.\n\n"
        "Examples:\n"
        "  glasscape train --list\n"
        "  glasscape train --config paper_bn --seeds 3 --out out/bn\n"
        "  glasscape train --norm batch_norm --depth 6 --width 32 --steps 200 --out out/small\n"
        "  glasscape train --data digits --norm batch_norm --epochs 5 --lr 0.02 --out out/digits\n"
        "  glasscape train --data idx:IMAGES,LABELS --depth 20 --width 64 --norm batch_norm --epochs 3 --out "
        "out/idx",
        fmt::join(training_config_names(), ", "));
    command.tables = {{"history", ""}, {"layers", ""}, {"depth", ""}};
    command.folder = "history.csv, layers.csv, depth.csv, config.toml and seedK.ckpt";
    command.kept_for_resume = "the checkpoints in the folder";
    command.make = train_call;
    command.contents = contents_of_training_files();
    command.choices = named_configurations;
    return command;
}

}  // namespace glasscape::cli
