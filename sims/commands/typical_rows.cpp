#include "commands/typical_rows.hpp"

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/typical.hpp"
#include "glasscape/core/interrupt.hpp"

#include "commands/mixture_specs.hpp"

namespace glasscape::cli {
namespace {

// Cells of the typical columns for one row, and what stands before them.
struct TypicalRow {
    double energy;
    double annealed;
    std::vector<Cell> cells;
};

// A fixed index k >= 1: the annealed value bounds a typical one that is not known.
TypicalRow bounded_row(const Mixture& mixture, const NamedIndex& index, double u) {
    const auto point = complexity_density(mixture, index.index, u);
    const bool points = point.value >= 0.0;
    return {u,
            point.value,
            {points ? Cell{point.value} : Cell{std::monostate{}},
             points ? std::string("annealed_bound") : to_string(TypicalPhase::empty), cell_or_empty(point.x),
             std::monostate{}, std::monostate{}, std::monostate{}}};
}

TypicalRow row_of(const TypicalPoint& point, double u) {
    return {u,
            point.annealed,
            {cell_or_empty(point.value), to_string(point.phase), cell_or_empty(point.x),
             cell_or_empty(point.overlap), cell_or_empty(point.block_size), cell_or_empty(point.test)}};
}

struct Tally {
    std::size_t rows = 0;
    std::size_t empty = 0;
    std::size_t beyond = 0;
};

void note_phases(const Tally& tally, const std::string& what, CommandRun& run) {
    if (tally.empty > 0)
        run.note(fmt::format("{}: a typical sample has no such points in {} of {} rows (phase empty)", what,
                             tally.empty, tally.rows));
    if (tally.beyond > 0)
        run.note(
            fmt::format("{}: {} of {} rows need more than one step of replica symmetry breaking (phase "
                        "beyond), their typical complexity is an upper bound",
                        what, tally.beyond, tally.rows));
}

std::vector<TypicalRow> typical_rows(const Mixture& mixture, const NamedIndex& index,
                                     const std::vector<double>& energies, const std::vector<double>& radials,
                                     CommandRun& run) {
    const auto what = fmt::format("{}, index {}", mixture.spec(), index.name);
    std::vector<TypicalRow> rows;
    if (index.index.kind() == IndexClass::Kind::fixed && index.index.k() > 0) {
        run.note(
            fmt::format("{}: the typical count of a fixed index k >= 1 is not known; typical_complexity "
                        "repeats the annealed bound",
                        what));
        for (const double u : energies)
            rows.push_back(bounded_row(mixture, index, u));
        return rows;
    }
    const TypicalComplexity typical(mixture);
    Tally tally;
    const auto add = [&](const TypicalPoint& point, double u) {
        ++tally.rows;
        tally.empty += point.phase == TypicalPhase::empty ? 1 : 0;
        tally.beyond += point.phase == TypicalPhase::beyond ? 1 : 0;
        rows.push_back(row_of(point, u));
    };
    for (const double u : energies) {
        throw_if_interrupted();
        if (radials.empty()) add(typical.density(index.index, u), u);
        for (const double x : radials)
            add(typical.at(u, x), u);
    }
    note_phases(tally, what, run);
    return rows;
}

}  // namespace

std::vector<Column> typical_columns() {
    return {
        {"typical_complexity", ColumnType::real, "1",
         "(1/N) log of the count in a typical sample, of its density in u; empty where there is none"},
        {"phase", ColumnType::text, "",
         "RS: the typical count, equal to the mean count if the field is dropped; 1RSB: replicas cluster; "
         "beyond: an upper bound; empty: no points in a typical sample; annealed_bound: not known, the mean "
         "count bounds it"},
        {"radial", ColumnType::real, "1", "radial derivative per spin of the points counted"},
        {"overlap", ColumnType::real, "1",
         "overlap of replicas inside a cluster; RS with a field: that which the field gives; else empty"},
        {"block_size", ColumnType::real, "1",
         "size of the blocks of clustered replicas, between 0 and 1; empty without"},
        {"test", ColumnType::real, "1",
         "least relative slope by which a further level of overlaps would change the count: negative, it "
         "would lower it"}};
}

void add_typical_rows(Table& table, const Mixture& mixture, const NamedIndex& index,
                      const std::vector<double>& energies, const std::vector<double>& radials,
                      CommandRun& run) {
    for (const auto& row : typical_rows(mixture, index, energies, radials, run)) {
        std::vector<Cell> cells{mixture.spec(),   std::string("inf"),       index.name,
                                row.energy,       std::string("density"),   cell_or_empty(row.annealed),
                                std::monostate{}, std::monostate{},         std::monostate{},
                                std::monostate{}, std::string("asymptotic")};
        cells.insert(cells.end(), row.cells.begin(), row.cells.end());
        table.add_row(std::move(cells));
    }
}

}  // namespace glasscape::cli
