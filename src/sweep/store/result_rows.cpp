#include "sweep/store/result_rows.hpp"

#include <set>
#include <vector>

#include <fmt/format.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"

namespace glasscape {
namespace {

std::string sql_name(const std::string& name) {
    std::string text = "\"";
    for (const char c : name)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

void add_missing_columns(sqlite::Database& database, const std::vector<Column>& columns) {
    std::set<std::string> there;
    {
        auto info = database.prepare("SELECT name FROM pragma_table_info('results')");
        while (info.step())
            there.insert(info.text(0));
    }
    for (const auto& column : columns)
        if (!there.contains(column.name))
            database.run(fmt::format("ALTER TABLE results ADD COLUMN {}", sql_name(column.name)));
}

// Numbers are bound as numbers, truth values as words; empty cells stay NULL.
void bind_cell(sqlite::Statement& insert, int parameter, const Cell& cell) {
    if (const auto* real = std::get_if<double>(&cell))
        insert.bind(parameter, *real);
    else if (const auto* whole = std::get_if<std::int64_t>(&cell))
        insert.bind(parameter, *whole);
    else if (const auto text = cell_text(cell); !text.empty())
        insert.bind(parameter, text);
}

Cell cell_at(const sqlite::Statement& row, int position, ColumnType type) {
    if (row.is_null(position)) return std::monostate{};
    if (type == ColumnType::real) return row.real(position);
    if (type == ColumnType::integer) return row.integer(position);
    return cell_of(row.text(position), type);
}

}  // namespace

void write_result_rows(sqlite::Database& database, const PointId& id, const Table& table) {
    database.prepare("DELETE FROM results WHERE point_id = ?").bind(1, id).step();
    if (table.columns().empty()) return;
    add_missing_columns(database, table.columns());
    std::string names = "point_id, row_number";
    std::string values = "?, ?";
    for (const auto& column : table.columns()) {
        names += ", " + sql_name(column.name);
        values += ", ?";
    }
    auto insert = database.prepare(fmt::format("INSERT INTO results({}) VALUES({})", names, values));
    for (std::size_t r = 0; r < table.rows().size(); ++r) {
        const auto& row = table.rows()[r];
        insert.bind(1, id).bind(2, static_cast<std::int64_t>(r));
        for (std::size_t c = 0; c < row.size(); ++c)
            bind_cell(insert, static_cast<int>(c) + 3, row[c]);
        insert.step();
        insert.reset();
    }
}

Table read_result_rows(const sqlite::Database& database, const PointId& id, const std::string& description) {
    Table table(description.empty() ? std::vector<Column>() : columns_of_json(description));
    const auto& columns = table.columns();
    if (columns.empty()) return table;
    std::string names;
    for (const auto& column : columns)
        names += (names.empty() ? "" : ", ") + sql_name(column.name);
    auto rows =
        database.prepare(fmt::format("SELECT {} FROM results WHERE point_id = ? ORDER BY row_number", names));
    rows.bind(1, id);
    while (rows.step()) {
        std::vector<Cell> cells;
        for (std::size_t c = 0; c < columns.size(); ++c)
            cells.push_back(cell_at(rows, static_cast<int>(c), columns[c].type));
        table.add_row(std::move(cells));
    }
    return table;
}

}  // namespace glasscape
