// The command-line parser as the subcommands see it. CLI11 does the work, behind this header: its own costs
// the compiler ten seconds in every file that includes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace glasscape::cli {

/// An option of a subcommand; a handle, owned by the parser.
class Option {
  public:
    explicit Option(CLI::Option* option) : option_(option) {}

    Option required() const;
    /// Help shows the value that the variable has now.
    Option shows_default() const;
    Option range(std::int64_t lowest, std::int64_t highest) const;
    Option one_of(const std::vector<std::string>& values) const;
    /// Not together with that option.
    Option excludes(const std::string& name) const;
    /// May be given without a value.
    Option value_is_optional() const;
    bool given() const;

  private:
    CLI::Option* option_;
};

/// The parser of the program or of one subcommand; a handle, owned by the program's.
class Parser {
  public:
    explicit Parser(CLI::App* app) : app_(app) {}

    Parser add_subcommand(const std::string& name, const std::string& description) const;
    void require_subcommand() const;
    /// T: std::string, int, std::int64_t, std::uint64_t, double, std::optional of one of them, or a vector of
    /// strings.
    template <class T>
    Option add_option(const std::string& name, T& value, const std::string& help) const;
    Option add_flag(const std::string& name, bool& value, const std::string& help) const;
    /// Columns and examples, below the options.
    void footer(const std::string& text) const;
    void callback(std::function<void()> action) const;

  private:
    CLI::App* app_;
};

/// What a subcommand takes.
struct Parameters {
    std::vector<std::string> arguments;  ///< "SPEC"
    std::vector<std::string> options;    ///< long names without dashes
    std::vector<std::string> flags;      ///< those of them that take no value
};

/// The parameters of a subcommand ("compare depth") among those that `add_subcommands` adds.
Parameters parameters_of(const std::string& subcommand,
                         const std::function<void(const Parser&)>& add_subcommands);

/// Whether the parser only checks the arguments of this thread from now on, and calls nothing.
void set_check_only(bool check_only);

/// Parses the arguments and calls the callback of the subcommand that they name. `add_subcommands` adds all
/// of them. Throws std::invalid_argument with a sentence for a usage error.
void parse_and_run(const std::string& description, const std::string& version,
                   const std::function<void(const Parser&)>& add_subcommands,
                   const std::vector<std::string>& arguments);

}  // namespace glasscape::cli
