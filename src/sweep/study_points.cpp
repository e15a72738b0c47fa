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
PointId identity_of(const Study& study, const StudyPoint& point) {
    auto parameters = point.parameters;
    for (const auto& [key, content] : point.contents)
        parameters[key] = content;
    const nlohmann::json text{{"run", study.command.name},
                              {"table", study.table},
                              {"parameters", parameters},
                              {"seed", point.seed}};
    return hash_of(text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
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

    for (const auto& [key, text] : fixed)
        point.parameters[key] = filled(text, values);
    for (const auto& [axis, value] : values)
        if (parameter_names.contains(axis)) point.parameters[axis] = value;
    if (command.contents) point.contents = command.contents(point.parameters);
    point.id = identity_of(*this, point);
    return point;
}

std::vector<std::string> command_words(const Study& study, const StudyPoint& point) {
    auto words = command_words(study.command, point.parameters);
    if (!study.command.folder.empty())
        words.push_back("--out=" + study.name);
    else if (study.table != study.command.tables.front().name)
        words.push_back(fmt::format("--{0}={0}", study.table));
    words.push_back(fmt::format("--seed={}", point.seed));
    return words;
}

}  // namespace glasscape
