#include "glasscape/table/csv.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

struct CellText {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(double value) const { return fmt::format("{}", value == 0.0 ? 0.0 : value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(const std::string& value) const { return value; }
};

// Reads one record starting at `position`; moves it past the line end and counts the lines passed.
std::vector<std::string> read_record(std::string_view text, std::size_t& position, int& line,
                                     const std::string& origin) {
    std::vector<std::string> fields(1);
    const int first_line = line;
    bool in_quotes = false;
    for (; position < text.size(); ++position) {
        const char c = text[position];
        if (c == '\n') ++line;
        if (in_quotes) {
            if (c != '"') {
                fields.back() += c;
            } else if (position + 1 < text.size() && text[position + 1] == '"') {
                fields.back() += '"';
                ++position;
            } else {
                in_quotes = false;
            }
        } else if (c == '"' && fields.back().empty()) {
            in_quotes = true;
        } else if (c == ',') {
            fields.emplace_back();
        } else if (c == '\n') {
            ++position;
            return fields;
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    if (in_quotes)
        throw std::invalid_argument(
            fmt::format("{}: the quote opened in line {} is never closed", origin, first_line));
    return fields;
}

}  // namespace

std::string csv_field(const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string cell_text(const Cell& cell) {
    return std::visit(CellText{}, cell);
}

Cell cell_of(const std::string& text, ColumnType type) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (text.empty()) return std::monostate{};
    if (type == ColumnType::text) return text;
    if (type == ColumnType::boolean && (text == "true" || text == "false")) return text == "true";
    if (type == ColumnType::integer)
        if (const auto value = parse_integer(text)) return *value;
    if (type == ColumnType::real) {
        if (text == "inf") return infinity;
        if (text == "-inf") return -infinity;
        if (const auto value = parse_real(text)) return *value;
    }
    throw std::invalid_argument(fmt::format("'{}' is no cell of its column", text));
}

CsvText texts_of(const Table& table) {
    CsvText texts;
    for (const auto& column : table.columns())
        texts.header.push_back(column.name);
    for (const auto& row : table.rows()) {
        auto& fields = texts.rows.emplace_back();
        for (const auto& cell : row)
            fields.push_back(cell_text(cell));
    }
    return texts;
}

void add_rows(Table& table, const CsvText& csv) {
    if (csv.header.size() != table.columns().size())
        throw std::invalid_argument(
            fmt::format("{} columns where the table has {}", csv.header.size(), table.columns().size()));
    for (const auto& row : csv.rows) {
        std::vector<Cell> cells;
        for (std::size_t i = 0; i < row.size(); ++i)
            cells.push_back(cell_of(row[i], table.columns()[i].type));
        table.add_row(std::move(cells));
    }
}

std::string csv_header(const std::vector<Column>& columns) {
    std::string out;
    for (std::size_t i = 0; i < columns.size(); ++i)
        out += (i == 0 ? "" : ",") + csv_field(columns[i].name);
    return out + '\n';
}

std::string to_csv(const Table& table) {
    return csv_header(table.columns()) + to_csv_rows(table);
}

std::string to_csv_rows(const Table& table) {
    std::string out;
    for (const auto& row : table.rows()) {
        for (std::size_t i = 0; i < row.size(); ++i)
            out += (i == 0 ? "" : ",") + csv_field(cell_text(row[i]));
        out += '\n';
    }
    return out;
}

int CsvText::find(std::string_view name) const {
    const auto it = std::find(header.begin(), header.end(), name);
    return it == header.end() ? -1 : static_cast<int>(it - header.begin());
}

const std::string& CsvText::at(std::size_t row, std::string_view name) const {
    const int column = find(name);
    if (column < 0) throw std::out_of_range(fmt::format("the table has no column '{}'", name));
    return rows.at(row)[static_cast<std::size_t>(column)];
}

bool matches(const CsvText& csv, std::size_t row, const RowFilter& filter) {
    return std::all_of(filter.begin(), filter.end(), [&](const auto& condition) {
        return csv.at(row, condition.first) == condition.second;
    });
}

double CsvText::number(std::size_t row, std::string_view name) const {
    const auto& text = at(row, name);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (text == "inf") return infinity;
    if (text == "-inf") return -infinity;
    if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
    const auto value = parse_real(text);
    if (!value)
        throw std::invalid_argument(
            fmt::format("column '{}', row {}: '{}' is not a number", name, row + 1, text));
    return *value;
}

std::int64_t CsvText::integer(std::size_t row, std::string_view name) const {
    const auto value = parse_integer(at(row, name));
    if (!value)
        throw std::invalid_argument(
            fmt::format("column '{}', row {}: '{}' is not a whole number", name, row + 1, at(row, name)));
    return *value;
}

CsvText parse_csv(std::string_view text, const std::string& origin) {
    CsvText csv;
    std::size_t position = 0;
    int line = 1;
    if (text.empty())
        throw std::invalid_argument(fmt::format("{}: the file is empty, a header row was expected", origin));
    csv.header = read_record(text, position, line, origin);
    while (position < text.size()) {
        const int row_line = line;
        auto fields = read_record(text, position, line, origin);
        if (fields.size() != csv.header.size())
            throw std::invalid_argument(fmt::format("{}, line {}: {} fields where the header has {}", origin,
                                                    row_line, fields.size(), csv.header.size()));
        csv.rows.push_back(std::move(fields));
    }
    return csv;
}

std::string read_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        throw std::invalid_argument(
            fmt::format("cannot read '{}': it is a folder, give the path of a file", path));
    std::ifstream in(path, std::ios::binary);
    if (!in.is_open())
        throw std::invalid_argument(
            fmt::format("cannot read '{}': give the path of a file that exists", path));
    try {
        in.exceptions(std::ios::badbit);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    } catch (const std::ios_base::failure&) {
        throw std::invalid_argument(fmt::format("cannot read '{}' to its end", path));
    }
}

CsvText read_csv(const std::string& path) {
    return parse_csv(read_file(path), path);
}

}  // namespace glasscape
