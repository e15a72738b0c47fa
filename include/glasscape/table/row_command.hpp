// Row-making commands: what the command line, a study's point, a paper's entry and Python all call, with
// parameters. Only the outermost caller writes files.
//
//     RowCommand command = ...;                 // one of row_commands()
//     auto call = command.make();
//     call.parameters.set("SPEC", {"pure:3"});
//     CommandRun run({.seed = 1});
//     const auto result = perform(call, run);
//     result.tables.front().table               // the rows
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "glasscape/core/command_parameters.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/table/part.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// Work that several commands of one caller need: done once, kept by what made it. Thread-safe; one piece of
/// work waits for another.
class SharedWork {
  public:
    /// The value under `key`, which must name all that shapes it; made if it is not there.
    template <class T>
    std::shared_ptr<const T> get(const std::string& key, const std::function<T()>& make) {
        const std::lock_guard lock(mutex_);
        auto& kept = kept_[key];
        if (!kept.has_value()) kept = std::make_shared<const T>(make());
        return std::any_cast<std::shared_ptr<const T>>(kept);
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::any> kept_;
};

/// What a caller asks for besides the parameters.
struct RunSettings {
    std::uint64_t seed = 1;
    std::string backend = "auto";        ///< auto, cpu or cuda
    std::set<std::string> tables{};      ///< second tables that are wanted
    std::string out{};                   ///< file (or folder) that the caller will write; empty: none
    bool resume = false;                 ///< continue what an interrupted run left beside `out`
    bool overwrite = false;              ///< drop it
    std::vector<std::string> command{};  ///< words of the command line that would do the same
    std::function<void(const std::string&)> on_note{};  ///< hears each remark at once
    std::shared_ptr<SharedWork> shared = std::make_shared<SharedWork>();
};

/// One run of a command: what the caller asked for, and the remarks made on the way.
class CommandRun {
  public:
    explicit CommandRun(RunSettings settings) : settings_(std::move(settings)) {}

    const RunSettings& settings() const { return settings_; }
    std::uint64_t seed() const { return settings_.seed; }
    bool wants(const std::string& table) const { return settings_.tables.contains(table); }
    SharedWork& shared() { return *settings_.shared; }

    void note(const std::string& remark);
    const std::vector<std::string>& notes() const { return notes_; }

    /// Units of a long run by name, as an interrupted one left them.
    using Units = std::map<std::string, CsvText>;

    /// Does work that finishes unit by unit (rows of `columns`), keeping them in FILE.part beside the table;
    /// `work` is given what is finished already. If the work is interrupted or fails at run time, the part
    /// stays, and Interrupted says how to continue; it goes once the tables are delivered. Throws
    /// std::invalid_argument if a part was made by other parameters, or lies there and neither resume nor
    /// overwrite is set.
    void by_units(const Fingerprint& made_by, const std::vector<Column>& columns,
                  const std::function<void(Part&, const Units&)>& work);

    /// Writes the tables; if that fails the part of the run stays, else it goes.
    void deliver(const std::function<void()>& write);

    /// The command line that continues this run.
    std::string continuing_command() const;

  private:
    Units open_part();
    void keep_part_if_it_fails(const std::function<void()>& work);
    Interrupted interrupted() const;

    RunSettings settings_;
    std::vector<std::string> notes_;
    std::unique_ptr<Part> part_;
};

/// The command line that continues this one after an interruption.
std::string continuing_command(const std::vector<std::string>& command);

struct NamedTable {
    std::string name;
    Table table;
};

struct CommandResult {
    std::vector<NamedTable> tables{};            ///< the first is the main one
    std::map<std::string, std::string> files{};  ///< texts that belong beside the tables, by file name
    std::string text{};                          ///< lines for who watches, or instead of tables
    std::string failure{};                       ///< what makes the run a failed one, tables notwithstanding
};

/// A command with parameters of its own, all at their defaults.
struct CommandCall {
    CommandParameters parameters;
    std::function<void(const CommandRun&)> check{};  ///< throws std::invalid_argument; may be empty
    /// Lines on the memory and time it would take; throws std::invalid_argument if it is refused.
    std::function<std::vector<std::string>(CommandRun&)> plan{};
    std::function<CommandResult(CommandRun&)> run{};
};

/// A table that a command can make.
struct CommandTable {
    std::string name;  ///< "rows"; of a second table the name of the option for its file too
    std::string help;  ///< of that option; empty for the main table
};

/// Names and values of parameters as text; of a list, one a line.
using ParameterTexts = std::map<std::string, std::string>;

struct RowCommand {
    std::string name;         ///< "complexity", "compare counts"
    std::string description;  ///< one line
    std::string notes;        ///< columns and examples, for below the options
    std::vector<CommandTable> tables{{"rows", ""}};
    bool cuda = false;              ///< knows the CUDA backend
    std::string folder{};           ///< what the folder of its tables holds; empty: they are single files
    std::string kept_for_resume{};  ///< what an interrupted run leaves; empty: nothing
    std::function<CommandCall()> make;
    /// Of the parameters that name files, what the files hold (hashes). Throws std::invalid_argument naming a
    /// file that cannot be read. Empty: no parameter names a file.
    std::function<ParameterTexts(const ParameterTexts&)> contents{};
    /// What there is to choose from, for --list on the command line. Empty: nothing.
    std::function<Table()> choices{};
};

/// Sets parameters from their texts.
void set_parameters(CommandCall& call, const ParameterTexts& texts);

/// The words of the command line that calls the command with these parameters; defaults are left away.
std::vector<std::string> command_words(const RowCommand& command, const ParameterTexts& texts);

/// Checks the call and runs it.
CommandResult perform(CommandCall& call, CommandRun& run);

}  // namespace glasscape
