// CommandParameters of a command: each named, explained and bounded once, for the command line, study files
// and Python alike.
//
//     int size = 0;
//     CommandParameters parameters;
//     parameters.add("size", size, "number of spins N").within(2, 1000).require();
//     parameters.set("size", {"50"});
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glasscape {

/// One parameter, and the variable that it sets.
struct CommandParameter {
    std::string name;      ///< "size"; in capitals for an argument, "SPEC"
    std::string letter{};  ///< "q" for -q on the command line; empty: none
    std::string help;      ///< one line
    std::string type;      ///< "TEXT", "INT", "UINT", "FLOAT"; empty for a flag
    bool list = false;     ///< takes any number of values
    bool given = false;    ///< whether it was set
    bool shown = false;    ///< whether help shows the default
    bool required = false;
    bool value_optional = false;  ///< on the command line the name may stand alone
    std::optional<std::pair<std::int64_t, std::int64_t>> range{};
    std::vector<std::string> choices{};
    std::vector<std::string> excludes{};  ///< names of parameters that do not go with this one
    std::function<std::string()> text{};  ///< of the variable as it is now
    /// Sets the variable; gives back what is wrong with the text, or nothing.
    std::function<std::string(const std::vector<std::string>&)> assign{};

    bool is_argument() const;
    bool is_flag() const { return type.empty(); }

    CommandParameter& require();
    CommandParameter& short_as(std::string one_letter);
    CommandParameter& show_default();
    CommandParameter& within(std::int64_t lowest, std::int64_t highest);
    CommandParameter& one_of(std::vector<std::string> values);
    CommandParameter& exclude(std::string other);

    /// What is wrong with a text for one of its values by itself; empty if nothing is.
    std::string fault_in(const std::string& word) const;
};

class CommandParameters {
  public:
    /// T: std::string, bool (a flag), int, std::int64_t, std::uint64_t, double, std::optional of a number, or
    /// std::vector<std::string>. `value` must outlive this.
    template <class T>
    CommandParameter& add(std::string name, T& value, std::string help);

    const std::deque<CommandParameter>& list() const { return list_; }
    const CommandParameter* find(const std::string& name) const;

    /// Sets a parameter from text: numbers decimal, a flag "true" or "false". Throws std::invalid_argument
    /// with what is wrong: an unknown name, a text that is no such value, a value out of range.
    void set(const std::string& name, const std::vector<std::string>& words);

    /// Throws std::invalid_argument if a required parameter was not set, or two were that exclude each other.
    void require_complete() const;

  private:
    std::deque<CommandParameter> list_;  // elements stay where they are
};

/// "--size", or "SPEC".
std::string spelled(const CommandParameter& parameter);

}  // namespace glasscape
