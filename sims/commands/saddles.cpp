#include <memory>

#include <fmt/format.h>

#include "glasscape/experiment/saddles_near_checkpoint.hpp"
#include "glasscape/table/row_command.hpp"

#include "commands/network_source.hpp"
#include "commands/training_options.hpp"

namespace glasscape::cli {
namespace {

CommandResult make_saddles(const CheckpointSaddlesRequest& options, CommandRun& run) {
    auto request = options;
    request.seed = run.seed();
    request.source.seed = run.seed();
    const auto saddles = saddles_near_checkpoint(request);
    run.note(
        fmt::format("N = {} weights; the mixture of the measured scales is {}", saddles.size, saddles.spec));
    int converged = 0;
    for (const auto& point : saddles.points)
        converged += point.converged ? 1 : 0;
    if (converged < request.starts)
        run.note(
            fmt::format("{} of {} searches ended where the gradient has a minimum of its own, or at their "
                        "last step: their rows say where",
                        request.starts - converged, request.starts));
    return {{{"rows", checkpoint_saddles_table(saddles)}}};
}

CommandCall saddles_call() {
    const auto options = std::make_shared<CheckpointSaddlesRequest>();
    CommandCall call;
    auto& take = call.parameters;
    add_network_source(take, options->source);
    take.add("points", options->points, "held-out points of the loss").within(2, 1'000'000).show_default();
    take.add("starts", options->starts, "searches: from the checkpoint, and from an angle of 0.1 beside it")
        .within(1, 10'000)
        .show_default();
    take.add("steps", options->steps, "steps of a search").within(1, 100'000).show_default();
    take.add("subspace", options->subspace, "Hessian-vector products of a step")
        .within(1, 10'000)
        .show_default();
    call.run = [options](CommandRun& run) { return make_saddles(*options, run); };
    return call;
}

}  // namespace

RowCommand saddles_command() {
    RowCommand command;
    command.name = "saddles";
    command.description = "Critical points of the loss near a trained network";
    command.notes =
        "Searches on the sphere of all weights, at the length they have, by Hessian-vector products. "
        "Energies "
        "are losses\n"
        "less their mean over that sphere in the units of a mixture; the column predicted is the index "
        "fraction "
        "of the\n"
        "checkpoint's mixture at the same energy.\n\n"
        "Example:\n"
        "  glasscape saddles out/small/seed1.ckpt --points 64 --starts 1 --steps 8 --out saddles.csv";
    command.make = saddles_call;
    command.contents = contents_of_training_files();
    return command;
}

}  // namespace glasscape::cli
