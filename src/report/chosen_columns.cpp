#include "report/chosen_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"

#include "report/html_page.hpp"
#include "stats/line_fit.hpp"

namespace glasscape {
namespace {

void require_columns(const CsvText& csv, const std::string& path, const std::vector<std::string>& columns) {
    for (const auto& column : columns)
        if (csv.find(column) < 0)
            throw std::invalid_argument(fmt::format("{}: there is no column '{}' to draw; columns are {}",
                                                    path, column, fmt::join(csv.header, ", ")));
}

// The points of a series that a fit can use, as logarithms for a power law.
struct FitPoints {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> errors;
    bool weighted = true;
};

FitPoints points_of(const CsvText& rows, const FigureSeries& series, const FigureOptions& options) {
    const bool power = options.fit == "power";
    FitPoints points;
    for (const auto row : series.rows) {
        const auto x = parse_real(rows.at(row, options.x));
        const auto y = parse_real(rows.at(row, long_value));
        if (!x || !y || (power && (*x <= 0.0 || *y <= 0.0))) continue;
        const auto& given = rows.at(row, options.error.empty() ? long_band : long_error);
        const double error = parse_real(given).value_or(0.0);
        points.x.push_back(power ? std::log(*x) : *x);
        points.y.push_back(power ? std::log(*y) : *y);
        points.errors.push_back(power ? error / *y : error);
        points.weighted = points.weighted && error > 0.0;
    }
    if (std::set<double>(points.x.begin(), points.x.end()).size() < 2)
        throw std::invalid_argument(
            fmt::format("--fit {}: it needs two points of different x{}, and there are {}", options.fit,
                        power ? " that are positive" : "", points.x.size()));
    return points;
}

}  // namespace

void check_chosen(const FigureOptions& options) {
    for (const auto& [name, list] : {std::pair("error", options.error), std::pair("band", options.band)})
        if (!list.empty() && list.size() != options.y.size())
            throw std::invalid_argument(
                fmt::format("--{} names {} column{} and --y {}: give one for each of --y, or none", name,
                            list.size(), list.size() == 1 ? "" : "s", options.y.size()));
}

DrawnRows long_rows(const DrawnRows& rows, const std::string& path, const FigureOptions& options) {
    check_chosen(options);
    for (const auto& list : {options.series, {options.x}, options.y, options.error, options.band})
        require_columns(rows.csv, path, list);
    DrawnRows out{{rows.csv.header, {}}, {}, {}};
    out.csv.header.insert(out.csv.header.end(), {long_name, long_value, long_error, long_band});
    for (std::size_t i = 0; i < options.y.size(); ++i)
        for (std::size_t row = 0; row < rows.csv.rows.size(); ++row) {
            const auto cell = [&](const std::vector<std::string>& list) {
                return list.empty() ? std::string() : rows.csv.at(row, list[i]);
            };
            auto fields = rows.csv.rows[row];
            fields.insert(fields.end(),
                          {options.y[i], cell(options.y), cell(options.error), cell(options.band)});
            out.csv.rows.push_back(std::move(fields));
            out.numbers.push_back(rows.numbers[row]);
            out.origins.push_back(rows.origins[row]);
        }
    return out;
}

std::vector<DrawnColumn> chosen_columns(const FigureOptions& options) {
    const auto along = [&](char axis) { return options.log.find(axis) != std::string::npos; };
    std::vector<DrawnColumn> columns{{options.x, along('x')}};
    for (const auto& name : options.y)
        columns.push_back({name, along('y'), true, true});
    for (const auto& list : {options.error, options.band})
        for (const auto& name : list)
            columns.push_back({name, false, false});
    return columns;
}

std::vector<SeriesFit> fit_series(const CsvText& rows, const Arrangement& arrangement,
                                  const FigureOptions& options) {
    std::vector<SeriesFit> fits;
    for (const auto& series : arrangement.series) {
        const auto points = points_of(rows, series, options);
        const std::vector<double> alike(points.x.size(), 1.0);
        const auto line = fit_weighted_line(points.x, points.y, points.weighted ? points.errors : alike);
        const auto free = static_cast<double>(points.x.size()) - 2.0;
        const double scatter =
            free > 0.0 ? std::sqrt(line.chi_squared / free) : std::numeric_limits<double>::quiet_NaN();
        const auto [low, high] = std::minmax_element(points.x.begin(), points.x.end());
        const bool power = options.fit == "power";
        fits.push_back({line.intercept, line.slope, line.slope_error * (points.weighted ? 1.0 : scatter),
                        power ? std::exp(*low) : *low, power ? std::exp(*high) : *high});
    }
    return fits;
}

void name_slopes(const std::vector<SeriesFit>& fits, const FigureOptions& options, Arrangement& arrangement) {
    const std::string word = options.fit == "power" ? "exponent " : "slope ";
    const bool panels = arrangement.panel_titles.size() > 1;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        const auto& series = arrangement.series[i];
        auto& title = panels ? arrangement.panel_titles[series.panel] : arrangement.looks[series.look].title;
        title += (title.empty() ? "" : ": ") + word + with_error(fits[i].slope, fits[i].slope_error);
    }
}

}  // namespace glasscape
