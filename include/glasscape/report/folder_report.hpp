// One self-contained HTML page from a folder of results.
#pragma once

#include <string>

namespace glasscape {

/// Writes FOLDER/report.html: from reproduction.json if there is one, otherwise every table with its sidecar
/// and a figure where a template fits. Figures are inlined; the page loads nothing. Returns its path. Throws
/// std::invalid_argument if the folder holds nothing to report.
std::string write_report(const std::string& folder);

}  // namespace glasscape
