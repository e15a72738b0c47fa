#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/experiment/network_fluctuations.hpp"
#include "glasscape/experiment/shared_network_counts.hpp"
#include "glasscape/table/row_command.hpp"

namespace glasscape::cli {
namespace {

struct CountOptions {
    NetworkCountRequest request;
    std::string sharing = "both";
    std::string gates = "mean";
    std::int64_t matrices = 200'000;
};

NetworkCountRequest request_of(const CountOptions& options, std::uint64_t seed) {
    auto request = options.request;
    request.seed = seed;
    if (options.sharing == "signed") request.sharings = {EdgeSharing::signed_edges};
    if (options.sharing == "plain") request.sharings = {EdgeSharing::plain};
    request.network.gates = options.gates == "mean"        ? Gates::mean
                            : options.gates == "bernoulli" ? Gates::bernoulli
                                                           : Gates::softplus;
    if (request.network.gates == Gates::mean && request.network.averaged_inputs != 1)
        throw std::invalid_argument(
            "--averaged is for bernoulli and softplus gates: with mean gates H has one input");
    return request;
}

// What shapes the counts, for tables that share them.
std::string name_of_counts(const CountOptions& options, std::uint64_t seed) {
    const auto& request = options.request;
    const auto& network = request.network;
    return fmt::format(
        "counts of {} unique, depth {}, width {}, inputs {}, rho {}, {} sharing, {} gates, {} averaged, "
        "sharpness {}, {} samples, {} disorders, seed {}",
        network.unique, network.depth, network.width, network.inputs, network.openness, options.sharing,
        options.gates, network.averaged_inputs, network.sharpness, request.samples,
        request.kac_rice_disorders, seed);
}

void remark_on(const NetworkCounts& network, CommandRun& run) {
    const char* name = network.sharing == EdgeSharing::signed_edges ? "signed" : "plain";
    if (network.degenerate + network.incomplete > 0)
        run.note(fmt::format(
            "{} sharing: {} samples were degenerate and left out, {} did not meet the stopping rules and "
            "are counted",
            name, network.degenerate, network.incomplete));
    run.note(
        fmt::format("{} sharing: measured mixture {:.4f}, errors {:.4f}; the largest block holds {:.1f}% of "
                    "the exact Kac-Rice estimate",
                    name, fmt::join(network.measured.weights, " "),
                    fmt::join(network.measured.std_errors, " "), 100.0 * network.exact.largest_block_share));
}

CommandResult make_counts(const CountOptions& options, CommandRun& run) {
    const auto request = request_of(options, run.seed());
    const auto counted = run.shared().get<NetworkCountResult>(name_of_counts(options, run.seed()),
                                                              [&] { return count_network_points(request); });
    const auto& result = *counted;
    for (const auto& network : result.networks)
        remark_on(network, run);
    CommandResult tables{{{"rows", verdict_table(count_claims(result))}}};
    if (run.wants("profile")) tables.tables.push_back({"profile", count_profile_table(result)});
    if (run.wants("fluctuations"))
        tables.tables.push_back(
            {"fluctuations", network_fluctuations_table(request, result, options.matrices)});
    return tables;
}

CommandCall counts_call() {
    const auto options = std::make_shared<CountOptions>();
    auto& network = options->request.network;
    CommandCall call;
    auto& take = call.parameters;
    take.add("unique", network.unique, "unique weights Lambda, the N of the sphere").show_default();
    take.add("depth", network.depth, "layers p").show_default();
    take.add("width", network.width, "units of a layer").show_default();
    take.add("inputs", network.inputs, "units of the input layer").show_default();
    take.add("rho", network.openness, "gate openness, in (0, 1]").show_default();
    take.add("sharing", options->sharing, "signs of the edges: signed, plain or both")
        .one_of({"signed", "plain", "both"})
        .show_default();
    take.add("gates", options->gates, "mean (rho for every gate), bernoulli, or softplus (a smooth network)")
        .one_of({"mean", "bernoulli", "softplus"})
        .show_default();
    take.add("averaged", network.averaged_inputs, "inputs that H averages over, for bernoulli and softplus")
        .show_default();
    take.add("sharpness", network.sharpness, "kappa of softplus(kappa u)/kappa").show_default();
    take.add("samples", options->request.samples, "networks counted, for each sharing").show_default();
    take.add("disorders", options->request.kac_rice_disorders, "assignments in the exact Kac-Rice estimate")
        .within(2, 100'000'000)
        .show_default();
    take.add("matrices", options->matrices, "pairs of random matrices for --fluctuations")
        .within(2, 1'000'000'000)
        .show_default();
    call.check = [options](const CommandRun& run) { require_countable(request_of(*options, run.seed())); };
    call.run = [options](CommandRun& run) { return make_counts(*options, run); };
    return call;
}

}  // namespace

RowCommand compare_counts_command() {
    RowCommand command;
    command.name = "compare counts";
    command.description = "Critical points of small networks of shared weights";
    command.notes =
        "Columns: claim,predicted,measured,std_error,z_score,verdict; counts are mean numbers of critical "
        "points.\n"
        "All claims share a family-wise error of 1%; undecided: the error could not tell a difference of "
        "10%.\n\n"
        "Example:\n"
        "  glasscape compare counts --unique 5 --depth 3 --width 4 --inputs 12 --rho 0.5 --samples 60 "
        "--disorders 1000";
    command.tables = {
        {"rows", ""},
        {"profile", "CSV file of the counts by index"},
        {"fluctuations", "CSV file of how the counts of networks fluctuate, against their mixture"}};
    command.make = counts_call;
    return command;
}

}  // namespace glasscape::cli
