// Figures from tables, by gnuplot templates (plots/*.gp; plots/README.md says how one is written).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "glasscape/table/csv.hpp"

namespace glasscape {

/// Ends of an axis; absent: by the data.
struct AxisRange {
    std::optional<double> low{};
    std::optional<double> high{};
};

/// Pixels of SVG and PNG; a PDF has 96 to an inch.
struct FigureSize {
    int width;
    int height;
};

struct FigureOptions {
    std::string
        template_name{};  ///< e.g. "complexity"; empty: the first template whose columns the table has
    std::string title{};  ///< empty: none
    RowFilter where{};    ///< rows to draw
    // For template "xy", which draws any columns against any other.
    std::string x{};
    std::vector<std::string> y{};
    std::vector<std::string> error{};   ///< columns of error bars, one for each of y, or none
    std::vector<std::string> band{};    ///< columns of half widths of bands, one for each of y, or none
    std::vector<std::string> series{};  ///< columns whose values tell the series apart
    std::string fit{};                  ///< "line", "power" or none; its slope stands in the legend
    // For every template.
    std::string log{};  ///< logarithmic axes: "x", "y" or "xy"; empty: as the template has them
    AxisRange x_range{};
    AxisRange y_range{};
    std::string x_label{};            ///< empty: the template's
    std::string y_label{};            ///< empty: the template's
    std::vector<std::string> more{};  ///< CSV files of the same columns, drawn with the table as one
    std::string thresholds{};  ///< CSV of `glasscape thresholds`: energies to mark on curves of a mixture
    std::optional<FigureSize> size{};  ///< absent: as the figure needs; below 560 wide it is drawn narrow
};

/// Size of the second drawing of a figure, for the screen of a telephone.
inline constexpr int narrow_width = 400;

/// Names of the templates.
std::vector<std::string> figure_templates();

struct DrawnFigure {
    std::string image;                 ///< bytes of the file
    std::vector<std::string> remarks;  ///< how many rows are not drawn
};

/// Draws `csv` as ".svg", ".png" or ".pdf". Throws as make_figure does.
DrawnFigure draw_figure(const std::string& csv, const std::string& extension, const FigureOptions& options);

/// Draws `csv` into `out`, SVG, PNG or PDF by extension; the file appears whole or not at all. Returns the
/// remarks. Throws std::invalid_argument for another extension, an unknown template, a table that lacks
/// columns or has no number where one is drawn (row and column are named), options that do not go together,
/// std::runtime_error when gnuplot is missing or fails.
std::vector<std::string> make_figure(const std::string& csv, const std::string& out,
                                     const FigureOptions& options);

/// Name of the second drawing of an image: "curves-narrow.svg" of "curves.svg".
std::string narrow_image(const std::string& image);

/// The SVG for a narrow screen: no title, legend below, as high as it needs to be.
std::string draw_narrow_figure(const std::string& csv, const FigureOptions& options);

}  // namespace glasscape
