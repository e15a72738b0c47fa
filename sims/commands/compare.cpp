#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/experiment/depth_comparison.hpp"
#include "glasscape/experiment/shared_network_counts.hpp"

#include "commands/training_options.hpp"
#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct CountOptions {
    NetworkCountRequest request;
    std::string sharing = "both";
    std::string gates = "mean";
    std::string profile;
    TableOptions table;
};

NetworkCountRequest request_of(const CountOptions& options) {
    auto request = options.request;
    request.seed = options.table.seed;
    if (options.sharing == "signed") request.sharings = {EdgeSharing::signed_edges};
    if (options.sharing == "plain") request.sharings = {EdgeSharing::plain};
    request.network.gates = options.gates == "mean"        ? Gates::mean
                            : options.gates == "bernoulli" ? Gates::bernoulli
                                                           : Gates::softplus;
    if (request.network.gates == Gates::mean && request.network.samples != 1)
        throw std::invalid_argument(
            "--averaged is for bernoulli and softplus gates: with mean gates H has one input");
    return request;
}

void remark_on(const NetworkCounts& network, TableRun& table_run) {
    const char* name = network.sharing == EdgeSharing::signed_edges ? "signed" : "plain";
    if (network.degenerate + network.incomplete > 0)
        table_run.note(fmt::format(
            "{} sharing: {} samples were degenerate and left out, {} did not meet the stopping rules and "
            "are counted",
            name, network.degenerate, network.incomplete));
    table_run.note(
        fmt::format("{} sharing: measured mixture {:.4f}, errors {:.4f}; the largest block holds {:.1f}% of "
                    "the exact Kac-Rice estimate",
                    name, fmt::join(network.measured.weights, " "),
                    fmt::join(network.measured.std_errors, " "), 100.0 * network.exact.largest_block_share));
}

void run_counts(const CountOptions& options, const Command& command) {
    TableRun table_run(*command, options.table);
    const auto request = request_of(options);
    require_countable(request);
    if (!options.profile.empty()) table_run.require_beside(options.profile);
    const auto result = count_network_points(request);
    for (const auto& network : result.networks)
        remark_on(network, table_run);
    if (!options.profile.empty()) table_run.write_beside(count_profile_table(result), options.profile);
    table_run.finish(verdict_table(count_claims(result)));
}

struct DepthOptions {
    std::vector<std::string> configs;
    TrainingChanges training;
    int seeds = 8;
    std::string changes;
    TableOptions table;
};

void run_depth(const DepthOptions& options, const Command& command) {
    TableRun table_run(*command, options.table);
    std::vector<TrainingConfig> configs;
    for (const auto& name : options.configs)
        apply(options.training, configs.emplace_back(load_training_config(name)));
    if (!options.changes.empty()) table_run.require_beside(options.changes);
    std::vector<DepthComparison> comparisons;
    for (const auto& config : configs) {
        comparisons.push_back(compare_depth(config, options.table.seed, options.seeds));
        if (comparisons.back().diverged > 0)
            table_run.note(fmt::format("{}: {} of {} seeds diverged and are left out", config.name,
                                       comparisons.back().diverged, options.seeds));
    }
    if (!options.changes.empty()) table_run.write_beside(depth_change_table(comparisons), options.changes);
    table_run.finish(verdict_table(depth_claims(comparisons)));
}

void add_counts(const Parser& app, const Command& command) {
    auto options = std::make_shared<CountOptions>();
    auto& network = options->request.network;
    const auto sub = app.add_subcommand("counts", "Critical points of small networks of shared weights");
    sub.add_option("--unique", network.unique, "unique weights Lambda, the N of the sphere").shows_default();
    sub.add_option("--depth", network.depth, "layers p").shows_default();
    sub.add_option("--width", network.width, "units of a layer").shows_default();
    sub.add_option("--inputs", network.inputs, "units of the input layer").shows_default();
    sub.add_option("--rho", network.openness, "gate openness, in (0, 1]").shows_default();
    sub.add_option("--sharing", options->sharing, "signs of the edges: signed, plain or both")
        .one_of({"signed", "plain", "both"})
        .shows_default();
    sub.add_option("--gates", options->gates,
                   "mean (rho for every gate), bernoulli, or softplus (a smooth network)")
        .one_of({"mean", "bernoulli", "softplus"})
        .shows_default();
    sub.add_option("--averaged", network.samples, "inputs that H averages over, for bernoulli and softplus")
        .shows_default();
    sub.add_option("--sharpness", network.sharpness, "kappa of softplus(kappa u)/kappa").shows_default();
    sub.add_option("--samples", options->request.samples, "networks counted, for each sharing")
        .shows_default();
    sub.add_option("--disorders", options->request.kac_rice_disorders,
                   "assignments in the exact Kac-Rice estimate")
        .range(2, 100'000'000)
        .shows_default();
    sub.add_option("--profile", options->profile, "CSV file of the counts by index");
    add_table_options(sub, options->table);
    sub.footer(
        "Columns: claim,predicted,measured,std_error,z_score,verdict; counts are mean numbers of critical "
        "points.\n"
        "All claims share a family-wise error of 1%; undecided: the error could not tell a difference of "
        "10%.\n\n"
        "Example:\n"
        "  glasscape compare counts --unique 6 --depth 3 --width 4 --inputs 12 --rho 0.5 --samples 300");
    sub.callback([options, command] { run_counts(*options, command); });
}

void add_depths(const Parser& app, const Command& command) {
    auto options = std::make_shared<DepthOptions>();
    const auto sub = app.add_subcommand("depth", "Path lengths before and after training, against both laws");
    sub.add_option("--config", options->configs, "configurations, by name or FILE.toml; may be repeated")
        .required();
    add_training_changes(sub, options->training);
    sub.add_option("--seeds", options->seeds, "seeds of each, from --seed on; changes are paired by seed")
        .range(2, 100'000)
        .shows_default();
    sub.add_option("--changes", options->changes, "CSV file of the depths before and after");
    add_table_options(sub, options->table);
    sub.footer(
        fmt::format("Columns: claim,predicted,measured,std_error,z_score,verdict; depths are mean path "
                    "lengths in layers.\n"
                    "All claims share a family-wise error of 1%; undecided: the error could not tell a "
                    "difference of 10%, or a\n"
                    "sign.\nConfigurations: {}.\n\n"
                    "Example:\n"
                    "  glasscape compare depth --config paper_bn --config train_bn",
                    fmt::join(training_config_names(), ", ")));
    sub.callback([options, command] { run_depth(*options, command); });
}

}  // namespace

void add_compare(const Parser& app, const Command& command) {
    const auto sub =
        app.add_subcommand("compare", "Network against theory, a verdict per claim: counts or depth");
    sub.require_subcommand();
    sub.footer(
        "Examples:\n"
        "  glasscape compare counts --unique 6 --depth 3 --width 4 --inputs 12 --rho 0.5 --samples 300\n"
        "  glasscape compare depth --config paper_bn --config train_bn");
    add_counts(sub, command);
    add_depths(sub, command);
}

}  // namespace glasscape::cli
