#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "glasscape/network/sampled_paths.hpp"
#include "glasscape/table/row_command.hpp"
#include "glasscape/training/checkpoint_depth.hpp"

#include "commands/network_source.hpp"
#include "commands/training_options.hpp"

namespace glasscape::cli {
namespace {

struct DepthArguments {
    NetworkSource source;
    bool summary = false;
    bool spec = false;
    int points = 2000;
    int gradient_points = 512;
    std::int64_t paths = 0;
    bool lesion = false;
    std::int64_t draws = 20;
    std::string statistics = "batch";
    std::string count = "blocks";
    std::string cotangent = "loss";

    ImageDepthOptions image(std::uint64_t seed) const {
        auto options = image_depth_options(statistics, count, cotangent);
        options.spectrum.seed = seed;
        return options;
    }
};

CommandResult make_depth(const DepthArguments& options, CommandRun& run) {
    auto source = options.source;
    source.seed = run.seed();
    const auto image = options.image(run.seed());
    const auto spectrum = spectrum_of_checkpoint(source, options.points, options.gradient_points, image);
    CommandResult result;
    if (options.spec) {
        result.text = measured_spec(*spectrum.record.output) + "\n";
        return result;
    }
    auto rows = options.summary ? spectrum_summary(spectrum) : spectrum_table(spectrum);
    if (options.paths > 0)
        rows = beside(rows,
                      path_norms_table(path_norms_of_checkpoint(source, options.gradient_points,
                                                                options.paths, run.seed(), image.cotangent)),
                      "r");
    if (options.lesion)
        rows = beside(rows,
                      lesion_table(lesions_of_checkpoint(source, options.points, options.draws, run.seed())),
                      "r");
    result.tables.push_back({"rows", std::move(rows)});
    return result;
}

CommandCall depth_call() {
    const auto options = std::make_shared<DepthArguments>();
    CommandCall call;
    auto& take = call.parameters;
    add_network_source(take, options->source);
    take.add("summary", options->summary, "one row: mean depths, cross term, fitted betas, residual");
    take.add("spec", options->spec, "print the measured scales of the layers as a mixture spec")
        .exclude("summary");
    take.add("points", options->points, "test points of the output shares")
        .within(2, 1'000'000)
        .show_default();
    take.add("gradient-points", options->gradient_points, "test points of the gradient shares")
        .within(2, 100'000)
        .show_default();
    take.add("statistics", options->statistics, "of the batch normalisation of a convolutional network")
        .one_of({"batch", "running", "centred"})
        .show_default();
    take.add("count", options->count, "what the lengths of a convolutional network count")
        .one_of({"blocks", "layers"})
        .show_default();
    take.add("cotangent", options->cotangent, "where the gradients of a convolutional network start")
        .one_of({"loss", "random"})
        .show_default();
    take.add("paths", options->paths,
             "adds the gradient norms of single paths, so many of each length, beside the exact ones")
        .within(2, 1'000'000)
        .exclude("summary")
        .exclude("spec");
    take.add("lesion", options->lesion, "adds the loss with layers taken out, so that r are left")
        .exclude("summary")
        .exclude("spec");
    take.add("lesion-draws", options->draws, "choices of the layers taken out, for --lesion")
        .within(2, 1'000'000)
        .show_default();
    call.check = [options](const CommandRun& run) {
        if (options->spec && !run.settings().out.empty())
            throw std::invalid_argument("--spec prints one line on standard output: leave --out away");
        if (options->paths > 0 && options->count == "layers")
            throw std::invalid_argument("--paths counts lengths in blocks: leave --count layers away");
        if (options->paths > 0 && options->statistics != "batch")
            throw std::invalid_argument(
                fmt::format("--paths follows the statistics of the batch: leave --statistics {} away",
                            options->statistics));
    };
    call.run = [options](CommandRun& run) { return make_depth(*options, run); };
    return call;
}

}  // namespace

RowCommand depth_command() {
    RowCommand command;
    command.name = "depth";
    command.description = "The exact path-length spectrum of a trained network";
    command.notes =
        "Columns: r,output_share,signed_share,weight_gradient_share,input_gradient_share,theory_coherent,"
        "theory_incoherent,\ncentred_share,centred_signed_share,signed_gradient_share,theory_normalised.\n"
        "Gates and factors are those of the test points; shares sum to 1, signed ones may be negative. "
        "Depths are in\n"
        "layers. The seed of the data is the checkpoint's.\n"
        "Of a convolutional network, statistics running have running means as constants: the gradient of the "
        "network in use;\n"
        "centred ones take means from the test points: its outputs. Layers are 2 a branch and 1 a "
        "projection. "
        "Random gradients\n"
        "start at N(0, 1) logits, which few misfits do not rule.\n\n"
        "Examples:\n"
        "  glasscape depth out/bn/seed1.ckpt\n"
        "  glasscape thresholds $(glasscape depth out/bn/seed1.ckpt --spec)\n"
        "  glasscape depth out/bn/seed1.ckpt --paths 32 --lesion --out depth.csv";
    command.make = depth_call;
    command.contents = contents_of_training_files();
    return command;
}

}  // namespace glasscape::cli
