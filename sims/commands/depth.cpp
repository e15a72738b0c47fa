#include <memory>
#include <stdexcept>

#include "glasscape/training/checkpoint_depth.hpp"

#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct DepthArguments {
    std::string checkpoint;
    std::string data;
    bool summary = false;
    bool spec = false;
    int points = 2000;
    int gradient_points = 512;
    TableOptions table;
};

void run_depth(const DepthArguments& options, const Command& command) {
    TableRun table_run(*command, options.table);
    if (options.spec && !options.table.out.empty())
        throw std::invalid_argument("--spec prints one line on standard output: leave --out away");
    const auto spectrum =
        spectrum_of_checkpoint(options.checkpoint, options.points, options.gradient_points, options.data);
    if (options.spec)
        print_output(spectrum_spec(spectrum) + "\n");
    else
        table_run.finish(options.summary ? spectrum_summary(spectrum) : spectrum_table(spectrum));
}

}  // namespace

void add_depth(const Parser& app, const Command& command) {
    auto options = std::make_shared<DepthArguments>();
    const auto sub = app.add_subcommand("depth", "The exact path-length spectrum of a trained network");
    sub.add_option("CHECKPOINT", options->checkpoint, "a seedK.ckpt that train left").required();
    sub.add_option(
        "--data", options->data,
        "where the data of the training are now, as train takes it; absent: as the checkpoint names them");
    sub.add_flag("--summary", options->summary, "one row: mean depths, cross term, fitted betas, residual");
    sub.add_flag("--spec", options->spec, "print the measured scales of the layers as a mixture spec")
        .excludes("--summary");
    sub.add_option("--points", options->points, "test points of the output shares")
        .range(2, 1'000'000)
        .shows_default();
    sub.add_option("--gradient-points", options->gradient_points, "test points of the gradient shares")
        .range(2, 100'000)
        .shows_default();
    add_table_options(sub, options->table);
    sub.footer(
        "Columns: "
        "r,output_share,signed_share,weight_gradient_share,input_gradient_share,theory_coherent,theory_"
        "incoherent.\n"
        "Gates and factors are those of the test points; shares sum to 1, signed ones may be negative. "
        "Depths are in\n"
        "layers. The seed is the checkpoint's.\n\n"
        "Examples:\n"
        "  glasscape depth out/bn/seed1.ckpt\n"
        "  glasscape thresholds $(glasscape depth out/bn/seed1.ckpt --spec)");
    sub.callback([options, command] { run_depth(*options, command); });
}

}  // namespace glasscape::cli
