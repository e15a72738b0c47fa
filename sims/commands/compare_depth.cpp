#include <memory>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/experiment/depth_comparison.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/row_command.hpp"

#include "commands/training_options.hpp"

namespace glasscape::cli {
namespace {

struct DepthOptions {
    std::vector<std::string> configs;
    std::vector<std::string> histories;
    TrainingChanges training;
    int seeds = 8;
};

std::vector<TrainingConfig> configs_of(const DepthOptions& options) {
    std::vector<TrainingConfig> configs;
    for (const auto& name : options.configs)
        apply(options.training, configs.emplace_back(load_training_config(name)));
    return configs;
}

CommandResult make_depths(const DepthOptions& options, CommandRun& run) {
    std::vector<DepthComparison> comparisons;
    for (const auto& file : options.histories)
        for (auto& comparison : compare_histories(read_csv(file), file))
            comparisons.push_back(std::move(comparison));
    for (const auto& config : configs_of(options)) {
        comparisons.push_back(compare_depth(config, run.seed(), options.seeds));
        if (comparisons.back().diverged > 0)
            run.note(fmt::format("{}: {} of {} seeds diverged and are left out", config.name,
                                 comparisons.back().diverged, options.seeds));
    }
    CommandResult tables{{{"rows", verdict_table(depth_claims(comparisons))}}};
    if (run.wants("changes")) tables.tables.push_back({"changes", depth_change_table(comparisons)});
    return tables;
}

CommandCall depths_call() {
    const auto options = std::make_shared<DepthOptions>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("config", options->configs, "configurations, by name or FILE.toml; may be repeated");
    take.add("history", options->histories,
             "instead: tables with the columns of history.csv, of trainings that were done; may be repeated");
    add_training_changes(take, options->training);
    take.add("seeds", options->seeds, "seeds of each, from --seed on; changes are paired by seed")
        .within(2, 100'000)
        .show_default();
    call.check = [options](const CommandRun&) {
        if (options->configs.empty() && options->histories.empty())
            throw std::invalid_argument(
                "compare depth: name what is compared with --config NAME or --history FILE, such as --config "
                "paper_bn");
        configs_of(*options);
    };
    call.run = [options](CommandRun& run) { return make_depths(*options, run); };
    return call;
}

}  // namespace

RowCommand compare_depth_command() {
    RowCommand command;
    command.name = "compare depth";
    command.description = "Path lengths before and after training, against both laws";
    command.notes = fmt::format(
        "Columns: claim,predicted,measured,std_error,z_score,verdict; depths are mean path "
        "lengths in layers.\n"
        "All claims share a family-wise error of 1%; undecided: the error could not tell a "
        "difference of 10%, or a\n"
        "sign.\nConfigurations: {}.\n\n"
        "Examples:\n"
        "  glasscape compare depth --config paper_bn --config train_bn --seeds 2\n"
        "  glasscape compare depth --history out/bn/history.csv",
        fmt::join(training_config_names(), ", "));
    command.tables = {{"rows", ""}, {"changes", "CSV file of the depths before and after"}};
    command.make = depths_call;
    command.contents = contents_of_training_files();
    return command;
}

}  // namespace glasscape::cli
