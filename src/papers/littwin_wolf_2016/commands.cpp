#include <functional>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/experiment/loss_hessian_spectrum.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/papers/littwin_wolf_2016.hpp"

#include "experiment/mixture_along_training.hpp"
#include "experiment/path_laws.hpp"
#include "experiment/saddles_near_training.hpp"
#include "papers/littwin_wolf_2016/descent_commands.hpp"
#include "papers/littwin_wolf_2016/lemmas_1_to_3.hpp"
#include "papers/littwin_wolf_2016/mixture_statements.hpp"
#include "papers/littwin_wolf_2016/stack_commands.hpp"
#include "papers/littwin_wolf_2016/theorems_3_and_4.hpp"
#include "papers/littwin_wolf_2016/trained_commands.hpp"
#include "papers/littwin_wolf_2016/trained_complexity.hpp"
#include "papers/statement_command.hpp"

namespace glasscape {
namespace {

// A statement with one number to choose, its sample size or depth.
template <class T>
RowCommand with_number(const std::string& name, const std::string& description, const std::string& parameter,
                       const std::string& help, T standard, std::int64_t lowest, std::int64_t highest,
                       std::function<Table(T, std::uint64_t)> table) {
    const auto make = [=] {
        const auto value = std::make_shared<T>(standard);
        CommandCall call;
        call.parameters.add(parameter, *value, help).within(lowest, highest).show_default();
        call.run = [value, table](CommandRun& run) { return rows_of(table(*value, run.seed())); };
        return call;
    };
    return statement_command(name, description, fmt::format("--{} {}", parameter, standard), make);
}

RowCommand without_parameters(const std::string& name, const std::string& description,
                              const std::function<Table(std::uint64_t)>& table) {
    const auto make = [=] {
        CommandCall call;
        call.run = [table](CommandRun& run) { return rows_of(table(run.seed())); };
        return call;
    };
    return statement_command(name, description, "", make);
}

std::vector<RowCommand> statements() {
    constexpr std::int64_t many = 1'000'000'000;
    return {
        without_parameters("lemma-1", "The output of a network as a sum over paths (eq. 9)",
                           [](std::uint64_t seed) { return lemma1_table(seed); }),
        with_number<std::int64_t>("lemma-2", "The second moment of a group of paths (eq. 12)", "draws",
                                  "inputs drawn", 20'000, 2, many, lemma2_table),
        with_number<std::int64_t>("lemma-3", "The averaged loss as a linear function of the averaged output",
                                  "points", "draws of weights and inputs", 1000, 40, many, lemma3_table),
        with_number<int>("lemma-4", "Every order dominates at some scale", "depth", "layers p", 30, 2, 1000,
                         [](int p, std::uint64_t) { return lemma4_table(p); }),
        without_parameters("theorem-1", "The dominant order converges to beta/(1+beta) (eq. 17)",
                           [](std::uint64_t) { return theorem1_table(); }),
        with_number<int>("theorem-1-layers", "The same for layers of unequal scale (Darroch 1964)", "draws",
                         "random networks", 2000, 1, 100'000'000, theorem1_layers_table),
        without_parameters("theorem-2", "The weights concentrate around that order (eq. 18)",
                           [](std::uint64_t) { return theorem2_table(); }),
        with_number<std::int64_t>("theorem-3", "What a gradient step does to the scale of a layer",
                                  "disorders", "disorders drawn", 4000, 2, many, theorem3_table),
        with_number<std::int64_t>("theorem-4", "What a gradient step does to the norm of the weights",
                                  "disorders", "disorders drawn", 4000, 2, many, theorem4_table),
        with_number<int>("theorem-5", "Pure p-spin glasses have the most critical points (eq. 32, 33)",
                         "depth", "layers p", 10, 2, 100, theorem5_table),
        without_parameters("complexity-against-scale", "Fig. 1(f): complexity over all energies against beta",
                           [](std::uint64_t) { return beta_scan_table(); }),
        without_parameters("mean-or-typical", "Whether mean counts are those of a typical sample",
                           [](std::uint64_t) { return typical_verdict_table(); })};
}

CommandCall saddles_call() {
    struct Options {
        TrainedPointsRequest request;
        std::string checkpoints = "0,1,3,10,30,100,300";
    };
    const auto options = std::make_shared<Options>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("samples", options->request.samples, "networks with data").within(1, 1'000'000).show_default();
    take.add("measured-on", options->request.measured_on, "samples for the measured mixture")
        .within(2, 100'000'000)
        .show_default();
    take.add("checkpoints", options->checkpoints, "steps of gradient descent that searches start from")
        .show_default();
    const auto request_of_run = [options](std::uint64_t seed) {
        auto request = options->request;
        request.seed = seed;
        request.checkpoints.clear();
        for (const auto part : split(options->checkpoints, ',')) {
            const auto step = parse_integer(part);
            if (!step || *step < 0 || (!request.checkpoints.empty() && *step <= request.checkpoints.back()))
                throw std::invalid_argument(fmt::format(
                    "--checkpoints '{}': give ascending steps such as 0,10,100", options->checkpoints));
            request.checkpoints.push_back(*step);
        }
        return request;
    };
    call.check = [request_of_run](const CommandRun& run) { request_of_run(run.seed()); };
    call.run = [request_of_run](CommandRun& run) {
        const auto request = request_of_run(run.seed());
        const auto points = run.shared().get<std::vector<TrainedPoint>>(
            fmt::format("points of {} samples, {} measured, checkpoints {}, seed {}", request.samples,
                        request.measured_on, fmt::join(request.checkpoints, ","), request.seed),
            [&] { return points_along_training(request); });
        CommandResult result{{{"rows", trained_points_table(*points)}}};
        if (run.wants("by-checkpoint"))
            result.tables.push_back({"by-checkpoint", index_energy_table(*points)});
        return result;
    };
    return call;
}

CommandCall hessian_call(std::vector<std::string> configs,
                         const std::function<Table(const HessianRequest&)>& table) {
    const auto options = std::make_shared<HessianRequest>();
    auto& request = *options;
    request.configs = std::move(configs);
    CommandCall call;
    auto& take = call.parameters;
    take.add("config", request.configs,
             fmt::format("configurations, by name or FILE.toml; may be repeated; absent: {}",
                         fmt::join(request.configs, ", ")));
    add_seeds(take, request.seeds);
    take.add("points", request.points, "held-out points of the loss").within(2, 1'000'000).show_default();
    take.add("lanczos-steps", request.lanczos_steps, "steps of Lanczos").within(2, 10'000).show_default();
    call.check = [options](const CommandRun&) {
        for (const auto& config : options->configs)
            load_training_config(config);
    };
    call.run = [options, table](CommandRun& run) {
        auto request_of_run = *options;
        request_of_run.first_seed = run.seed();
        return rows_of(table(request_of_run));
    };
    return call;
}

// A table of trained configurations.
RowCommand of_training(const std::string& name, const std::string& description,
                       const std::vector<std::string>& standard, const TableOfTraining& table) {
    return statement_command(name, description, "--seeds 2 --steps 200",
                             [=] { return trained_call(standard, table); });
}

std::vector<RowCommand> measurements() {
    auto saddles =
        statement_command("saddles", "Critical points of the training loss near the path of training",
                          "--samples 2 --measured-on 50 --checkpoints 0,100", saddles_call);
    saddles.tables = {{"rows", ""}, {"by-checkpoint", "CSV file of the mean index from each checkpoint"}};
    auto counted = statement_command(
        "counted-paths", "Gradient norms by path length of real residual networks: exact, and paths counted",
        "--config conv_r8 --data digits --steps 50", counted_paths_call);
    counted.tables = {{"rows", ""}, {"depths", "CSV file of the mean lengths by both"}};
    auto limits = statement_command(
        "descent-limits", "The energies that gradient descent reaches at N = infinity, extrapolated in time",
        "pure:3 resnet:p=30,beta=1,field=drop --steps 300", descent_limits_call);
    limits.tables = {{"rows", ""}, {"curves", "CSV file of energy and overlap along the run"}};
    auto fluctuations = statement_command(
        "descent-fluctuations", "Energies along gradient descent at N spins against N = infinity",
        "resnet:p=30,beta=1,field=drop --sizes 30,100,1000 --disorders 20 --step 0.02",
        descent_fluctuations_call);
    fluctuations.tables = {{"rows", ""}, {"exponents", "CSV file of the exponents of N"}};
    auto single_paths = statement_command(
        "single-paths",
        "Path lengths of a deep normalised network by the norms of single paths, and what is left once paths "
        "cancel",
        "--depth 10 --seeds 2", single_paths_call);
    single_paths.tables = {{"rows", ""}, {"means", "CSV file of the mean lengths"}};
    return {
        statement_command(
            "path-lengths",
            "Path lengths of deep normalised networks against their law, and the complexity of the "
            "measured mixture",
            "--depths 5,10 --widths 50", path_lengths_call),
        std::move(single_paths),
        statement_command(
            "descent-energies", "The energies that gradient descent reaches, against those of theory",
            "pure:3 --sizes 10,14 --replicas 2 --disorders 4 --steps 50", descent_energies_call),
        std::move(limits),
        std::move(fluctuations),
        of_training("scales", "Fig. 1(d): the scales of the layers along training", {"paper_bn"},
                    scales_along_training),
        of_training("norms", "Fig. 1(e): the norm of the weights along training", {"paper_nobn"},
                    norms_along_training),
        of_training("complexity-along-training", "Complexity of the measured mixture along training",
                    {"paper_bn", "paper_nobn", "paper_bn_finite", "train_bn"}, complexity_along_training),
        of_training("shares", "Shares of path lengths before and after training, and by both laws",
                    {"paper_bn", "paper_bn_finite"}, shares_before_and_after),
        of_training("depths", "Mean path length along training, and by both laws", {"paper_bn", "train_bn"},
                    depths_along_training),
        of_training("depth-shifts", "Mean path length before and after training", dense_config_names(),
                    depth_shifts),
        of_training("path-laws", "Whether paths add in power or in amplitude, along training",
                    {"paper_bn", "train_bn"}, laws_along_training),
        of_training("trained-complexity",
                    "Mean and typical complexity of the mixture of path lengths, before and after training",
                    {"paper_bn", "train_bn"}, trained_complexity),
        statement_command(
            "normalisations",
            "Path lengths before and after training by normalisation, with a fixed and a trained readout",
            "--kind batch_norm --steps 100 --seeds 2", normalisations_call),
        std::move(saddles),
        std::move(counted),
        statement_command("hessian", "Ends of the spectrum of the loss's Hessian along training",
                          "--config paper_bn --points 64 --lanczos-steps 10",
                          [] {
                              return hessian_call(
                                  {"paper_bn", "train_bn"}, [](const HessianRequest& request) {
                                      return hessian_table(curvatures_along_training(request));
                                  });
                          }),
        statement_command("hessian-density", "Density of the eigenvalues of the loss's Hessian",
                          "--points 64 --lanczos-steps 10", [] {
                              return hessian_call({"paper_bn"}, [](const HessianRequest& request) {
                                  return hessian_density_table(curvatures_at_the_ends(request));
                              });
                          })};
}

}  // namespace

std::vector<RowCommand> littwin_wolf_2016_commands() {
    auto list = statements();
    for (auto& command : measurements())
        list.push_back(std::move(command));
    return list;
}

}  // namespace glasscape
