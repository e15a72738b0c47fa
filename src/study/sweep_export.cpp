#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/study/sweep.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"

namespace glasscape {
namespace {

// Positions of the axes that the rows do not show themselves.
std::vector<std::size_t> axes_to_show(const Study& study, const std::vector<Column>& columns) {
    std::vector<std::size_t> shown;
    const auto axes = study.axis_columns();
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (std::none_of(columns.begin(), columns.end(),
                         [&](const Column& column) { return column.name == axes[i].name; }))
            shown.push_back(i);
    return shown;
}

// Each line of `rows` with the axes before it. Fields may hold line breaks in quotes.
void add_lines(SweepExport& out, const std::string& rows, const std::string& prefix) {
    bool line_start = true;
    bool quoted = false;
    for (const char c : rows) {
        if (line_start) {
            out.csv += prefix;
            ++out.rows;
        }
        out.csv += c;
        if (c == '"') quoted = !quoted;
        line_start = c == '\n' && !quoted;
    }
}

void begin(SweepExport& out, const Study& study, const std::string& description,
           std::vector<std::size_t>& shown) {
    const auto columns = columns_of_json(description);
    shown = axes_to_show(study, columns);
    const auto axes = study.axis_columns();
    for (const auto i : shown)
        out.columns.push_back(axes[i]);
    out.columns.insert(out.columns.end(), columns.begin(), columns.end());
    for (const auto& column : out.columns)
        out.csv += (out.csv.empty() ? "" : ",") + csv_field(column.name);
    out.csv += '\n';
}

}  // namespace

std::string shortfall(const Study& study, const SweepExport& table) {
    if (table.missing + table.failed == 0) return "";
    return fmt::format("{} of {} points are not in the table: {} missing, {} failed",
                       table.missing + table.failed, study.size(), table.missing, table.failed);
}

Provenance export_provenance(const Study& study, const SweepExport& table,
                             const std::vector<std::string>& command) {
    Provenance provenance;
    provenance.command = command;
    provenance.seed = study.seed;
    provenance.threads = study.threads;
    if (const auto note = shortfall(study, table); !note.empty()) provenance.notes.push_back(note);
    return provenance;
}

SweepExport export_sweep(const Study& study, const RunStore& store) {
    SweepExport out;
    std::string description;
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < study.size(); ++i) {
        const auto point = study.point(i);
        const auto result = store.find(point.id);
        if (!result || result->status == PointStatus::failed) {
            ++(result ? out.failed : out.missing);
            continue;
        }
        if (out.columns.empty()) {
            description = result->columns;
            begin(out, study, description, shown);
        } else if (result->columns != description) {
            throw std::invalid_argument(
                fmt::format("'{}': the points of '{}' have different columns: they cannot be one table",
                            store.path(), study.name));
        }
        std::string prefix;
        for (const auto axis : shown)
            prefix += csv_field(point.axis_values[axis]) + ",";
        add_lines(out, result->rows, prefix);
    }
    if (out.columns.empty())
        throw std::invalid_argument(
            fmt::format("'{}' holds no finished point of '{}'{}: 'glasscape sweep run' makes them",
                        store.path(), study.name, study.quick ? " with --quick" : " (without --quick)"));
    return out;
}

}  // namespace glasscape
