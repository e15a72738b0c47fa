// Which rows of a table are one curve, in which panel it stands and how it looks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/table/csv.hpp"

namespace glasscape {

/// Colour, marker and dash of a legend entry. Looks along an ordinal variable have a place on the sequential map.
struct SeriesLook {
    std::string title;
    std::optional<double> place{};  // in [0, 1] on the sequential map
    bool whole = false;             // the limit or the sum of the others: in ink
    std::size_t hue = 0;            // colour and marker, where there is no place
    std::size_t dash = 0;
};

struct FigureSeries {
    std::size_t panel;
    std::size_t look;
    std::vector<std::size_t> rows;
};

/// In place of a legend, where an ordinal variable has more values than one can tell apart.
struct ColourBar {
    std::string title;
    double low;
    double high;
    bool logarithmic;
};

struct Arrangement {
    std::vector<FigureSeries> series;       // those of a panel one after another
    std::vector<std::string> panel_titles;  // one, empty, where there is a single panel
    std::vector<SeriesLook> looks;
    std::optional<ColourBar> bar{};
};

/// Series by those of the columns that tell rows apart, in panels by those of `panel_columns`. There are more panels
/// where one has not colours enough, so that never two series of a panel look the same.
Arrangement arrange_series(const CsvText& csv, const std::vector<std::string>& series_columns,
                           const std::vector<std::string>& panel_columns);

}  // namespace glasscape
