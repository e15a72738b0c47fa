// Figures from tables, by gnuplot templates (plots/*.gp).
//
// A template names in comments the columns it needs ("# needs: energy complexity"), those it
// does not fit ("# without: energy") and those that tell its series apart
// ("# series: mixture size index"); "# text: index" names needed columns that are no numbers. It is given the
// data as one gnuplot block per series and the variables: series (number of blocks), titles[] (array of
// labels), c_NAME (position of column NAME), x_has_NAME (1 if any value is present), figure_title.
#pragma once

#include <string>
#include <vector>

#include "glasscape/table/csv.hpp"

namespace glasscape {

struct FigureOptions {
    std::string
        template_name{};  ///< e.g. "complexity"; empty: the first template whose columns the table has
    std::string title{};  ///< empty: none
    RowFilter where{};    ///< rows to draw
    // For template "xy", which draws any column against any other.
    std::string x{};
    std::string y{};
    std::string error{};                ///< column of the error bars; empty: none
    std::vector<std::string> series{};  ///< columns whose values tell the series apart
    std::string log{};                  ///< logarithmic axes: "", "x", "y" or "xy"
};

/// Names of the templates.
std::vector<std::string> figure_templates();

struct DrawnFigure {
    std::string image;                 ///< bytes of the file
    std::vector<std::string> remarks;  ///< how many rows are not drawn
};

/// Draws `csv` as ".svg" or ".png". Throws as make_figure does.
DrawnFigure draw_figure(const std::string& csv, const std::string& extension, const FigureOptions& options);

/// Draws `csv` into `out`, SVG or PNG by extension; the file appears whole or not at all. Returns the
/// remarks. Throws std::invalid_argument for another extension, an unknown template, a table that lacks
/// columns or has no number where one is drawn (row and column are named), std::runtime_error when gnuplot is
/// missing or fails.
std::vector<std::string> make_figure(const std::string& csv, const std::string& out,
                                     const FigureOptions& options);

}  // namespace glasscape
