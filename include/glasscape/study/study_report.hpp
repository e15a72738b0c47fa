// The report of a study: its rows as one table, its figures, its claims judged, as one HTML page.
#pragma once

#include <string>
#include <vector>

#include "glasscape/study/run_store.hpp"
#include "glasscape/study/study_file.hpp"
#include "glasscape/study/sweep.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// Every row that a claim of the study speaks of, with its verdict; all rows of all claims share one
/// family-wise error (verdicts.hpp). Columns claim, those that tell the rows apart (axes, and what stands
/// before the judged numbers and is no number itself), predicted, measured, std_error, z_score, verdict.
/// A claim that speaks of no row has one with the verdict "no rows". Throws std::invalid_argument if the
/// table lacks a column that a claim names.
Table judge_study(const Study& study, const SweepExport& exported);

struct StudyReportOptions {
    std::string study_text;            ///< of the study file, shown on the page
    std::vector<std::string> command;  ///< for the sidecars
};

/// Writes NAME.csv, NAME-verdicts.csv if there are claims, the figures and report.html beside the store;
/// returns the path of the page. Points that are missing or failed are named on it. Throws
/// std::invalid_argument if no point is done or a figure does not fit the table.
std::string write_study_report(const Study& study, const RunStore& store, const StudyReportOptions& options);

}  // namespace glasscape
