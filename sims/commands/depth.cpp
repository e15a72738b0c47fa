#include <memory>
#include <stdexcept>

#include "glasscape/table/row_command.hpp"
#include "glasscape/training/checkpoint_depth.hpp"

#include "commands/training_options.hpp"

namespace glasscape::cli {
namespace {

struct DepthArguments {
    std::string checkpoint;
    std::string data;
    bool summary = false;
    bool spec = false;
    int points = 2000;
    int gradient_points = 512;
};

CommandResult make_depth(const DepthArguments& options) {
    const auto spectrum =
        spectrum_of_checkpoint(options.checkpoint, options.points, options.gradient_points, options.data);
    CommandResult result;
    if (options.spec)
        result.text = spectrum_spec(spectrum) + "\n";
    else
        result.tables.push_back(
            {"rows", options.summary ? spectrum_summary(spectrum) : spectrum_table(spectrum)});
    return result;
}

CommandCall depth_call() {
    const auto options = std::make_shared<DepthArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("CHECKPOINT", options->checkpoint, "a seedK.ckpt that train left").require();
    take.add(
        "data", options->data,
        "where the data of the training are now, as train takes it; absent: as the checkpoint names them");
    take.add("summary", options->summary, "one row: mean depths, cross term, fitted betas, residual");
    take.add("spec", options->spec, "print the measured scales of the layers as a mixture spec")
        .exclude("summary");
    take.add("points", options->points, "test points of the output shares")
        .within(2, 1'000'000)
        .show_default();
    take.add("gradient-points", options->gradient_points, "test points of the gradient shares")
        .within(2, 100'000)
        .show_default();
    call.check = [options](const CommandRun& run) {
        if (options->spec && !run.settings().out.empty())
            throw std::invalid_argument("--spec prints one line on standard output: leave --out away");
    };
    call.run = [options](CommandRun&) { return make_depth(*options); };
    return call;
}

}  // namespace

RowCommand depth_command() {
    RowCommand command;
    command.name = "depth";
    command.description = "The exact path-length spectrum of a trained network";
    command.notes =
        "Columns: "
        "r,output_share,signed_share,weight_gradient_share,input_gradient_share,theory_coherent,theory_"
        "incoherent.\n"
        "Gates and factors are those of the test points; shares sum to 1, signed ones may be negative. "
        "Depths are in\n"
        "layers. The seed is the checkpoint's.\n\n"
        "Examples:\n"
        "  glasscape depth out/bn/seed1.ckpt\n"
        "  glasscape thresholds $(glasscape depth out/bn/seed1.ckpt --spec)";
    command.make = depth_call;
    command.contents = contents_of_training_files();
    return command;
}

}  // namespace glasscape::cli
