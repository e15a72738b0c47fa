#include "sweep/store/result_rows.hpp"

#include <set>
#include <vector>

#include <fmt/format.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"

namespace glasscape {
namespace {

std::string quoted(const std::string& name) {
    std::string text = "\"";
    for (const char c : name)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

std::vector<Column> columns_of(const std::string& description) {
    return description.empty() ? std::vector<Column>() : columns_of_json(description);
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
            database.run(fmt::format("ALTER TABLE results ADD COLUMN {}", quoted(column.name)));
}

// Cells are bound by the type of their column; empty ones stay NULL.
void bind_cell(sqlite::Statement& insert, int parameter, const Column& column, const std::string& text) {
    const auto cell = cell_of(text, column.type);
    if (const auto* real = std::get_if<double>(&cell))
        insert.bind(parameter, *real);
    else if (const auto* whole = std::get_if<std::int64_t>(&cell))
        insert.bind(parameter, *whole);
    else if (!text.empty())
        insert.bind(parameter, text);
}

std::string text_of_cell(const sqlite::Statement& row, int position, const Column& column) {
    if (row.is_null(position)) return "";
    if (column.type == ColumnType::real) return cell_text(row.real(position));
    if (column.type == ColumnType::integer) return fmt::format("{}", row.integer(position));
    return csv_field(row.text(position));
}

}  // namespace

void write_result_rows(sqlite::Database& database, const PointId& id, const std::string& description,
                       const std::string& rows) {
    database.prepare("DELETE FROM results WHERE point_id = ?").bind(1, id).step();
    const auto columns = columns_of(description);
    if (columns.empty()) return;
    add_missing_columns(database, columns);
    const auto csv = parse_csv(csv_header(columns) + rows, "the rows of a point");
    std::string names = "point_id, row_number";
    std::string values = "?, ?";
    for (const auto& column : columns) {
        names += ", " + quoted(column.name);
        values += ", ?";
    }
    auto insert = database.prepare(fmt::format("INSERT INTO results({}) VALUES({})", names, values));
    for (std::size_t r = 0; r < csv.rows.size(); ++r) {
        insert.bind(1, id).bind(2, static_cast<std::int64_t>(r));
        for (std::size_t c = 0; c < columns.size(); ++c)
            bind_cell(insert, static_cast<int>(c) + 3, columns[c], csv.rows[r][c]);
        insert.step();
        insert.reset();
    }
}

std::string read_result_rows(const sqlite::Database& database, const PointId& id,
                             const std::string& description) {
    const auto columns = columns_of(description);
    if (columns.empty()) return "";
    std::string names;
    for (const auto& column : columns)
        names += (names.empty() ? "" : ", ") + quoted(column.name);
    auto rows =
        database.prepare(fmt::format("SELECT {} FROM results WHERE point_id = ? ORDER BY row_number", names));
    rows.bind(1, id);
    std::string text;
    while (rows.step()) {
        for (std::size_t c = 0; c < columns.size(); ++c)
            text += (c == 0 ? "" : ",") + text_of_cell(rows, static_cast<int>(c), columns[c]);
        text += '\n';
    }
    return text;
}

}  // namespace glasscape
