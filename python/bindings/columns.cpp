#include <limits>
#include <string>
#include <variant>

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

// Absent cells need NaN: a column of whole numbers that has some becomes one of floats.
bool has_absent(const Table& table, std::size_t column) {
    for (const auto& row : table.rows())
        if (std::holds_alternative<std::monostate>(row[column])) return true;
    return false;
}

template <class T, class Convert>
py::array_t<T> array_of(const Table& table, std::size_t column, const Convert& convert) {
    py::array_t<T> array(static_cast<py::ssize_t>(table.rows().size()));
    auto* out = array.mutable_data();
    for (const auto& row : table.rows())
        *out++ = convert(row[column]);
    return array;
}

double real_cell(const Cell& cell) {
    if (const auto* real = std::get_if<double>(&cell)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
    return std::numeric_limits<double>::quiet_NaN();
}

py::object column_of(const Table& table, std::size_t column) {
    switch (table.columns()[column].type) {
        case ColumnType::text: {
            py::list texts;
            for (const auto& row : table.rows()) {
                const auto* text = std::get_if<std::string>(&row[column]);
                texts.append(text == nullptr ? std::string() : *text);
            }
            return texts;
        }
        case ColumnType::boolean:
            return array_of<bool>(table, column, [](const Cell& cell) {
                const auto* flag = std::get_if<bool>(&cell);
                return flag != nullptr && *flag;
            });
        case ColumnType::integer:
            if (!has_absent(table, column))
                return array_of<std::int64_t>(table, column,
                                              [](const Cell& cell) { return std::get<std::int64_t>(cell); });
            break;
        case ColumnType::real:
            break;
    }
    return array_of<double>(table, column, real_cell);
}

}  // namespace

py::object columns_of(const Table& table) {
    static constexpr const char* types[] = {"integer", "real", "text", "boolean"};
    py::list described;
    py::dict columns;
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        const auto& column = table.columns()[i];
        described.append(
            py::make_tuple(column.name, types[static_cast<int>(column.type)], column.unit, column.meaning));
        columns[py::str(column.name)] = column_of(table, i);
    }
    return py::module_::import("glasscape.table").attr("Table")(described, columns);
}

}  // namespace glasscape::python
