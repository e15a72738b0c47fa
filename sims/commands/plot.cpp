#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"
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

std::optional<double> parse_end(const std::string& option, const std::string& text, std::string_view end) {
    if (end.empty()) return {};
    const auto value = parse_real(end);
    if (!value)
        throw std::invalid_argument(fmt::format(
            "--{} '{}': give LOW:HIGH, numbers of which one may be left out, such as 0.1:10 or 0:", option,
            text));
    return value;
}

AxisRange parse_axis_range(const std::string& option, const std::string& text) {
    if (text.empty()) return {};
    const auto ends = split(text, ':');
    const AxisRange range{parse_end(option, text, ends.front()), parse_end(option, text, ends.back())};
    const bool empty = (!range.low && !range.high) || (range.low && range.high && *range.low == *range.high);
    if (ends.size() != 2 || empty)
        throw std::invalid_argument(
            fmt::format("--{} '{}': give LOW:HIGH, two different numbers of which one may be left out, such "
                        "as 0.1:10 or 0:",
                        option, text));
    return range;
}

std::optional<FigureSize> parse_size(const std::string& text) {
    if (text.empty()) return {};
    constexpr std::int64_t least = 200;
    constexpr std::int64_t most = 8000;
    const auto sides = split(text, 'x');
    const auto width = parse_integer(sides.front());
    const auto height = parse_integer(sides.back());
    const auto fits = [](const std::optional<std::int64_t>& side) {
        return side && *side >= least && *side <= most;
    };
    if (sides.size() != 2 || !fits(width) || !fits(height))
        throw std::invalid_argument(
            fmt::format("--size '{}': give WIDTHxHEIGHT in pixels, each from {} to {}, such as 1000x600",
                        text, least, most));
    return FigureSize{static_cast<int>(*width), static_cast<int>(*height)};
}

// What draws columns of one's own choice goes with --x and --y alone.
void check_choice(const FigureOptions& figure) {
    if (figure.x.empty() != figure.y.empty())
        throw std::invalid_argument("--x and --y belong together: name the columns of both axes");
    if (figure.template_name == "xy" && figure.x.empty())
        throw std::invalid_argument("--template xy needs --x COLUMN and --y COLUMN");
    const std::pair<const char*, bool> chosen[]{{"error", !figure.error.empty()},
                                                {"band", !figure.band.empty()},
                                                {"fit", !figure.fit.empty()},
                                                {"series", !figure.series.empty()}};
    for (const auto& [name, given] : chosen)
        if (given && figure.x.empty())
            throw std::invalid_argument(
                fmt::format("--{} goes with --x and --y: a template has columns of its own", name));
    if (!figure.x.empty() && figure.template_name != "xy")
        throw std::invalid_argument(
            fmt::format("--template {} has columns of its own: leave out --x and --y, or --template",
                        figure.template_name));
}

}  // namespace

void add_plot(const Parser& app) {
    struct Options {
        std::vector<std::string> tables;
        std::string out;
        std::string x_range;
        std::string y_range;
        std::string size;
        std::vector<std::string> where;
        FigureOptions figure;
        CommandParameters parameters;
    };
    auto options = std::make_shared<Options>();
    auto& take = options->parameters;
    take.add(
            "FILE", options->tables,
            "CSV made by glasscape; several of the same columns are drawn as one table, with --x and --y any "
            "that have the columns that are drawn")
        .require();
    take.add("out", options->out, "figure to write: .svg, .png or .pdf").require();
    take.add(
        "template", options->figure.template_name,
        fmt::format("one of {}; absent: by the columns of the table", fmt::join(figure_templates(), ", ")));
    take.add("x", options->figure.x, "column along the x axis, for columns of your choice");
    take.add("y", options->figure.y, "columns along the y axis");
    take.add("error", options->figure.error, "columns of the error bars, one for each of --y");
    take.add("band", options->figure.band, "columns of half widths of bands, one for each of --y");
    take.add("series", options->figure.series,
             "columns whose values tell the series apart; 'file' is the name of the table");
    take.add("fit", options->figure.fit,
             "straight line or power law through each series, dashed, with its slope in the legend")
        .one_of({"line", "power"});
    take.add("log", options->figure.log, "logarithmic axes").one_of({"x", "y", "xy"});
    take.add("xrange", options->x_range, "ends of the x axis, LOW:HIGH, one of which may be left out");
    take.add("yrange", options->y_range,
             "ends of the y axis, of the upper panel where they show different columns");
    take.add("xlabel", options->figure.x_label, "words of the x axis");
    take.add("ylabel", options->figure.y_label, "words of the y axis");
    take.add("where", options->where, "COLUMN=TEXT: draw only rows with that text; may be repeated");
    take.add("thresholds", options->figure.thresholds,
             "CSV of 'glasscape thresholds': marks u_th, the ground state and E_k on curves of complexity");
    take.add("title", options->figure.title, "title above the figure");
    take.add(
        "size", options->size,
        "WIDTHxHEIGHT in pixels, 96 to an inch of a PDF; absent: 1000 wide and as high as the panels need");
    const auto sub = app.add_subcommand("plot", "Draws a table as SVG, PNG or PDF (needs gnuplot)");
    sub.take(take);
    sub.footer(
        "Examples:\n"
        "  glasscape complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2 --out curves.csv\n"
        "  glasscape plot curves.csv --out curves.svg\n"
        "  glasscape plot curves.csv --out zoom.svg --xrange -1.66:-1.63 --yrange 0:0.01\n"
        "  glasscape plot curves.csv --out curves.pdf --x energy --y complexity --series index --size "
        "600x400\n"
        "  glasscape paper theorem-3 --disorders 50 --out push.csv\n"
        "  glasscape plot push.csv --out push.svg --x mu --y relative_error --series case --log xy --fit "
        "power\n"
        "  glasscape complexity pure:3 --size 16 --index 0,1,2,3,4,5,6 --out exact.csv\n"
        "  glasscape complexity pure:3 --size 16 --index 0,1,2,3,4,5,6 --method sample --out sampled.csv\n"
        "  glasscape plot exact.csv sampled.csv --out by-index.svg\n"
        "  glasscape descend pure:3 --size inf --gradient-flow --step 0.05 --steps 200 --out flow.csv\n"
        "  glasscape descend pure:3 --size inf --step 0.1 --steps 100 --out steps.csv\n"
        "  glasscape plot flow.csv steps.csv --x time --y energy --series file --out beside.svg");
    sub.callback([options] {
        auto& figure = options->figure;
        if (!figure.x.empty() && figure.template_name.empty()) figure.template_name = "xy";
        check_choice(figure);
        figure.x_range = parse_axis_range("xrange", options->x_range);
        figure.y_range = parse_axis_range("yrange", options->y_range);
        figure.size = parse_size(options->size);
        figure.more.assign(options->tables.begin() + 1, options->tables.end());
        figure.where = parse_filter(options->where);
        for (const auto& remark : make_figure(options->tables.front(), options->out, figure))
            fmt::print(stderr, "glasscape: note: {}\n", remark);
    });
}

}  // namespace glasscape::cli
