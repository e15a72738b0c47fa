#include <algorithm>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/sweep/sweep.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"

namespace glasscape {
namespace {

// An axis in the table: where it stands among the axes, and under which name; none where the rows show it
// themselves.
struct ShownAxis {
    std::size_t position;
    Column column;
};

bool same_value(const std::string& a, const std::string& b) {
    const auto x = parse_real(a);
    const auto y = parse_real(b);
    return x && y ? *x == *y : a == b;
}

// Finished points of the study one by one, with their results.
template <class Use>
void for_each_done(const Study& study, const RunStore& store, const Use& use) {
    for (std::size_t i = 0; i < study.size(); ++i) {
        const auto point = study.point(i);
        const auto result = store.find(point.id);
        if (result && result->status == PointStatus::done) use(point, *result);
    }
}

// Whether column `name` of every row of every point is the point's own value of the axis.
bool rows_repeat(const Study& study, const RunStore& store, std::size_t axis, const std::string& name) {
    bool repeat = true;
    for_each_done(study, store, [&](const StudyPoint& point, const PointResult& result) {
        const auto& columns = result.table.columns();
        const auto column = static_cast<std::size_t>(
            std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; }) -
            columns.begin());
        for (const auto& row : result.table.rows())
            repeat = repeat && same_value(cell_text(row.at(column)), point.axis_values[axis]);
    });
    return repeat;
}

// An axis whose name the rows use for something else is called axis_NAME.
std::vector<ShownAxis> shown_axes(const Study& study, const RunStore& store,
                                  const std::vector<Column>& columns) {
    std::vector<ShownAxis> shown;
    auto axes = study.axis_columns();
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const bool taken = std::any_of(columns.begin(), columns.end(),
                                       [&](const Column& column) { return column.name == axes[i].name; });
        if (taken && rows_repeat(study, store, i, axes[i].name)) continue;
        if (taken) axes[i].name = "axis_" + axes[i].name;
        shown.push_back({i, axes[i]});
    }
    return shown;
}

// The rows of a point with its axes before them.
void add_rows(Table& table, const std::vector<ShownAxis>& shown, const StudyPoint& point,
              const std::vector<std::vector<Cell>>& rows) {
    for (const auto& row : rows) {
        std::vector<Cell> cells;
        for (const auto& axis : shown)
            cells.push_back(cell_of(point.axis_values[axis.position], axis.column.type));
        cells.insert(cells.end(), row.begin(), row.end());
        table.add_row(std::move(cells));
    }
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
    const auto own = build_info().revision;
    if (table.revisions != std::set<std::string>{own})
        provenance.notes.push_back(fmt::format("points were run by revisions {}, this program is {}",
                                               fmt::join(table.revisions, ", "), own));
    return provenance;
}

SweepExport export_sweep(const Study& study, const RunStore& store) {
    SweepExport out;
    std::vector<Column> columns;
    std::vector<ShownAxis> shown;
    for (std::size_t i = 0; i < study.size(); ++i) {
        const auto point = study.point(i);
        const auto result = store.find(point.id);
        if (!result || result->status == PointStatus::failed) {
            ++(result ? out.failed : out.missing);
            continue;
        }
        out.revisions.insert(result->revision);
        if (out.table.columns().empty()) {
            columns = result->table.columns();
            shown = shown_axes(study, store, columns);
            std::vector<Column> all;
            for (const auto& axis : shown)
                all.push_back(axis.column);
            all.insert(all.end(), columns.begin(), columns.end());
            out.table = Table(std::move(all));
        } else if (!same_names(result->table.columns(), columns)) {
            throw std::invalid_argument(
                fmt::format("'{}': the points of '{}' have different columns: they cannot be one table",
                            store.path(), study.name));
        }
        add_rows(out.table, shown, point, result->table.rows());
    }
    if (out.table.columns().empty())
        throw std::invalid_argument(
            fmt::format("'{}' holds no finished point of '{}'{}: 'glasscape sweep run' makes them",
                        store.path(), study.name, study.quick ? " with --quick" : " (without --quick)"));
    return out;
}

}  // namespace glasscape
