#include <cmath>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/table/whole_file.hpp"
#include "glasscape/training/train_seeds.hpp"

#include "commands/training_options.hpp"
#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct TrainArguments {
    std::string config;
    TrainingChanges changes;
    int seeds = 1;
    std::string out;
    LongRunOptions long_run;
    TableOptions run;
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

void require_folder(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!std::filesystem::is_directory(folder))
        throw std::invalid_argument(
            fmt::format("--out {}: cannot make this folder: {}", folder,
                        error ? error.message() : std::string("something else has this name")));
    require_writable(folder + "/history.csv");
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
    std::vector<double> losses;
    std::vector<double> before;
    std::vector<double> after;
    for (const auto& result : results) {
        if (result.records.empty() || result.end == TrainingEnd::diverged) continue;
        accuracies.push_back(result.records.back().test_accuracy);
        losses.push_back(result.records.back().test_loss);
        if (!has_depth(result.records.front()) || !has_depth(result.records.back())) continue;
        before.push_back(mean_depth(result.records.front().output->shares));
        after.push_back(mean_depth(result.records.back().output->shares));
    }
    if (accuracies.empty()) return "";
    auto text = fmt::format("{}: {} seeds, test loss {}, accuracy {}", config.name, accuracies.size(),
                            mean_and_spread(losses), mean_and_spread(accuracies));
    if (!after.empty())
        text += fmt::format(", effective depth {} -> {} of {}", mean_and_spread(before),
                            mean_and_spread(after), config.network.depth);
    return text + "\n";
}

void print_plan(const TrainingConfig& config, int seeds) {
    constexpr double multiply_adds_per_second = 2e10;  // of one thread, on the small layers
    const double operations = training_operations(config) * seeds;
    const int threads = std::min(thread_count(), seeds);
    print_output(
        fmt::format("{} seeds of {} steps, {:.3g} multiply-adds, about {:.0f} s on {} threads (within a "
                    "factor of three)\n",
                    seeds, config.training.steps, operations,
                    std::ceil(operations / multiply_adds_per_second / threads), threads));
}

// Path lengths have no shares where every path gives nothing.
void note_missing_spectra(const std::vector<SeedResult>& results, TableRun& table_run) {
    std::int64_t missing = 0;
    for (const auto& result : results)
        for (const auto& record : result.records)
            missing += record.output && !has_depth(record) ? 1 : 0;
    if (missing > 0)
        table_run.note(
            fmt::format("in {} logged steps every output is 0 or not finite: path lengths have no shares "
                        "there, their cells are "
                        "empty",
                        missing));
}

// Remarks on the seeds that diverged; how many they are.
int note_divergence(const std::vector<SeedResult>& results, TableRun& table_run) {
    int diverged = 0;
    for (const auto& result : results)
        if (result.end == TrainingEnd::diverged) {
            ++diverged;
            table_run.note(fmt::format(
                "seed {}: the loss was not finite after step {}: what was logged before is kept; a smaller "
                "learning rate or a normalisation would help",
                result.seed, result.last_step));
        }
    return diverged;
}

// The training itself; an interruption says how to go on.
std::vector<SeedResult> train(const TrainRequest& request, const TableRun& table_run,
                              const Command& command) {
    try {
        return train_seeds(request);
    } catch (const Interrupted&) {
        if (table_run.captured()) throw;
        throw Interrupted(fmt::format("what was trained is in the checkpoints of {}; continue with: {}",
                                      request.folder, continuing_command(*command)));
    }
}

void run_train(const TrainArguments& options, const Command& command) {
    TableRun table_run(*command, options.run);
    TrainRequest request{config_of(options), options.run.seed,        options.seeds,
                         options.out,        options.long_run.resume, options.long_run.overwrite};
    auto resolved = request.config;
    const auto data = open_data(resolved, options.run.seed);
    if (data->test_points() > 0) table_run.note(data->description());
    require_sensible(resolved.network);
    require_sensible(resolved.training, resolved.network);
    if (options.long_run.dry_run) {
        print_plan(resolved, options.seeds);
        return;
    }
    if (table_run.captured())
        request.folder.clear();
    else
        require_folder(options.out);
    const auto results = train(request, table_run, command);
    const int diverged = note_divergence(results, table_run);
    note_missing_spectra(results, table_run);
    if (!table_run.captured()) write_whole_file(options.out + "/config.toml", to_toml(resolved));
    table_run.write_beside(history_table(resolved.name, results), options.out + "/history.csv");
    table_run.write_beside(layers_table(resolved.name, results), options.out + "/layers.csv");
    table_run.write_beside(depth_table(resolved.name, results), options.out + "/depth.csv");
    print_output(summary(resolved, results));
    if (diverged == options.seeds) throw std::runtime_error("every seed diverged");
}

}  // namespace

void add_train(const Parser& app, const Command& command) {
    auto options = std::make_shared<TrainArguments>();
    const auto sub = app.add_subcommand("train", "Train residual networks, logging scales and path lengths");
    sub.add_option("--config", options->config, "a named configuration, or a FILE.toml of your own");
    add_training_changes(sub, options->changes);
    sub.add_option("--seeds", options->seeds, "number of seeds, from --seed on, trained side by side")
        .range(1, 1'000'000)
        .shows_default();
    sub.add_option("--out", options->out,
                   "folder for history.csv, layers.csv, depth.csv, config.toml and seedK.ckpt")
        .required();
    sub.add_flag("--dry-run", options->long_run.dry_run,
                 "print the time it would take, or why it is refused");
    add_resume_options(sub, options->long_run, "the checkpoints in the folder");
    add_run_options(sub, options->run);
    sub.footer(fmt::format(
        "Configurations: {}.\nA file of your own has the keys of out/.../config.toml; what it leaves out has "
        "the "
        "defaults.\nRates are per step, depths in layers. Without --config: a trained readout.\n\n"
        "Examples:\n"
        "  glasscape train --config paper_bn --seeds 5 --out out/bn\n"
        "  glasscape train --norm batch_norm --depth 6 --width 32 --steps 200 --out out/small\n"
        "  glasscape train --data idx:IMAGES,LABELS --depth 20 --width 64 --norm batch_norm --epochs 3 --out "
        "out/idx",
        fmt::join(training_config_names(), ", ")));
    sub.callback([options, command] { run_train(*options, command); });
}

}  // namespace glasscape::cli
