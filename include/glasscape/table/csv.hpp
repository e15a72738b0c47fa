// CSV by RFC 4180: one header row, fields with commas, quotes or line breaks in quotes, floats in the
// shortest form that reads back to the same bits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

/// Header and rows, lines ended by "\n" (the line end that every reader of CSV on this platform expects).
std::string to_csv(const Table& table);

/// The header alone, one line.
std::string csv_header(const std::vector<Column>& columns);

/// The rows alone, without the header.
std::string to_csv_rows(const Table& table);

/// A field as it stands in a file: in quotes where it must be.
std::string csv_field(const std::string& text);

/// Text of one cell, unquoted: "" for absent, "true"/"false", "inf"/"-inf".
std::string cell_text(const Cell& cell);

/// The cell that this text stands for in a column of that type: "" is absent, "inf" and "-inf" are real.
/// Throws std::invalid_argument if it is no such cell.
Cell cell_of(const std::string& text, ColumnType type);

/// A CSV as text: what plots, reports and tests read.
struct CsvText {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;

    /// Position of a column, -1 if there is none.
    int find(std::string_view name) const;

    /// Field of a row by column name. Throws std::out_of_range naming the column if there is none.
    const std::string& at(std::size_t row, std::string_view name) const;

    /// The same as a number; "inf", "-inf" and "nan" are understood, anything else that is no number throws.
    double number(std::size_t row, std::string_view name) const;

    /// The same as a whole number.
    std::int64_t integer(std::size_t row, std::string_view name) const;
};

/// The texts of a table's cells.
CsvText texts_of(const Table& table);

/// Adds rows that were written from a table of the same columns. Throws std::invalid_argument if they were
/// not.
void add_rows(Table& table, const CsvText& csv);

/// Column = text, all of which a row must meet; fields are compared as text.
using RowFilter = std::vector<std::pair<std::string, std::string>>;

/// Throws std::out_of_range naming a column that there is not.
bool matches(const CsvText& csv, std::size_t row, const RowFilter& filter);

/// Reads CSV text, "\n" or "\r\n". Throws std::invalid_argument naming `origin` and the line of a fault: no
/// header, an unclosed quote, or a row with another number of fields than the header.
CsvText parse_csv(std::string_view text, const std::string& origin);

/// Reads a CSV file; a file that cannot be read is std::invalid_argument too.
CsvText read_csv(const std::string& path);

/// Whole content of a file. Throws std::invalid_argument if it cannot be read.
std::string read_file(const std::string& path);

}  // namespace glasscape
