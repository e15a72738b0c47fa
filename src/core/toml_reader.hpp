// Strict reading of a TOML table: every key is known, has its type, and lies in its range.
#pragma once

#include <functional>
#include <initializer_list>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

namespace glasscape {

/// Parses text; a syntax error becomes std::invalid_argument with line and column.
toml::table parse_toml(const std::string& text, const std::string& origin);

class TomlReader {
  public:
    /// `where` names the table in messages, "" for the top level.
    TomlReader(const toml::table& table, std::string origin, std::string where)
        : table_(table), origin_(std::move(origin)), where_(std::move(where)) {}

    void read(std::string_view key, std::string& value);
    void read(std::string_view key, bool& value);
    void read(std::string_view key, double& value, double low, double high);
    void read(std::string_view key, std::int64_t& value, std::int64_t low, std::int64_t high);
    void read(std::string_view key, int& value, int low, int high);
    void read(std::string_view key, std::vector<std::int64_t>& value, std::int64_t low, std::int64_t high);

    void read(std::string_view key, std::vector<std::string>& value);

    /// A word among `choices`, turned into the value beside it.
    template <class T>
    void read_choice(std::string_view key, T& value,
                     std::initializer_list<std::pair<std::string_view, T>> choices) {
        std::string word;
        read(key, word);
        if (!has(key)) return;
        std::vector<std::string_view> names;
        for (const auto& [name, meaning] : choices) {
            if (name == word) {
                value = meaning;
                return;
            }
            names.push_back(name);
        }
        fail(table_.get(key)->source(),
             fmt::format("{} = \"{}\" is not known: there are {}", key, word, fmt::join(names, ", ")));
    }

    bool has(std::string_view key) const { return table_.contains(key); }

    const std::string& origin() const { return origin_; }

    /// The node under this key, for the caller to read; null if absent.
    const toml::node* node(std::string_view key) { return find(key); }

    /// The table under this key as a reader of its own, given to `use`; absent: nothing.
    void read_table(std::string_view key, const std::function<void(TomlReader&)>& use);

    /// The same for each table of [[key]].
    void read_tables(std::string_view key, const std::function<void(TomlReader&)>& use);

    /// Where the table stands.
    const toml::source_region& place() const { return table_.source(); }

    /// Throws for a key that nobody read.
    void finish() const;

    [[noreturn]] void fail(const toml::source_region& at, const std::string& what) const;

  private:
    const toml::node* find(std::string_view key);

    const toml::table& table_;
    std::string origin_;
    std::string where_;
    std::set<std::string, std::less<>> known_;
};

/// A parameter's value as text: "pure:3", "5", "0.5", "true". Throws through `reader` for anything else.
std::string parameter_text(const TomlReader& reader, const std::string& name, const toml::node& node);

}  // namespace glasscape
