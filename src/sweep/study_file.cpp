#include "glasscape/sweep/study_file.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "glasscape/table/csv.hpp"

#include "core/toml_reader.hpp"
#include "sweep/embedded_studies.hpp"
#include "sweep/study_axes.hpp"
#include "sweep/study_reader.hpp"

namespace glasscape {
namespace {

// Parameters that the study file, the program or the store decide.
const std::set<std::string, std::less<>> reserved{"seed",     "out",    "threads", "backend",  "help",
                                                  "progress", "resume", "dry-run", "overwrite"};

// Second tables are files on the command line; which table a study takes is a key of it.
bool names_a_table(const RowCommand& command, const std::string& option) {
    return command.folder.empty() && std::any_of(command.tables.begin() + 1, command.tables.end(),
                                                 [&](const auto& table) { return table.name == option; });
}

constexpr std::size_t max_points = 1'000'000'000;

// Everything of a study file with its places, before names are checked.
struct Draft {
    std::map<std::string, toml::source_region> places;  // of parameters and axes
    Study study;
};

const RowCommand& find_command(TomlReader& reader, const std::vector<RowCommand>& commands) {
    if (!reader.has("run"))
        reader.fail({}, "'run' is missing: name the subcommand, such as run = \"complexity\"");
    std::string name;
    reader.read("run", name);
    std::vector<std::string> names;
    for (const auto& command : commands) {
        if (command.name == name) return command;
        names.push_back(command.name);
    }
    reader.fail(reader.node("run")->source(),
                fmt::format("run = \"{}\" is no subcommand that makes rows: there are {}", name,
                            fmt::join(names, ", ")));
}

std::string find_table(TomlReader& reader, const RowCommand& command) {
    std::string name = command.tables.front().name;
    reader.read("table", name);
    std::vector<std::string> names;
    for (const auto& table : command.tables) {
        if (table.name == name) return name;
        names.push_back(table.name);
    }
    reader.fail(reader.node("table")->source(), fmt::format("'{}' makes no table \"{}\": there are {}",
                                                            command.name, name, fmt::join(names, ", ")));
}

void put(std::vector<std::pair<std::string, std::string>>& list, const std::string& name,
         const std::string& value) {
    for (auto& [key, text] : list)
        if (key == name) {
            text = value;
            return;
        }
    list.emplace_back(name, value);
}

// A value, or a list of values, one a line.
std::string texts_of(const TomlReader& reader, const std::string& name, const toml::node& node) {
    const auto* list = node.as_array();
    if (list == nullptr) return parameter_text(reader, name, node);
    if (list->empty()) reader.fail(node.source(), fmt::format("{} is an empty list", name));
    std::string texts;
    for (const auto& item : *list)
        texts += (texts.empty() ? "" : "\n") + parameter_text(reader, name, item);
    return texts;
}

void read_fixed(TomlReader& reader, Draft& draft, bool quick) {
    const auto* node = reader.node("fixed");
    if (node == nullptr) return;
    const auto* table = node->as_table();
    if (table == nullptr) reader.fail(node->source(), "fixed must be a table, [fixed]");
    const TomlReader fixed(*table, reader.origin(), quick ? "quick.fixed" : "fixed");
    for (const auto& [key, value] : *table) {
        const std::string name(key.str());
        put(draft.study.fixed, name, texts_of(fixed, name, value));
        draft.places[name] = key.source();
    }
}

void note_places(Draft& draft, const toml::table& grid) {
    for (const auto& [key, value] : grid)
        draft.places[std::string(key.str())] = key.source();
}

void read_axes(TomlReader& reader, Draft& draft) {
    if (const auto* node = reader.node("grid")) {
        const auto* table = node->as_table();
        if (table == nullptr) reader.fail(node->source(), "grid must be a table, [grid]");
        draft.study.axes = read_grid(*table, reader.origin(), "grid");
        note_places(draft, *table);
    }
    if (const auto* node = reader.node("zip"))
        for (auto& zip : read_zips(*node, reader.origin()))
            draft.study.axes.push_back(std::move(zip));
    if (const auto* list = reader.node("zip") ? reader.node("zip")->as_array() : nullptr)
        for (const auto& item : *list)
            note_places(draft, *item.as_table());
}

// What --quick replaces.
void read_quick(TomlReader& reader, Draft& draft, bool apply) {
    reader.read_table("quick", [&](TomlReader& quick) {
        Draft changed;
        changed.study = draft.study;
        changed.places = draft.places;
        quick.read("repeats", changed.study.repeats, 1, 1'000'000);
        read_fixed(quick, changed, true);
        if (const auto* node = quick.node("grid")) {
            const auto* table = node->as_table();
            if (table == nullptr) quick.fail(node->source(), "grid must be a table, [quick.grid]");
            for (auto& axis : read_grid(*table, quick.origin(), "quick.grid")) {
                auto& axes = changed.study.axes;
                const auto old = std::find_if(axes.begin(), axes.end(),
                                              [&](const StudyAxis& a) { return a.names == axis.names; });
                if (old == axes.end())
                    quick.fail(node->source(),
                               fmt::format("there is no axis '{}' in [grid] to replace", axis.names.front()));
                *old = std::move(axis);
            }
        }
        if (const auto* node = quick.node("zip")) {
            std::erase_if(changed.study.axes, [](const StudyAxis& axis) { return axis.names.size() > 1; });
            for (auto& zip : read_zips(*node, quick.origin()))
                changed.study.axes.push_back(std::move(zip));
        }
        if (apply) draft = std::move(changed);
    });
}

// Names in braces in a text, with the text between them left as it is.
std::vector<std::string> placeholders(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        const auto end = text.find('}', at);
        if (end == std::string::npos) break;
        names.push_back(text.substr(at + 1, end - at - 1));
    }
    return names;
}

std::set<std::string> names_of_axes(const Study& study) {
    std::set<std::string> names;
    for (const auto& axis : study.axes)
        names.insert(axis.names.begin(), axis.names.end());
    return names;
}

std::set<std::string> names_in_braces(const Study& study) {
    std::set<std::string> names;
    for (const auto& [key, text] : study.fixed)
        for (const auto& name : placeholders(text))
            names.insert(name);
    return names;
}

void require_parameter(const TomlReader& reader, const Draft& draft, const std::string& name) {
    const auto& command = draft.study.command;
    if (names_a_table(command, name) && !reserved.contains(name))
        reader.fail(draft.places.at(name),
                    fmt::format("'{}' names a file: say which table with the key table of the study", name));
    if (reserved.contains(name))
        reader.fail(draft.places.at(name),
                    fmt::format("'{}' is not a parameter of a point: seed and threads are keys of the study, "
                                "the rest belongs to the command line",
                                name));
    const auto& known = draft.study.parameter_names;
    if (known.contains(name)) return;
    reader.fail(draft.places.at(name), fmt::format("'{}' is no parameter of '{}' and stands in no {{{}}} of "
                                                   "[fixed]: there are {}",
                                                   name, command.name, name, fmt::join(known, ", ")));
}

void require_names(const TomlReader& reader, const Draft& draft) {
    const auto axes = names_of_axes(draft.study);
    std::size_t count = 0;
    for (const auto& axis : draft.study.axes)
        count += axis.names.size();
    for (const auto& [key, text] : draft.study.fixed) {
        require_parameter(reader, draft, key);
        if (axes.contains(key))
            reader.fail(draft.places.at(key), fmt::format("'{}' is both fixed and an axis", key));
        for (const auto& name : placeholders(text))
            if (!axes.contains(name))
                reader.fail(draft.places.at(key),
                            fmt::format("{{{}}} in '{}' is no axis: axes are {}", name, key,
                                        axes.empty() ? "none" : fmt::format("{}", fmt::join(axes, ", "))));
    }
    if (count != axes.size()) reader.fail({}, "an axis stands in [grid] and [[zip]] more than once");
    const auto used = names_in_braces(draft.study);
    for (const auto& name : axes)
        if (!used.contains(name)) require_parameter(reader, draft, name);
    const auto call = draft.study.command.make();
    for (const auto& parameter : call.parameters.list())
        if (parameter.required && !axes.contains(parameter.name) &&
            std::none_of(draft.study.fixed.begin(), draft.study.fixed.end(),
                         [&](const auto& entry) { return entry.first == parameter.name; }))
            reader.fail({}, fmt::format("'{}' needs {}: give it in [fixed] or as an axis",
                                        draft.study.command.name, parameter.name));
}

void require_countable(const TomlReader& reader, const Study& study) {
    std::size_t count = static_cast<std::size_t>(study.repeats);
    for (const auto& axis : study.axes) {
        if (axis.size() > max_points / count)
            reader.fail({}, fmt::format("the grid has more than {} points: make it coarser", max_points));
        count *= axis.size();
    }
}

}  // namespace

std::vector<std::string> ready_studies() {
    std::vector<std::string> names;
    for (const auto& [file, content] : embedded_studies())
        names.push_back(file.substr(0, file.size() - std::string(".toml").size()));
    return names;
}

std::string study_text(const std::string& name_or_file) {
    if (name_or_file.ends_with(".toml")) return read_file(name_or_file);
    const auto found = embedded_studies().find(name_or_file + ".toml");
    if (found == embedded_studies().end())
        throw std::invalid_argument(
            fmt::format("there is no study '{}': ready ones are {}; a file of your own must end in .toml",
                        name_or_file, fmt::join(ready_studies(), ", ")));
    return found->second;
}

bool is_plain_name(const std::string& name) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.';
    };
    return !name.empty() && name[0] != '-' && name[0] != '.' && std::all_of(name.begin(), name.end(), plain);
}

Study read_study(TomlReader& reader, bool quick, const std::vector<RowCommand>& commands,
                 const std::function<void(TomlReader&)>& read_more) {
    Draft draft;
    auto& study = draft.study;
    reader.read("name", study.name);
    if (!is_plain_name(study.name))
        reader.fail(
            reader.has("name") ? reader.node("name")->source() : reader.place(),
            "a study needs a name of letters, digits, '_', '-' and '.', such as name = \"beta-scan\"");
    reader.read("question", study.question);
    study.command = find_command(reader, commands);
    const auto call = study.command.make();
    for (const auto& parameter : call.parameters.list())
        study.parameter_names.insert(parameter.name);
    study.table = find_table(reader, study.command);
    std::int64_t seed = 1;
    reader.read("seed", seed, 0, std::int64_t{1} << 62);
    study.seed = static_cast<std::uint64_t>(seed);
    reader.read("repeats", study.repeats, 1, 1'000'000);
    reader.read("threads", study.threads, 1, 1024);
    reader.read("memory_gib", study.memory_gib, 0.0, 1e6);
    read_fixed(reader, draft, false);
    read_axes(reader, draft);
    read_quick(reader, draft, quick);
    study.quick = quick;
    if (read_more) read_more(reader);
    reader.finish();
    require_names(reader, draft);
    require_countable(reader, study);
    return study;
}

Study parse_study(const std::string& text, const std::string& origin, bool quick,
                  const std::vector<RowCommand>& commands,
                  const std::function<void(TomlReader&)>& read_more) {
    const auto document = parse_toml(text, origin);
    TomlReader reader(document, origin, "");
    if (quick && !reader.has("quick"))
        reader.fail({}, "there is no [quick]: run the study without --quick, or say what is smaller");
    return read_study(reader, quick, commands, read_more);
}

}  // namespace glasscape
