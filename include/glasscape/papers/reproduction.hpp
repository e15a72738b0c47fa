// A paper run: its entries in order, its statements judged, one page.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "glasscape/core/version.hpp"
#include "glasscape/papers/paper.hpp"

namespace glasscape {

struct ReproductionOptions {
    std::string folder;             ///< where everything is written; made if missing
    std::vector<std::string> only;  ///< entry ids; empty: all
    bool resume = false;            ///< keep entries that the same sources finished there before
    std::string command;            ///< command line, for the report
    std::string backend = "auto";   ///< of the commands
    std::string revision = build_info().revision;        ///< of the sources
    std::function<void(const std::string&)> on_note{};   ///< hears the remarks of the commands
    std::function<void(const std::string&)> on_entry{};  ///< hears which entry is next
};

/// Runs the entries in order, writes reproduction.json after each and report.html at the end. An entry is
/// kept only if the same sources ran the same studies and its files still hold what they held then; what an
/// interrupted one left is continued with `resume` and dropped without. All claims of all statements are
/// judged together (verdict/verdicts.hpp). Returns the path of the report. Throws std::invalid_argument for
/// an unknown id, std::runtime_error if a command fails, Interrupted.
std::string run_reproduction(const Paper& paper, const ReproductionOptions& options);

}  // namespace glasscape
