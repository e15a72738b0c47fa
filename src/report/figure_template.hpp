// The gnuplot templates of plots/ and what their first comments ask for.
#pragma once

#include <string>
#include <vector>

#include "glasscape/report/figure.hpp"
#include "glasscape/table/csv.hpp"

namespace glasscape {

struct FigureTemplate {
    std::string name;
    std::string script;
    std::vector<std::string> needs;    // columns that must have values
    std::vector<std::string> without;  // columns that must have none
    std::vector<std::string> varies;   // columns of several values, where the table is to choose
    std::vector<std::string> text;     // needed columns that are no numbers
    std::vector<std::string> series;   // columns that tell the series apart
    std::vector<std::string> panel;    // columns whose values have a panel each
    std::string log;                   // logarithmic axes
    bool marks = false;                // whether it marks energies of a mixture
};

/// All of them, the most demanding first: of those that fit it says most about a table.
std::vector<FigureTemplate> all_figure_templates();

/// Whether some row has a value in the column.
bool has_values(const CsvText& csv, const std::string& column);

/// The one that is asked for, or the first that fits the table. Throws std::invalid_argument if there is no such
/// template or its columns are not there.
FigureTemplate choose_template(const CsvText& csv, const std::string& path, const FigureOptions& options);

}  // namespace glasscape
