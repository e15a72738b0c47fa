#include "glasscape/table/table.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace glasscape {
namespace {

bool fits(const Cell& cell, ColumnType type) {
    if (std::holds_alternative<std::monostate>(cell)) return true;
    switch (type) {
        case ColumnType::integer:
            return std::holds_alternative<std::int64_t>(cell);
        case ColumnType::real:
            return std::holds_alternative<double>(cell) && !std::isnan(std::get<double>(cell));
        case ColumnType::boolean:
            return std::holds_alternative<bool>(cell);
        case ColumnType::text:
            return std::holds_alternative<std::string>(cell);
    }
    return false;
}

std::size_t place_of(const Table& table, const std::string& column) {
    for (std::size_t i = 0; i < table.columns().size(); ++i)
        if (table.columns()[i].name == column) return i;
    throw std::logic_error(fmt::format("a table has no column {}", column));
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add_row(std::vector<Cell> cells) {
    if (cells.size() != columns_.size())
        throw std::logic_error(
            fmt::format("a row of {} cells for {} columns", cells.size(), columns_.size()));
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (!fits(cells[i], columns_[i].type))
            throw std::logic_error(
                fmt::format("cell of the wrong type, or NaN, in column {}", columns_[i].name));
    rows_.push_back(std::move(cells));
}

void Table::append(const Table& rows) {
    for (const auto& row : rows.rows())
        add_row(row);
}

Table beside(const Table& left, const Table& right, const std::string& key) {
    const auto in_left = place_of(left, key);
    const auto in_right = place_of(right, key);
    auto columns = left.columns();
    for (std::size_t i = 0; i < right.columns().size(); ++i)
        if (i != in_right) columns.push_back(right.columns()[i]);
    Table table(columns);
    for (const auto& row : left.rows()) {
        auto cells = row;
        const auto same = std::find_if(right.rows().begin(), right.rows().end(),
                                       [&](const auto& other) { return other[in_right] == row[in_left]; });
        for (std::size_t i = 0; i < right.columns().size(); ++i)
            if (i != in_right) cells.push_back(same == right.rows().end() ? Cell{} : (*same)[i]);
        table.add_row(std::move(cells));
    }
    return table;
}

bool same_names(const std::vector<Column>& a, const std::vector<Column>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Column& x, const Column& y) { return x.name == y.name; });
}

Cell cell_or_empty(double value) {
    if (std::isnan(value)) return std::monostate{};
    return value;
}

}  // namespace glasscape
