#include "sweep/study_axes.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

constexpr std::int64_t max_axis_steps = 10'000'000;

ColumnType type_of(const toml::node& node) {
    return node.is_integer()          ? ColumnType::integer
           : node.is_floating_point() ? ColumnType::real
           : node.is_boolean()        ? ColumnType::boolean
                                      : ColumnType::text;
}

// Mixed lists: whole numbers beside reals are reals, anything else beside another is text.
ColumnType common_type(ColumnType a, ColumnType b) {
    if (a == b) return a;
    const auto number = [](ColumnType t) { return t == ColumnType::integer || t == ColumnType::real; };
    return number(a) && number(b) ? ColumnType::real : ColumnType::text;
}

struct Range {
    double from = 0.0;
    double to = 0.0;
    std::int64_t steps = 0;
    std::string spacing = "linear";
    bool whole = false;
};

Range read_range(const TomlReader& outer, const std::string& name, const toml::table& table) {
    Range range;
    TomlReader reader(table, outer.origin(), "grid." + name);
    for (const auto* key : {"from", "to", "steps"})
        if (!reader.has(key))
            reader.fail(
                table.source(),
                fmt::format("'{}' is missing: a range has from, to and steps, and may have spacing", key));
    constexpr double large = 1e300;
    reader.read("from", range.from, -large, large);
    reader.read("to", range.to, -large, large);
    reader.read("steps", range.steps, 1, max_axis_steps);
    reader.read_choice<std::string>("spacing", range.spacing, {{"linear", "linear"}, {"log", "log"}});
    reader.finish();
    if (range.steps == 1 && range.from != range.to)
        reader.fail(table.source(), "one step needs from = to: give steps >= 2 or a list of one value");
    if (range.spacing == "log" && !(range.from > 0.0 && range.to > 0.0))
        reader.fail(table.source(), "logarithmic spacing needs from > 0 and to > 0");
    range.whole = table.get("from")->is_integer() && table.get("to")->is_integer();
    return range;
}

// A place that comes twice would be one point counted as two.
void require_different(const TomlReader& reader, const StudyAxis& axis, const toml::source_region& source) {
    std::set<std::vector<std::string>> seen;
    for (std::size_t i = 0; i < axis.size(); ++i) {
        std::vector<std::string> place;
        for (std::size_t a = 0; a < axis.names.size(); ++a) {
            const auto& text = axis.values[a][i];
            const auto number = axis.types[a] == ColumnType::text ? std::nullopt : parse_real(text);
            place.push_back(number ? fmt::format("{}", *number) : text);
        }
        if (!seen.insert(place).second)
            reader.fail(source, fmt::format("{} has the value {} twice", fmt::join(axis.names, ", "),
                                            fmt::join(place, ", ")));
    }
}

// Twelve digits: the logarithm of another machine's library must not make another point.
double rounded(double value) {
    return *parse_real(fmt::format("{:.12g}", value));
}

double range_value(const Range& range, std::int64_t i) {
    if (i == 0) return range.from;
    if (i == range.steps - 1) return range.to;
    const double share = static_cast<double>(i) / static_cast<double>(range.steps - 1);
    return rounded(range.spacing == "log"
                       ? std::exp(std::log(range.from) + share * (std::log(range.to) - std::log(range.from)))
                       : range.from + share * (range.to - range.from));
}

StudyAxis axis_of_range(const std::string& name, const Range& range) {
    std::vector<double> values;
    for (std::int64_t i = 0; i < range.steps; ++i)
        values.push_back(range_value(range, i));
    const bool whole =
        range.whole && std::all_of(values.begin(), values.end(), [](double v) { return v == std::rint(v); });
    StudyAxis axis{{name}, {whole ? ColumnType::integer : ColumnType::real}, {{}}};
    for (const double value : values)
        axis.values.front().push_back(whole ? fmt::format("{:.0f}", value) : fmt::format("{}", value));
    return axis;
}

}  // namespace

StudyAxis read_axis(const TomlReader& reader, const std::string& name, const toml::node& node) {
    if (const auto* range = node.as_table()) return axis_of_range(name, read_range(reader, name, *range));
    const auto* list = node.as_array();
    if (list == nullptr)
        reader.fail(node.source(), fmt::format("{} must be a list or {{ from, to, steps }}", name));
    if (list->empty())
        reader.fail(node.source(), fmt::format("{} is empty: an axis has at least one value", name));
    StudyAxis axis{{name}, {type_of(*list->get(0))}, {{}}};
    for (const auto& item : *list) {
        axis.types.front() = common_type(axis.types.front(), type_of(item));
        axis.values.front().push_back(parameter_text(reader, name, item));
    }
    return axis;
}

namespace {

// The axes of a table in the order in which they stand there.
std::vector<StudyAxis> axes_in_order(const toml::table& grid, const std::string& origin,
                                     const std::string& where) {
    std::vector<std::pair<toml::source_position, StudyAxis>> found;
    const TomlReader reader(grid, origin, where);
    for (const auto& [key, node] : grid)
        found.emplace_back(key.source().begin, read_axis(reader, std::string(key.str()), node));
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<StudyAxis> axes;
    for (auto& [position, axis] : found)
        axes.push_back(std::move(axis));
    return axes;
}

}  // namespace

std::vector<StudyAxis> read_grid(const toml::table& grid, const std::string& origin,
                                 const std::string& where) {
    auto axes = axes_in_order(grid, origin, where);
    const TomlReader reader(grid, origin, where);
    for (const auto& axis : axes)
        require_different(reader, axis, grid.get(axis.names.front())->source());
    return axes;
}

std::vector<StudyAxis> read_zips(const toml::node& node, const std::string& origin) {
    std::vector<StudyAxis> zips;
    const toml::table none;
    const TomlReader reader(none, origin, "zip");
    const auto* list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables())
        reader.fail(node.source(), "zip must be tables, [[zip]], each with axes of equal length");
    for (const auto& item : *list) {
        StudyAxis zip;
        for (auto& axis : axes_in_order(*item.as_table(), origin, "zip")) {
            if (!zip.names.empty() && axis.size() != zip.size())
                reader.fail(item.source(),
                            fmt::format("'{}' has {} values and '{}' has {}: axes of one "
                                        "[[zip]] have the same length",
                                        axis.names.front(), axis.size(), zip.names.front(), zip.size()));
            zip.names.push_back(axis.names.front());
            zip.types.push_back(axis.types.front());
            zip.values.push_back(std::move(axis.values.front()));
        }
        if (zip.names.empty()) reader.fail(item.source(), "an empty [[zip]]: give it axes");
        require_different(reader, zip, item.source());
        zips.push_back(std::move(zip));
    }
    return zips;
}

}  // namespace glasscape
