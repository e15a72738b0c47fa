// Table: named, typed columns with units, and rows of cells; the one form in which results leave the program.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace glasscape {

enum class ColumnType { integer, real, text, boolean };

struct Column {
    std::string name;  ///< as in the CSV header
    ColumnType type;
    std::string unit;     ///< "1" for a pure number, "" for text
    std::string meaning;  ///< one line for docs/columns.md and the sidecar
};

/// An absent value (std::monostate) is an empty CSV field. A real cell may be +-inf, never NaN.
using Cell = std::variant<std::monostate, std::int64_t, double, bool, std::string>;

class Table {
  public:
    explicit Table(std::vector<Column> columns);

    /// Appends a row. Throws std::logic_error if the number of cells or a cell's type does not fit, or a cell
    /// is NaN.
    void add_row(std::vector<Cell> cells);

    /// Appends the rows of a table of the same columns. Throws std::logic_error if they do not fit.
    void append(const Table& rows);

    const std::vector<Column>& columns() const { return columns_; }
    const std::vector<std::vector<Cell>>& rows() const { return rows_; }

  private:
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

/// `left` with the columns of `right`, less `key`, in the rows of the same value in the column `key`, which both have and
/// which tells the rows of `right` apart; empty where `right` has no such row. Throws std::logic_error if one lacks it.
Table beside(const Table& left, const Table& right, const std::string& key);

/// Whether two tables have columns of the same names in the same order.
bool same_names(const std::vector<Column>& a, const std::vector<Column>& b);

/// The cell of a value that may not exist: NaN becomes empty.
Cell cell_or_empty(double value);

}  // namespace glasscape
