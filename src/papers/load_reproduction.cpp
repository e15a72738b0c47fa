#include <stdexcept>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "glasscape/papers/reproduction.hpp"

#include "papers/embedded_papers.hpp"

namespace glasscape {
namespace {

std::string text(const toml::table& table, std::string_view key) {
    return table[key].value_or(std::string());
}

std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> list;
    if (const auto* array = table[key].as_array())
        for (const auto& item : *array)
            list.push_back(item.value_or(std::string()));
    return list;
}

// Calls use(table) for each table of an array of tables.
template <class Use>
void each(const toml::table& table, std::string_view key, const Use& use) {
    if (const auto* array = table[key].as_array())
        for (const auto& item : *array)
            if (const auto* part = item.as_table()) use(*part);
}

Check read_check(const toml::table& table) {
    Check check;
    check.says = text(table, "says");
    check.table = text(table, "table");
    check.column = text(table, "column");
    if (const auto* where = table["where"].as_table())
        for (const auto& [key, value] : *where)
            check.where.emplace_back(key.str(), value.value_or(std::string()));
    const auto reduce = text(table, "reduce");
    check.reduce = reduce == "largest"    ? Check::Reduce::largest
                   : reduce == "smallest" ? Check::Reduce::smallest
                                          : Check::Reduce::only;
    check.tolerance = table["tolerance"].value_or(0.0);
    if (const auto below = table["below"].value<double>()) {
        check.compare = Check::Compare::below;
        check.expected = *below;
    } else if (const auto above = table["above"].value<double>()) {
        check.compare = Check::Compare::above;
        check.expected = *above;
    } else {
        check.expected = table["equals"].value_or(0.0);
    }
    return check;
}

Entry read_entry(const toml::table& table, bool full) {
    Entry entry;
    entry.id = text(table, "id");
    entry.title = text(table, "title");
    entry.says = text(table, "says");
    entry.procedure = text(table, full && table.contains("full_procedure") ? "full_procedure" : "procedure");
    entry.show_tables = table["show_tables"].value_or(false);
    entry.commands = texts(table, full && table.contains("full_commands") ? "full_commands" : "commands");
    each(table, "figure", [&](const toml::table& figure) {
        entry.figures.push_back(
            {text(figure, "table"), text(figure, "image"), text(figure, "template"), text(figure, "title")});
    });
    return entry;
}

}  // namespace

Reproduction load_reproduction(const std::string& name, bool full) {
    const auto found = embedded_papers().find(name + ".toml");
    if (found == embedded_papers().end()) {
        std::string names;
        for (const auto& [file, content] : embedded_papers())
            names += (names.empty() ? "" : ", ") + file.substr(0, file.size() - 5);
        throw std::invalid_argument(fmt::format("there is no study '{}'; studies are {}", name, names));
    }
    const auto table = toml::parse(found->second);
    Reproduction reproduction{name, text(table, "title"), text(table, "about"), full, {}, {}};
    each(table, "entry",
         [&](const toml::table& entry) { reproduction.entries.push_back(read_entry(entry, full)); });
    each(table, "claim", [&](const toml::table& part) {
        Claim claim{
            text(part, "name"), text(part, "says"), text(part, "conditions"), text(part, "entry"), {}};
        each(part, "check", [&](const toml::table& check) { claim.checks.push_back(read_check(check)); });
        reproduction.claims.push_back(std::move(claim));
    });
    return reproduction;
}

}  // namespace glasscape
