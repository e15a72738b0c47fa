// The command-line parser as the subcommands see it. CLI11 does the work, behind this header: its own costs
// the compiler ten seconds in every file that includes it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "glasscape/core/command_parameters.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace glasscape::cli {

/// The parser of the program or of one subcommand; a handle, owned by the program's.
class Parser {
  public:
    explicit Parser(CLI::App* app) : app_(app) {}

    Parser add_subcommand(const std::string& name, const std::string& description) const;
    /// The subcommand of this name, added if there is none.
    Parser group(const std::string& name, const std::string& description) const;
    void require_subcommand() const;
    /// Takes these parameters; they must outlive the parser.
    void take(CommandParameters& parameters) const;
    /// Columns and examples, below the options.
    void footer(const std::string& text) const;
    void callback(std::function<void()> action) const;

  private:
    CLI::App* app_;
};

/// Parses the arguments and calls the callback of the subcommand that they name. `add_subcommands` adds all
/// of them. Throws std::invalid_argument with a sentence for a usage error.
void parse_and_run(const std::string& description, const std::string& version,
                   const std::function<void(const Parser&)>& add_subcommands,
                   const std::vector<std::string>& arguments);

}  // namespace glasscape::cli
