// A reproduction: entries (commands, procedures, figures) and claims (checks on the tables they made), all
// read from a study file, so that a further figure is a further entry.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "glasscape/core/version.hpp"
#include "glasscape/table/csv.hpp"

namespace glasscape {

/// What a check asks of a table: a column, reduced over the rows that match, compared with a number.
struct Check {
    enum class Reduce { only, largest, smallest };
    enum class Compare { equals, below, above };

    std::string says;   ///< what is compared, in words
    std::string table;  ///< CSV file in the output folder
    std::string column;
    RowFilter where;
    Reduce reduce = Reduce::only;
    Compare compare = Compare::equals;
    double expected = 0.0;
    double tolerance = 0.0;  ///< absolute, for equals
};

struct Claim {
    std::string name;        ///< "Theorem 1"
    std::string says;        ///< what the paper says
    std::string conditions;  ///< where it holds
    std::string entry;       ///< the entry that tests it; empty: not yet
    std::vector<Check> checks;
};

struct FigureRequest {
    std::string table;
    std::string image;
    std::string template_name;
    std::string title;
};

struct Entry {
    std::string id;
    std::string title;
    std::string says;                   ///< one sentence for under the figure
    std::vector<std::string> commands;  ///< arguments of glasscape, tables to bare file names
    std::string procedure;              ///< name of a built-in table, written to ID.csv; empty if none
    bool show_tables = false;           ///< whether the report shows the tables themselves
    std::vector<FigureRequest> figures;
};

struct Reproduction {
    std::string name;
    std::string title;
    std::string about;
    bool full = false;
    std::vector<Entry> entries;
    std::vector<Claim> claims;
};

/// The study of this name among those compiled in, commands of the quick or the full run. Throws
/// std::invalid_argument naming the studies that exist.
Reproduction load_reproduction(const std::string& name, bool full);

struct ReproductionOptions {
    std::string folder;             ///< where everything is written; made if missing
    std::vector<std::string> only;  ///< entry ids; empty: all
    bool resume = false;            ///< keep entries that the same sources finished there before
    std::string command;            ///< command line, for the report
    std::string progress = "auto";  ///< of the commands: auto, plain or off
    std::string revision = build_info().revision;  ///< of the sources
};

/// Runs the entries in order, `run_command` doing the commands (arguments in, exit status out; it throws
/// Interrupted to stop), writes reproduction.json after each and report.html at the end. An entry is kept
/// only if the same sources ran the same commands and its files still hold what they held then. Returns the
/// path of the report. Throws std::invalid_argument for an unknown id, std::runtime_error if a command fails.
std::string run_reproduction(const Reproduction& reproduction, const ReproductionOptions& options,
                             const std::function<int(const std::vector<std::string>&)>& run_command);

}  // namespace glasscape
