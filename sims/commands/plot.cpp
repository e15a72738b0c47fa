#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/report/figure.hpp"

#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

RowFilter parse_filter(const std::vector<std::string>& conditions) {
    RowFilter filter;
    for (const auto& condition : conditions) {
        const auto sign = condition.find('=');
        if (sign == 0 || sign == std::string::npos)
            throw std::invalid_argument(
                fmt::format("--where '{}': give COLUMN=TEXT, such as index=0", condition));
        filter.emplace_back(condition.substr(0, sign), condition.substr(sign + 1));
    }
    return filter;
}

}  // namespace

void add_plot(const Parser& app) {
    struct Options {
        std::string csv;
        std::string out;
        std::vector<std::string> where;
        FigureOptions figure;
        CommandParameters parameters;
    };
    auto options = std::make_shared<Options>();
    auto& take = options->parameters;
    take.add("FILE", options->csv, "CSV file made by glasscape").require();
    take.add("out", options->out, "figure to write, .svg or .png").require();
    take.add(
        "template", options->figure.template_name,
        fmt::format("one of {}; absent: by the columns of the table", fmt::join(figure_templates(), ", ")));
    take.add("x", options->figure.x, "column along the x axis, for --template xy");
    take.add("y", options->figure.y, "column along the y axis");
    take.add("error", options->figure.error, "column of the error bars");
    take.add("series", options->figure.series, "columns whose values tell the series apart");
    take.add("log", options->figure.log, "logarithmic axes").one_of({"x", "y", "xy"});
    take.add("where", options->where, "COLUMN=TEXT: draw only rows with that text; may be repeated");
    take.add("title", options->figure.title, "title above the figure");
    const auto sub = app.add_subcommand("plot", "Draws a table as SVG or PNG (needs gnuplot)");
    sub.take(take);
    sub.footer(
        "Examples:\n"
        "  glasscape complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2 --out curves.csv\n"
        "  glasscape plot curves.csv --out curves.svg\n"
        "  glasscape plot curves.csv --out curves.svg --x energy --y complexity --series index");
    sub.callback([options] {
        auto& figure = options->figure;
        if (figure.x.empty() != figure.y.empty())
            throw std::invalid_argument("--x and --y belong together: name the columns of both axes");
        if (!figure.x.empty() && figure.template_name.empty()) figure.template_name = "xy";
        if (figure.template_name == "xy" && figure.x.empty())
            throw std::invalid_argument("--template xy needs --x COLUMN and --y COLUMN");
        figure.where = parse_filter(options->where);
        for (const auto& remark : make_figure(options->csv, options->out, figure))
            fmt::print(stderr, "glasscape: note: {}\n", remark);
    });
}

}  // namespace glasscape::cli
