#include "papers/littwin_wolf_2016/trained_commands.hpp"

#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/hash.hpp"
#include "glasscape/network/normaliser.hpp"
#include "glasscape/training/datasets.hpp"
#include "glasscape/training/training_changes.hpp"

#include "papers/statement_command.hpp"

namespace glasscape {
namespace {

struct TrainedArguments {
    std::vector<std::string> configs;
    std::string data;
    std::optional<std::int64_t> steps;
    int seeds = 4;
};

void add_arguments(CommandParameters& take, TrainedArguments& options) {
    take.add("config", options.configs,
             fmt::format("configurations, by name or FILE.toml; may be repeated; absent: {}",
                         fmt::join(options.configs, ", ")));
    take.add("data", options.data, "data of all of them, such as digits (default: their own)");
    take.add("steps", options.steps, "training steps (default: their own)").within(1, 1'000'000'000);
    add_seeds(take, options.seeds);
}

std::vector<TrainingConfig> configs_of(const TrainedArguments& options) {
    std::vector<TrainingConfig> configs;
    for (const auto& name : options.configs) {
        auto& config = configs.emplace_back(load_training_config(name));
        TrainingChanges changes;
        if (!options.data.empty()) changes.data = to_text(parse_data_source(options.data));
        changes.steps = options.steps;
        apply(changes, config);
    }
    return configs;
}

TrainedConfig trained(const TrainingConfig& config, int seeds, CommandRun& run) {
    const auto key =
        fmt::format("trained {} seeds {}+{}", to_text(hash_of(to_toml(config))), run.seed(), seeds);
    return {config, run.shared().get<std::vector<SeedResult>>(key, [&] {
                return train_seeds({config, run.seed(), seeds, "", false, false});
            })};
}

}  // namespace

CommandCall trained_call(const std::vector<std::string>& standard, const TableOfTraining& table) {
    const auto options = std::make_shared<TrainedArguments>();
    options->configs = standard;
    CommandCall call;
    add_arguments(call.parameters, *options);
    call.check = [options](const CommandRun&) { configs_of(*options); };
    call.run = [options, table](CommandRun& run) {
        std::vector<TrainedConfig> list;
        for (auto& config : configs_of(*options)) {
            open_data(config, run.seed());
            list.push_back(trained(config, options->seeds, run));
        }
        return rows_of(table(list));
    };
    return call;
}

CountedPaths count_paths_once(const TrainingConfig& config, CountedPathsRequest request, CommandRun& run) {
    request.first_seed = run.seed();
    const auto key = fmt::format("paths {} seeds {}+{} points {} paths {}{}",
                                 to_text(hash_of(to_toml(config))), request.first_seed, request.seeds,
                                 request.points, request.paths, request.trained ? " trained" : "");
    return *run.shared().get<CountedPaths>(key, [&] { return count_paths(config, request); });
}

CommandCall counted_paths_call() {
    struct Options {
        TrainedArguments trained{{"conv_orig_bn"}, "", std::nullopt, 1};
        CountedPathsRequest request;
    };
    const auto options = std::make_shared<Options>();
    CommandCall call;
    auto& take = call.parameters;
    add_arguments(take, options->trained);
    take.add("points", options->request.points, "test points of the gradient")
        .within(2, 100'000)
        .show_default();
    take.add("path-samples", options->request.paths, "paths of each length")
        .within(2, 1'000'000)
        .show_default();
    call.check = [options](const CommandRun&) { configs_of(options->trained); };
    call.run = [options](CommandRun& run) {
        auto request = options->request;
        request.seeds = options->trained.seeds;
        std::vector<CountedPaths> list;
        for (const auto& config : configs_of(options->trained))
            list.push_back(count_paths_once(config, request, run));
        CommandResult result{{{"rows", counted_norms_table(list)}}};
        if (run.wants("depths")) result.tables.push_back({"depths", counted_means_table(list)});
        return result;
    };
    return call;
}

CommandCall normalisations_call() {
    struct Options {
        std::vector<std::string> kinds = compared_normalisations();
        std::int64_t steps = 2000;
        int seeds = 3;
    };
    const auto options = std::make_shared<Options>();
    CommandCall call;
    call.parameters.add("kind", options->kinds,
                        "normalisations; may be repeated; absent: all that need no condition");
    call.parameters.add("steps", options->steps, "training steps").within(1, 10'000'000).show_default();
    add_seeds(call.parameters, options->seeds);
    call.check = [options](const CommandRun&) {
        for (const auto& kind : options->kinds)
            if (is_conditional(norm_kind(kind)))
                throw std::invalid_argument(
                    fmt::format("--kind {}: takes conditions, and this task has none", kind));
    };
    call.run = [options](CommandRun& run) {
        std::vector<TrainedConfig> list;
        for (const auto& config : configs_of_normalisations(options->kinds, options->steps))
            list.push_back(trained(config, options->seeds, run));
        return rows_of(normalisations_compared(list));
    };
    return call;
}

}  // namespace glasscape
