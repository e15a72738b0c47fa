// What a study file says about its report: figures to draw and claims to judge.
//
//     [[figure]]
//     name = "minima"
//     x = "beta"                                # or template = "complexity"
//     y = "complexity"
//     series = ["p"]
//     [[claim]]
//     says = "the mean count is that of Kac-Rice"
//     measured = "mean_count"
//     predicted = "predicted"
//     std_error = "std_error"
#pragma once

#include <string>
#include <vector>

#include "glasscape/report/figure.hpp"
#include "glasscape/sweep/study_file.hpp"
#include "glasscape/verdict/row_claims.hpp"

namespace glasscape {

struct StudyFigure {
    std::string name;  ///< of the image, without extension
    FigureOptions options;
};

struct StudyPage {
    std::vector<StudyFigure> figures;
    std::vector<RowClaim> claims;
};

/// Reads title, template, x, y, error, series, log and where; x and y stand for the template "xy".
FigureOptions read_figure_options(TomlReader& reader);

/// Reads one claim: says, measured, and one of predicted (a column), equals (a number, with tolerance), above
/// and below (numbers); none of them: above 0. std_error and samples are columns, where picks rows, reduce
/// takes the largest or the smallest value. Throws std::invalid_argument naming line and column.
RowClaim read_row_claim(TomlReader& reader);

/// Reads [[figure]] and [[claim]]. Throws std::invalid_argument naming line and column of an unknown key, a
/// wrong type, or two of one name.
StudyPage read_study_page(TomlReader& reader);

/// A whole study file.
struct StudyDocument {
    Study study;
    StudyPage page;
};

/// Throws as parse_study and read_study_page do.
StudyDocument parse_study_document(const std::string& text, const std::string& origin, bool quick,
                                   const std::vector<RowCommand>& commands);

}  // namespace glasscape
