// What a template is given, as gnuplot's variables.
#pragma once

#include <string>
#include <vector>

#include "glasscape/report/figure.hpp"
#include "glasscape/table/csv.hpp"

#include "report/chosen_columns.hpp"
#include "report/figure_series.hpp"
#include "report/gnuplot.hpp"

namespace glasscape {

/// A place along x with a name.
struct NamedEnergy {
    std::string name;
    double energy;
};

struct FigureContent {
    const CsvText& rows;
    const Arrangement& arrangement;
    std::vector<NamedEnergy> marks;
    std::string log;  ///< logarithmic axes
};

/// One gnuplot block for each series, fields by tabs.
std::string figure_data(const FigureContent& content);

/// Format and size of the image, series, panels, looks, columns, marks, and what the user says about axes; then style
/// and layout. plots/README.md lists the variables.
std::string figure_preamble(const FigureContent& content, const GnuplotFiles& files,
                            const std::string& extension, const FigureOptions& options);

/// What template "xy" is given besides.
std::string chosen_preamble(const CsvText& rows, const std::string& csv_path, const FigureOptions& options,
                            const std::vector<SeriesFit>& fits);

}  // namespace glasscape
