// The report of a study: its rows as one table, its figures, its claims judged, as one HTML page.
#pragma once

#include <string>
#include <vector>

#include "glasscape/report/study_page.hpp"
#include "glasscape/sweep/run_store.hpp"
#include "glasscape/sweep/study_file.hpp"
#include "glasscape/sweep/sweep.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// The claims of the study, row by row of its table (judge_rows).
RowJudgement judge_study(const StudyDocument& document, const SweepExport& exported);

struct StudyReportOptions {
    std::string study_text;            ///< of the study file, shown on the page
    std::vector<std::string> command;  ///< for the sidecars
};

/// Writes NAME.csv, NAME-verdicts.csv if there are claims, the figures and report.html beside the store;
/// returns the path of the page. Points that are missing or failed are named on it. Throws
/// std::invalid_argument if no point is done or a figure does not fit the table.
std::string write_study_report(const StudyDocument& document, const RunStore& store,
                               const StudyReportOptions& options);

}  // namespace glasscape
