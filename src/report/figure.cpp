#include "glasscape/report/figure.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "report/chosen_columns.hpp"
#include "report/drawn_cells.hpp"
#include "report/figure_script.hpp"
#include "report/figure_series.hpp"
#include "report/figure_template.hpp"
#include "report/gnuplot.hpp"

namespace glasscape {
namespace {

constexpr const char* file_column = "file";  // names the table that a row is of, for --series file

void require_column(const CsvText& csv, const std::string& path, const std::string& column) {
    if (csv.find(column) < 0)
        throw std::invalid_argument(fmt::format("{}: there is no column '{}' to draw; columns are {}", path,
                                                column, fmt::join(csv.header, ", ")));
}

// The columns that template "xy" draws of this table, with the name of the file where the series are files.
CsvText drawn_part(const CsvText& csv, const std::string& path, const FigureOptions& options) {
    CsvText part;
    const auto has = [](const std::vector<std::string>& list, const std::string& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    for (const auto& list : {{options.x}, options.y, options.error, options.band, options.series})
        for (const auto& column : list)
            if (!has(part.header, column)) part.header.push_back(column);
    for (const auto& column : part.header)
        if (column != file_column) require_column(csv, path, column);
    const auto name = std::filesystem::path(path).stem().string();
    for (std::size_t row = 0; row < csv.rows.size(); ++row) {
        auto& fields = part.rows.emplace_back();
        for (const auto& column : part.header)
            fields.push_back(csv.find(column) < 0 ? name : csv.at(row, column));
    }
    return part;
}

// The rows of all files that the filter keeps.
DrawnRows read_rows(const std::string& path, const FigureOptions& options) {
    auto paths = options.more;
    paths.insert(paths.begin(), path);
    // Columns of one's choice may come from tables that have little else in common.
    const bool chosen = options.template_name == "xy" &&
                        (!options.more.empty() || std::find(options.series.begin(), options.series.end(),
                                                            file_column) != options.series.end());
    DrawnRows kept;
    for (const auto& one : paths) {
        const auto csv = read_csv(one);
        for (const auto& [column, text] : options.where)
            require_column(csv, one, column);
        const auto part = chosen ? drawn_part(csv, one, options) : csv;
        if (kept.csv.header.empty()) kept.csv.header = part.header;
        if (part.header != kept.csv.header)
            throw std::invalid_argument(
                fmt::format("{}: its columns are {}, and those of {} are {}: tables that a template draws "
                            "together have the "
                            "same columns",
                            one, fmt::join(part.header, ", "), path, fmt::join(kept.csv.header, ", ")));
        for (std::size_t row = 0; row < csv.rows.size(); ++row) {
            if (!matches(csv, row, options.where)) continue;
            kept.csv.rows.push_back(part.rows[row]);
            kept.numbers.push_back(row + 1);
            kept.origins.push_back(one);
        }
    }
    if (kept.csv.rows.empty())
        throw std::invalid_argument(
            fmt::format("{}: the table has no {}rows to plot", path, options.where.empty() ? "" : "such "));
    return kept;
}

// What a template draws as numbers.
std::vector<DrawnColumn> drawn_columns(const FigureTemplate& chosen) {
    std::vector<DrawnColumn> columns;
    for (const auto& name : chosen.needs) {
        const auto in = [&](const std::vector<std::string>& list) {
            return std::find(list.begin(), list.end(), name) != list.end();
        };
        if (!in(chosen.series) && !in(chosen.panel) && !in(chosen.text)) columns.push_back({name});
    }
    return columns;
}

void check_ranges(const std::string& log, const FigureOptions& options) {
    for (const auto& [axis, range] : {std::pair('x', options.x_range), std::pair('y', options.y_range)}) {
        const bool logarithmic = log.find(axis) != std::string::npos;
        if (logarithmic && (range.low.value_or(1.0) <= 0.0 || range.high.value_or(1.0) <= 0.0))
            throw std::invalid_argument(
                fmt::format("--{}range: the axis is logarithmic, so that its ends must be above 0", axis));
    }
}

// Characteristic energies of the one mixture that the rows are of.
std::vector<NamedEnergy> read_marks(const CsvText& rows, const FigureTemplate& chosen,
                                    const FigureOptions& options) {
    const auto& path = options.thresholds;
    if (path.empty()) return {};
    if (!chosen.marks)
        throw std::invalid_argument(fmt::format(
            "--thresholds: template '{}' marks no energies, template 'complexity' does", chosen.name));
    const auto csv = read_csv(path);
    for (const auto* column : {"mixture", "name", "energy"})
        if (csv.find(column) < 0)
            throw std::invalid_argument(fmt::format(
                "{}: there is no column '{}': give a table made by 'glasscape thresholds'", path, column));
    for (std::size_t row = 1; row < rows.rows.size(); ++row)
        if (rows.at(row, "mixture") != rows.at(0, "mixture"))
            throw std::invalid_argument(
                "--thresholds: the table has several mixtures: pick one, such as --where mixture=pure:3");
    std::vector<NamedEnergy> marks;
    for (std::size_t row = 0; row < csv.rows.size(); ++row)
        if (const auto energy = parse_real(csv.at(row, "energy"));
            energy && csv.at(row, "mixture") == rows.at(0, "mixture"))
            marks.push_back({csv.at(row, "name"), *energy});
    if (marks.empty())
        throw std::invalid_argument(
            fmt::format("{}: it has no energies of the mixture '{}'", path, rows.at(0, "mixture")));
    return marks;
}

struct Drawing {
    DrawnRows rows;
    FigureTemplate chosen;
    std::size_t undrawn;
};

// The rows as the template draws them, and how many it does not.
Drawing prepare(const std::string& path, const FigureOptions& options) {
    auto rows = read_rows(path, options);
    auto chosen = choose_template(rows.csv, path, options);
    if (chosen.name != "xy") {
        const auto undrawn = undrawn_rows(rows, path, drawn_columns(chosen));
        return {std::move(rows), std::move(chosen), undrawn};
    }
    auto longer = long_rows(rows, path, options);
    const auto undrawn = undrawn_rows(rows, path, chosen_columns(options));
    chosen.series = options.series;
    if (options.y.size() > 1) chosen.series.emplace_back(long_name);
    return {std::move(longer), std::move(chosen), undrawn};
}

}  // namespace

DrawnFigure draw_figure(const std::string& csv_path, const std::string& extension,
                        const FigureOptions& options) {
    const auto [rows, chosen, undrawn] = prepare(csv_path, options);
    auto arrangement = arrange_series(rows.csv, chosen.series, chosen.panel);
    std::vector<SeriesFit> fits;
    if (!options.fit.empty()) {
        fits = fit_series(rows.csv, arrangement, options);
        name_slopes(fits, options, arrangement);
    }
    const auto log = options.log.empty() ? chosen.log : options.log;
    check_ranges(log, options);
    const FigureContent content{rows.csv, arrangement, read_marks(rows.csv, chosen, options), log};
    const GnuplotFolder folder(extension);
    const auto script = figure_preamble(content, folder.files(), extension, options) +
                        (chosen.name == "xy" ? chosen_preamble(rows.csv, csv_path, options, fits) : "") +
                        chosen.script;
    DrawnFigure drawn{folder.draw(figure_data(content), script), {}};
    if (drawn.image.empty())
        throw std::runtime_error(fmt::format(
            "gnuplot could not draw {} with the template '{}': name the columns to draw with --x and --y, "
            "or see whether 'gnuplot --version' is 5.4 or later",
            csv_path, chosen.name));
    if (undrawn > 0)
        drawn.remarks.push_back(
            fmt::format("{} of {} rows are not drawn: a cell is empty, infinite{}", undrawn,
                        rows.csv.rows.size() / std::max<std::size_t>(1, options.y.size()),
                        options.log.empty() ? "" : ", or not positive on a logarithmic axis"));
    return drawn;
}

std::vector<std::string> make_figure(const std::string& csv_path, const std::string& out,
                                     const FigureOptions& options) {
    const auto extension = std::filesystem::path(out).extension();
    if (extension != ".svg" && extension != ".png" && extension != ".pdf")
        throw std::invalid_argument(fmt::format("figure '{}': the name must end in .svg, .png or .pdf", out));
    require_writable(out);
    auto drawn = draw_figure(csv_path, extension.string(), options);
    write_whole_file(out, drawn.image);
    return std::move(drawn.remarks);
}

std::string narrow_image(const std::string& image) {
    const std::filesystem::path path(image);
    return (path.parent_path() / (path.stem().string() + "-narrow" + path.extension().string())).string();
}

std::string draw_narrow_figure(const std::string& csv_path, const FigureOptions& options) {
    auto narrow = options;
    narrow.title.clear();
    narrow.size = FigureSize{narrow_width, 0};
    return draw_figure(csv_path, ".svg", narrow).image;
}

}  // namespace glasscape
