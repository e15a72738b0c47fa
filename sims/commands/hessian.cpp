#include <memory>

#include "glasscape/experiment/loss_hessian_spectrum.hpp"
#include "glasscape/table/row_command.hpp"

#include "commands/network_source.hpp"
#include "commands/training_options.hpp"

namespace glasscape::cli {
namespace {

struct HessianArguments {
    NetworkSource source;
    int points = 512;
    LanczosOptions lanczos{100, 8};
};

CommandResult make_hessian(const HessianArguments& options, CommandRun& run) {
    auto source = options.source;
    source.seed = run.seed();
    auto lanczos = options.lanczos;
    lanczos.seed = run.seed();
    auto network = load_trained_network(source);
    const auto points = held_out_points(*network.data, options.points);
    const std::vector<LossCurvature> curvatures{loss_curvature(network, points, lanczos)};
    CommandResult result{{{"rows", hessian_table(curvatures)}}};
    if (run.wants("density")) result.tables.push_back({"density", hessian_density_table(curvatures)});
    return result;
}

CommandCall hessian_call() {
    const auto options = std::make_shared<HessianArguments>();
    CommandCall call;
    auto& take = call.parameters;
    add_network_source(take, options->source);
    take.add("points", options->points, "held-out points of the loss").within(2, 1'000'000).show_default();
    take.add("lanczos-steps", options->lanczos.steps, "Hessian-vector products of a probe")
        .within(2, 10'000)
        .show_default();
    take.add("probes", options->lanczos.probes, "random starting vectors").within(1, 10'000).show_default();
    call.run = [options](CommandRun& run) { return make_hessian(*options, run); };
    return call;
}

}  // namespace

RowCommand hessian_command() {
    RowCommand command;
    command.name = "hessian";
    command.description = "The spectrum of the loss's Hessian of a trained network";
    command.notes =
        "Second derivatives of the loss of held-out points (their own statistics) by everything that the "
        "optimiser\n"
        "moved, by Lanczos; columns lowest and highest come with a distance within which an eigenvalue "
        "lies.\n\n"
        "Example:\n"
        "  glasscape hessian out/bn/seed1.ckpt --points 64 --density density.csv --out ends.csv";
    command.tables = {{"rows", ""}, {"density", "CSV file of the density of eigenvalues"}};
    command.make = hessian_call;
    command.contents = contents_of_training_files();
    return command;
}

}  // namespace glasscape::cli
