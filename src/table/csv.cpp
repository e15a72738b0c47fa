#include "glasscape/table/csv.hpp"

#include <algorithm>
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

std::string to_csv(const Table& table) {
    std::string out;
    for (std::size_t i = 0; i < table.columns().size(); ++i)
        out += (i == 0 ? "" : ",") + csv_field(table.columns()[i].name);
    return out + '\n' + to_csv_rows(table);
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
    std::ifstream in(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.is_open() || in.bad())
        throw std::invalid_argument(
            fmt::format("cannot read '{}': give the path of a file that exists", path));
    return content;
}

CsvText read_csv(const std::string& path) {
    return parse_csv(read_file(path), path);
}

}  // namespace glasscape
