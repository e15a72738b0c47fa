// The rows of `glasscape descend`.
#include <cmath>
#include <limits>

#include "glasscape/experiment/descent.hpp"

namespace glasscape {
namespace {

double number_or_nan(const CsvText& rows, std::size_t row, const char* column) {
    return rows.at(row, column).empty() ? std::numeric_limits<double>::quiet_NaN() : rows.number(row, column);
}

}  // namespace

double marginality(const Mixture& mixture, double radial) {
    return mixture.nu2() > 0.0 ? -radial / (2.0 * std::sqrt(mixture.nu2()))
                               : std::numeric_limits<double>::quiet_NaN();
}

Table descent_table() {
    return Table({{"disorder", ColumnType::integer, "1", "number of the disorder"},
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
                   "--gradient-flow"}});
}

void add_records(Table& table, const std::vector<DescentRecord>& records) {
    for (const auto& record : records)
        table.add_row({record.disorder, record.replica, record.step, record.time, record.energy,
                       record.gradient_norm, record.radial, record.overlap_with_start,
                       cell_or_empty(record.marginality),
                       record.anchors < 0 ? Cell{std::monostate{}} : Cell{record.anchors},
                       cell_or_empty(record.discarded_variance), cell_or_empty(record.flow_error)});
}

std::vector<DescentRecord> records_of(const CsvText& rows) {
    std::vector<DescentRecord> records;
    for (std::size_t row = 0; row < rows.rows.size(); ++row)
        records.push_back({rows.integer(row, "disorder"), rows.integer(row, "replica"),
                           rows.integer(row, "step"), rows.number(row, "time"), rows.number(row, "energy"),
                           rows.number(row, "gradient_norm"), rows.number(row, "radial"),
                           rows.number(row, "overlap_with_start"), number_or_nan(rows, row, "marginality"),
                           rows.at(row, "anchors").empty() ? -1 : rows.integer(row, "anchors"),
                           number_or_nan(rows, row, "discarded_variance"),
                           number_or_nan(rows, row, "flow_error")});
    return records;
}

}  // namespace glasscape
