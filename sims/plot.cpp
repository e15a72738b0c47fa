#include <memory>

#include <fmt/format.h>

#include "glasscape/study/figure.hpp"

#include "cli.hpp"

namespace glasscape::cli {

void add_plot(const Parser& app) {
    struct Options {
        std::string csv;
        std::string out;
        FigureOptions figure;
    };
    auto options = std::make_shared<Options>();
    const auto sub = app.add_subcommand("plot", "Draws a table as SVG or PNG (needs gnuplot)");
    sub.add_option("FILE", options->csv, "CSV file made by glasscape").required();
    sub.add_option("--out", options->out, "figure to write, .svg or .png").required();
    sub.add_option(
        "--template", options->figure.template_name,
        fmt::format("one of {}; absent: by the columns of the table", fmt::join(figure_templates(), ", ")));
    sub.add_option("--title", options->figure.title, "title above the figure");
    sub.footer(
        "Examples:\n"
        "  glasscape complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2 --out curves.csv\n"
        "  glasscape plot curves.csv --out curves.svg");
    sub.callback([options] { make_figure(options->csv, options->out, options->figure); });
}

}  // namespace glasscape::cli
