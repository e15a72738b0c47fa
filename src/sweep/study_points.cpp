// The points of a study: a place in the grid as a command line, and its identity.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/hash.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/sweep/study_file.hpp"

namespace glasscape {
namespace {

bool listed_in(const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

// The text with each {axis} replaced by its value; what a value holds is not looked through again.
std::string filled(const std::string& text, const std::vector<std::pair<std::string, std::string>>& values) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto& value) {
            return text.compare(at, value.first.size() + 2, "{" + value.first + "}") == 0;
        });
        if (found == values.end()) {
            out += text[at++];
        } else {
            out += found->second;
            at += found->first.size() + 2;
        }
    }
    return out;
}

// What a point is: everything but its place in the grid and the names of its files.
PointId identity_of(const Study& study, const StudyPoint& point, const StudyParameters& contents) {
    auto parameters = point.parameters;
    for (const auto& [key, content] : contents)
        parameters[key] = content;
    const nlohmann::json text{{"run", study.command.name},
                              {"table", study.table.name},
                              {"parameters", parameters},
                              {"seed", point.seed}};
    return hash_of(text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::vector<std::string> words_of(const StudyCommand& command) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < command.name.size();) {
        const auto end = std::min(command.name.find(' ', at), command.name.size());
        words.push_back(command.name.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

}  // namespace

std::size_t Study::size() const {
    auto count = static_cast<std::size_t>(repeats);
    for (const auto& axis : axes)
        count *= axis.size();
    return count;
}

std::vector<Column> Study::axis_columns() const {
    std::vector<Column> columns;
    for (const auto& axis : axes)
        for (std::size_t i = 0; i < axis.names.size(); ++i)
            columns.push_back({axis.names[i], axis.types[i], axis.types[i] == ColumnType::text ? "" : "1",
                               "axis of the study"});
    columns.push_back({"seed", ColumnType::integer, "1", "seed of the point"});
    return columns;
}

StudyPoint Study::point(std::size_t index) const {
    StudyPoint point;
    const auto repeat = index % static_cast<std::size_t>(repeats);
    point.seed = repeat == 0 ? seed : derived_seed(seed, Stream::repeat, repeat);
    index /= static_cast<std::size_t>(repeats);
    std::vector<std::size_t> positions(axes.size());
    for (std::size_t a = axes.size(); a-- > 0; index /= axes[a].size())
        positions[a] = index % axes[a].size();

    std::vector<std::pair<std::string, std::string>> values;
    for (std::size_t a = 0; a < axes.size(); ++a)
        for (std::size_t i = 0; i < axes[a].names.size(); ++i)
            values.emplace_back(axes[a].names[i], axes[a].values[i][positions[a]]);
    for (const auto& [axis, value] : values)
        point.axis_values.push_back(value);
    point.axis_values.push_back(fmt::format("{}", point.seed));

    auto& parameters = point.parameters;
    for (const auto& [key, text] : fixed)
        parameters[key] = filled(text, values);
    for (const auto& [axis, value] : values)
        if (listed_in(command.arguments, axis) || listed_in(command.options, axis)) parameters[axis] = value;

    point.arguments = words_of(command);
    for (const auto& key : command.arguments)
        point.arguments.push_back(parameters.at(key));
    for (const auto& [key, value] : parameters) {
        if (listed_in(command.arguments, key)) continue;
        const bool flag = listed_in(command.flags, key) && (value == "true" || value == "false");
        if (!flag) point.arguments.push_back(fmt::format("--{}={}", key, value));
        if (flag && value == "true") point.arguments.push_back("--" + key);
    }
    if (!table.argument.empty()) point.arguments.push_back(table.argument);
    point.arguments.push_back(fmt::format("--seed={}", point.seed));
    const auto contents = command.contents ? command.contents(parameters) : StudyParameters();
    point.id = identity_of(*this, point, contents);
    for (const auto& [key, content] : contents)
        parameters[key + ".content"] = content;
    return point;
}

}  // namespace glasscape
