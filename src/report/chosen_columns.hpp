// Columns of a user's choice against a column: what template "xy" draws.
#pragma once

#include <string>
#include <vector>

#include "glasscape/report/figure.hpp"
#include "glasscape/table/csv.hpp"

#include "report/drawn_cells.hpp"
#include "report/figure_series.hpp"

namespace glasscape {

/// Names of the columns that `long_rows` adds: which of the columns y it is, its value, its error bar and its band.
inline constexpr const char* long_name = "(y)";
inline constexpr const char* long_value = "(value)";
inline constexpr const char* long_error = "(error)";
inline constexpr const char* long_band = "(band)";

/// Throws std::invalid_argument unless error and band name no columns, or one for each of y.
void check_chosen(const FigureOptions& options);

/// The rows once for each of the columns y. Throws std::invalid_argument for a column that there is not.
DrawnRows long_rows(const DrawnRows& rows, const std::string& path, const FigureOptions& options);

/// What `undrawn_rows` should look at.
std::vector<DrawnColumn> chosen_columns(const FigureOptions& options);

/// A straight line, or a power law, through one series.
struct SeriesFit {
    double intercept;  ///< of log y for a power law
    double slope;
    double
        slope_error;  ///< from errors or bands of y if all are positive, else from the scatter; NaN: of two points
    double low;       ///< ends of the data along x
    double high;
};

/// Fits every series. Throws std::invalid_argument if one has not two points of different x.
std::vector<SeriesFit> fit_series(const CsvText& rows, const Arrangement& arrangement,
                                  const FigureOptions& options);

/// Puts the slopes into the legend, or into the titles of panels where there are several.
void name_slopes(const std::vector<SeriesFit>& fits, const FigureOptions& options, Arrangement& arrangement);

}  // namespace glasscape
