// The command line: one file per subcommand, each adding itself to the parser; no science in here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/landscape/couplings.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/part.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/table.hpp"

#include "run/parser.hpp"

namespace glasscape::cli {

/// Runs the program with these arguments (program name left out) and returns the exit status: 0 done, 1
/// failed at run time, 2 usage, 130 interrupted. Prints one sentence on standard error for anything but 0.
int run_program(const std::vector<std::string>& arguments);

/// What a subcommand made, instead of files: its tables by name and its remarks. The main table is "rows",
/// others have the name of the file they would go to.
struct Captured {
    std::vector<std::pair<std::string, Table>> tables;
    std::vector<std::string> notes;
};

/// Runs a subcommand that makes tables in this thread, with the threads it was given, writing and printing
/// nothing. Throws what went wrong.
Captured run_captured(const std::vector<std::string>& arguments);

/// Throws std::invalid_argument if the arguments of a subcommand do not parse; runs nothing.
void check_arguments(const std::vector<std::string>& arguments);

/// What a subcommand takes.
Parameters parameters_of(const std::string& subcommand);

/// Options that every subcommand which makes a table has.
struct TableOptions {
    std::uint64_t seed = 1;
    int threads = 0;
    std::string backend = "auto";
    std::string out;
    std::string progress = "auto";
};
void add_table_options(const Parser& app, TableOptions& options);
/// The same without --out, for subcommands that write a folder.
void add_run_options(const Parser& app, TableOptions& options);

/// The mode that --progress names, for this thread.
void apply_progress(const std::string& progress);

/// What --backend asks for: auto is cuda where a device can be used.
Backend backend_of(const TableOptions& options);

/// Options of work that takes long.
struct LongRunOptions {
    bool dry_run = false;
    bool resume = false;
    bool overwrite = false;
};
/// --resume and --overwrite alone; `kept` names what an interrupted run leaves.
void add_resume_options(const Parser& app, LongRunOptions& options, const std::string& kept);
void add_long_run_options(const Parser& app, LongRunOptions& options);

/// A table under way: what was asked for, since when, and the remarks made on it.
class TableRun {
  public:
    /// Checks and applies the common options; throws std::invalid_argument if --out cannot be written or the
    /// backend does not exist for this subcommand.
    /// `cuda`: whether the subcommand knows the CUDA backend.
    TableRun(std::vector<std::string> command, const TableOptions& options, bool cuda = false);

    /// Whether the tables go to who called run_captured, and no file may be touched.
    bool captured() const;

    /// Throws std::invalid_argument if a second table cannot be written to `path`.
    void require_beside(const std::string& path) const;

    /// Prints a remark on standard error and keeps it for the sidecar.
    void note(const std::string& remark);

    /// Writes the finished table to --out with its sidecar, or to standard output.
    void finish(const Table& table) const;

    /// A second table of the same run, with its sidecar.
    void write_beside(const Table& table, const std::string& path) const;

    /// Path of the table whose part is kept; empty where there can be none.
    std::string part_target() const;

    /// The units that an interrupted run finished, if --resume was given. Throws std::invalid_argument if
    /// --resume was given without --out, the part was made by other parameters, or there is a part and
    /// neither --resume nor --overwrite was given.
    std::map<std::string, CsvText> open_part(Part& part, const LongRunOptions& options);

    /// Does the work to its end, tables written, and removes the part. If the work is interrupted or fails
    /// at run time, leaves the part with what was finished; Interrupted then says how to continue.
    void work_with_part(Part& part, const std::function<void()>& work) const;

  private:
    Provenance provenance() const;
    Interrupted interrupted(const Part& part) const;

    std::vector<std::string> command_;
    TableOptions options_;
    bool cuda_;
    std::vector<std::string> notes_;
    Stopwatch watch_;
};

/// The command line that continues this one after an interruption.
std::string continuing_command(const std::vector<std::string>& command);

/// Writes text to standard output, nothing while captured; throws std::runtime_error if it does not arrive.
void print_output(const std::string& text);

/// What a subcommand needs besides its own options: the words of the command line, for sidecars and reports.
using Command = std::shared_ptr<const std::vector<std::string>>;

// Each adds one subcommand whose callback does the work.
void add_mixture(const Parser& app, const Command& command);
void add_complexity(const Parser& app, const Command& command);
void add_thresholds(const Parser& app, const Command& command);
void add_count(const Parser& app, const Command& command);
void add_descend(const Parser& app, const Command& command);
void add_train(const Parser& app, const Command& command);
void add_depth(const Parser& app, const Command& command);
void add_compare(const Parser& app, const Command& command);
void add_plot(const Parser& app);
void add_report(const Parser& app, const Command& command);
void add_reproduce(const Parser& app);
void add_info(const Parser& app);
void add_sweep(const Parser& app, const Command& command);

}  // namespace glasscape::cli
