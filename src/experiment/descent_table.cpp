// The rows of `glasscape descend`.
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <variant>

#include "glasscape/experiment/descent.hpp"

namespace glasscape {
namespace {

struct EndColumn {
    const char* name;
    const char* unit;
    const char* meaning;
};

constexpr std::array<EndColumn, 6> hessian_columns{
    {{"lowest_eigenvalue", "H", "of the tangent Hessian where the replica ended; empty before"},
     {"second_eigenvalue", "H", "the next; at N = infinity the bulk's edge where nothing lies outside"},
     {"highest_eigenvalue", "H", "the largest"},
     {"negative_eigenvalues", "1", "how many; empty where they are infinitely many"},
     {"negative_error", "1", "half the width of an interval around them; 0 where they are counted"},
     {"outliers", "1", "eigenvalues below the bulk as N grows; empty with tensors"}}};

std::array<double, 6> values_of(const EndSpectrum& end) {
    return {end.lowest, end.second, end.highest, end.negative, end.negative_error, end.outliers};
}

constexpr std::array<EndColumn, 5> critical_columns{
    {{"critical_energy", "H/N", "of the critical point that a search from the end reached; empty if none"},
     {"critical_radial", "1", "its radial derivative x"},
     {"critical_index", "1", "its negative eigenvalues"},
     {"critical_overlap", "1", "its overlap with the state where the replica ended"},
     {"critical_gradient_norm", "1", "|tangential gradient|/sqrt N where the search ended"}}};

std::array<double, 5> values_of(const CriticalEnd& end) {
    return {end.energy, end.radial, end.index, end.overlap, end.gradient_norm};
}

template <std::size_t count>
void add_columns(std::vector<Column>& columns, const std::array<EndColumn, count>& more) {
    for (const auto& column : more)
        columns.push_back({column.name, ColumnType::real, column.unit, column.meaning});
}

template <std::size_t count>
void add_cells(std::vector<Cell>& row, const std::array<double, count>& values) {
    for (const double value : values)
        row.push_back(cell_or_empty(value));
}

double number_or_nan(const CsvText& rows, std::size_t row, const char* column) {
    if (rows.find(column) < 0) return std::numeric_limits<double>::quiet_NaN();
    return rows.at(row, column).empty() ? std::numeric_limits<double>::quiet_NaN() : rows.number(row, column);
}

}  // namespace

double marginality(const Mixture& mixture, double radial) {
    return mixture.nu2() > 0.0 ? -radial / (2.0 * std::sqrt(mixture.nu2()))
                               : std::numeric_limits<double>::quiet_NaN();
}

Table descent_table(const DescentRequest& request) {
    std::vector<Column> columns{
        {"disorder", ColumnType::integer, "1", "number of the disorder"},
        {"replica", ColumnType::integer, "1", "number of the replica"},
        {"step", ColumnType::integer, "1", "evaluations of the landscape after the first"},
        {"time", ColumnType::real, "1", "sum of the steps h"},
        {"energy", ColumnType::real, "H/N", "energy per spin"},
        {"gradient_norm", ColumnType::real, "1", "|tangential gradient|/sqrt N"},
        {"radial", ColumnType::real, "1", "radial derivative per spin, x = s.grad H/N"},
        {"overlap_with_start", ColumnType::real, "1", "overlap with the state at step 0"},
        {"marginality", ColumnType::real, "1",
         "-x/(2 sqrt nu''(1)): 1 where the bulk of the Hessian touches 0"},
        {"anchors", ColumnType::integer, "1",
         "gradients drawn rather than predicted so far; empty without conditional couplings"},
        {"discarded_variance", ColumnType::real, "nu'(1)",
         "largest variance that was left out as known; empty without conditional couplings"},
        {"flow_error", ColumnType::real, "H/N",
         "by how much the last extrapolation to small steps moved the energy; empty without "
         "--gradient-flow"}};
    if (request.hessian) add_columns(columns, hessian_columns);
    if (request.critical_point) add_columns(columns, critical_columns);
    return Table(columns);
}

void add_records(Table& table, const std::vector<DescentRecord>& records, const DescentRequest& request) {
    for (const auto& record : records) {
        std::vector<Cell> row{record.disorder,
                              record.replica,
                              record.step,
                              record.time,
                              record.energy,
                              record.gradient_norm,
                              record.radial,
                              record.overlap_with_start,
                              cell_or_empty(record.marginality),
                              record.anchors < 0 ? Cell{std::monostate{}} : Cell{record.anchors},
                              cell_or_empty(record.discarded_variance),
                              cell_or_empty(record.flow_error)};
        if (request.hessian) add_cells(row, values_of(record.end));
        if (request.critical_point) add_cells(row, values_of(record.critical));
        table.add_row(std::move(row));
    }
}

std::vector<DescentRecord> records_of(const CsvText& rows) {
    std::vector<DescentRecord> records;
    for (std::size_t row = 0; row < rows.rows.size(); ++row)
        records.push_back(
            {rows.integer(row, "disorder"),
             rows.integer(row, "replica"),
             rows.integer(row, "step"),
             rows.number(row, "time"),
             rows.number(row, "energy"),
             rows.number(row, "gradient_norm"),
             rows.number(row, "radial"),
             rows.number(row, "overlap_with_start"),
             number_or_nan(rows, row, "marginality"),
             rows.at(row, "anchors").empty() ? -1 : rows.integer(row, "anchors"),
             number_or_nan(rows, row, "discarded_variance"),
             number_or_nan(rows, row, "flow_error"),
             {number_or_nan(rows, row, "lowest_eigenvalue"), number_or_nan(rows, row, "second_eigenvalue"),
              number_or_nan(rows, row, "highest_eigenvalue"),
              number_or_nan(rows, row, "negative_eigenvalues"), number_or_nan(rows, row, "negative_error"),
              number_or_nan(rows, row, "outliers")},
             {number_or_nan(rows, row, "critical_energy"), number_or_nan(rows, row, "critical_radial"),
              number_or_nan(rows, row, "critical_index"), number_or_nan(rows, row, "critical_overlap"),
              number_or_nan(rows, row, "critical_gradient_norm")}});
    return records;
}

}  // namespace glasscape
