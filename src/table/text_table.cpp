#include "glasscape/table/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"

namespace glasscape {
namespace {

std::string shown(const Cell& cell) {
    const auto* number = std::get_if<double>(&cell);
    return number != nullptr && std::isfinite(*number) ? fmt::format("{:.6g}", *number) : cell_text(cell);
}

/// Characters, not bytes.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

struct ShownColumn {
    std::string name;
    std::vector<std::string> cells;
    bool to_the_right;
    std::size_t width;
};

ShownColumn column_of(const Table& table, std::size_t place) {
    const auto& column = table.columns()[place];
    ShownColumn shown_column{column.name,
                             {},
                             column.type == ColumnType::integer || column.type == ColumnType::real,
                             width_of(column.name)};
    for (const auto& row : table.rows()) {
        shown_column.cells.push_back(shown(row[place]));
        shown_column.width = std::max(shown_column.width, width_of(shown_column.cells.back()));
    }
    return shown_column;
}

std::string padded_to(const std::string& text, std::size_t width, bool to_the_right) {
    const std::string space(width - std::min(width, width_of(text)), ' ');
    return to_the_right ? space + text : text + space;
}

std::string without_trailing_spaces(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

std::string block(const std::vector<ShownColumn>& columns, std::size_t rows) {
    std::string header;
    for (const auto& column : columns)
        header += padded_to(column.name, column.width, column.to_the_right) + "  ";
    std::string text = without_trailing_spaces(header);
    for (std::size_t i = 0; i < rows; ++i) {
        std::string line;
        for (const auto& column : columns)
            line += padded_to(column.cells[i], column.width, column.to_the_right) + "  ";
        text += without_trailing_spaces(line);
    }
    return text;
}

}  // namespace

std::string to_text_table(const Table& table, int width) {
    std::string above;
    std::string absent;
    std::vector<std::vector<ShownColumn>> blocks(1);
    int used = 0;
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        auto column = column_of(table, i);
        const bool common = table.rows().size() > 1 &&
                            std::all_of(column.cells.begin(), column.cells.end(),
                                        [&](const auto& cell) { return cell == column.cells.front(); });
        if (!table.rows().empty() && std::all_of(column.cells.begin(), column.cells.end(),
                                                 [](const auto& cell) { return cell.empty(); })) {
            absent += (absent.empty() ? "" : ", ") + column.name;
            continue;
        }
        if (common) {
            above += fmt::format("{}: {}\n", column.name, column.cells.front());
            continue;
        }
        const int more = static_cast<int>(column.width) + 2;
        if (used > 0 && used + more > width) {
            blocks.emplace_back();
            used = 0;
        }
        used += more;
        blocks.back().push_back(std::move(column));
    }
    std::string text = above;
    for (const auto& columns : blocks)
        if (!columns.empty()) text += (text.empty() ? "" : "\n") + block(columns, table.rows().size());
    if (!absent.empty()) text += fmt::format("\nno values: {}\n", absent);
    return text;
}

std::string to_json(const Table& table) {
    using Json = nlohmann::ordered_json;
    const auto value = [](const Cell& cell) -> Json {
        if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
        if (const auto* truth = std::get_if<bool>(&cell)) return *truth;
        if (const auto* text = std::get_if<std::string>(&cell)) return *text;
        if (const auto* number = std::get_if<double>(&cell))
            return std::isfinite(*number) ? Json(*number) : Json(cell_text(cell));
        return nullptr;
    };
    Json rows = Json::array();
    for (const auto& row : table.rows()) {
        Json object = Json::object();
        for (std::size_t i = 0; i < row.size(); ++i)
            object[table.columns()[i].name] = value(row[i]);
        rows.push_back(std::move(object));
    }
    return Json{{"columns", Json::parse(columns_json(table.columns()))}, {"rows", rows}}.dump(1) + "\n";
}

}  // namespace glasscape
