#include "commands/second_moment_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/pairs/second_moment.hpp"
#include "glasscape/core/interrupt.hpp"

namespace glasscape::cli {
namespace {

constexpr double unknown_value = std::numeric_limits<double>::quiet_NaN();
constexpr double enough_samples = 100.0;

Table empty_moments() {
    return Table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"size", ColumnType::integer, "spins", "N"},
         {"index", ColumnType::text, "1", "k: number of negative Hessian eigenvalues, or total"},
         {"other_index", ColumnType::text, "1", "l, or total"},
         {"energy", ColumnType::real, "H/N", "points below this energy per spin; empty: all energies"},
         {"second_moment", ColumnType::real, "points^2", "E[Crt_k Crt_l]"},
         {"std_error", ColumnType::real, "points^2",
          "its standard error, 0 where exact; empty where no sample had such a pair"},
         {"ratio", ColumnType::real, "1", "E[Crt_k Crt_l]/(E[Crt_k] E[Crt_l]); 1 where counts are typical"},
         {"ratio_error", ColumnType::real, "1", "its standard error"},
         {"covariance", ColumnType::real, "points^2",
          "E[Crt_k Crt_l] - E[Crt_k] E[Crt_l]; its error is std_error"},
         {"effective_share", ColumnType::real, "1",
          "effective share of the samples, (sum w)^2/(M sum w^2); 1 where exact"},
         {"method", ColumnType::text, "", "exact or sample"}});
}

Table empty_density() {
    return Table({{"mixture", ColumnType::text, "", "mixture spec"},
                  {"size", ColumnType::integer, "spins", "N"},
                  {"index", ColumnType::text, "1", "total: all pairs; 0: pairs of minima"},
                  {"overlap", ColumnType::real, "1", "overlap q = s.s'/N"},
                  {"density", ColumnType::real, "pairs",
                   "mean number of ordered pairs of distinct points in dq, over dq"},
                  {"std_error", ColumnType::real, "pairs",
                   "its standard error, 0 where exact; empty where no sample had such a pair"}});
}

double error_of(const Estimate& estimate, double scale = 1.0) {
    return estimate.effective_share > 0.0 ? estimate.std_error * scale : unknown_value;
}

void add_moments(Table& table, const Mixture& mixture, int size, const SecondMomentRows& request,
                 const SecondMoment& moment) {
    const auto n = static_cast<std::size_t>(size);
    for (std::size_t i = 0; i < request.indices.size(); ++i)
        for (std::size_t j = i; j < request.indices.size(); ++j) {
            const bool total = request.indices[i].index.kind() == IndexClass::Kind::total;
            if (total != (request.indices[j].index.kind() == IndexClass::Kind::total)) continue;
            for (std::size_t f = 0; f < request.energies.size(); ++f) {
                const auto& counts = moment.counts[f];
                const auto k = static_cast<std::size_t>(request.indices[i].index.k());
                const auto l = static_cast<std::size_t>(request.indices[j].index.k());
                const auto& value = total ? counts.second_moment : counts.by_index[k * n + l];
                const double means =
                    total ? counts.mean * counts.mean : counts.mean_by_index[k] * counts.mean_by_index[l];
                const auto& energy = request.energies[f];
                table.add_row({mixture.spec(), std::int64_t{size}, request.indices[i].name,
                               request.indices[j].name, energy ? Cell{*energy} : Cell{std::monostate{}},
                               value.value, cell_or_empty(error_of(value)),
                               cell_or_empty(means > 0.0 ? value.value / means : unknown_value),
                               cell_or_empty(means > 0.0 ? error_of(value, 1.0 / means) : unknown_value),
                               value.value - means, value.effective_share,
                               std::string(moment.exact ? "exact" : "sample")});
            }
        }
}

void add_density(Table& table, const Mixture& mixture, int size, const SecondMoment& moment) {
    for (const auto* index : {"total", "0"})
        for (const auto& [overlap, all, minima] : moment.density) {
            const auto& density = index == std::string("total") ? all : minima;
            table.add_row({mixture.spec(), std::int64_t{size}, std::string(index), overlap, density.value,
                           cell_or_empty(error_of(density))});
        }
}

struct SecondMomentTables {
    Table moments;
    Table density;
};

// Both tables in one, for what is kept of a run: those columns of the density that the moments lack at the end.
std::vector<Column> kept_columns(const SecondMomentTables& tables) {
    auto columns = tables.moments.columns();
    for (const auto& column : tables.density.columns())
        if (std::ranges::find(columns, column.name, &Column::name) == columns.end())
            columns.push_back(column);
    return columns;
}

void add_cells(Table& to, const Table& from) {
    for (const auto& row : from.rows()) {
        std::vector<Cell> cells;
        for (const auto& column : to.columns()) {
            const auto at = std::ranges::find(from.columns(), column.name, &Column::name);
            cells.push_back(at == from.columns().end()
                                ? Cell{std::monostate{}}
                                : row[static_cast<std::size_t>(at - from.columns().begin())]);
        }
        to.add_row(std::move(cells));
    }
}

Table kept(const SecondMomentTables& tables) {
    Table both(kept_columns(tables));
    add_cells(both, tables.moments);
    add_cells(both, tables.density);
    return both;
}

// Rows of the density have an overlap.
void add_kept(SecondMomentTables& tables, const CsvText& rows) {
    Table both(kept_columns(tables));
    add_rows(both, rows);
    Table moments(both.columns());
    Table density(both.columns());
    const auto overlap = std::ranges::find(both.columns(), "overlap", &Column::name) - both.columns().begin();
    for (const auto& row : both.rows()) {
        const bool of_moments =
            std::holds_alternative<std::monostate>(row[static_cast<std::size_t>(overlap)]);
        (of_moments ? moments : density).add_row(row);
    }
    add_cells(tables.moments, moments);
    add_cells(tables.density, density);
}

void remark_on(const Mixture& mixture, int size, const SecondMomentRows& request, const SecondMoment& moment,
               CommandRun& run) {
    if (moment.exact) return;
    run.note(fmt::format(
        "{}, N = {}: signed sum over pairs {:.6g} +- {:.2g}, exactly {:.6g}: the check of the run",
        mixture.spec(), size, moment.signed_sum.value, moment.signed_sum.std_error, moment.signed_exact));
    const double effective =
        moment.counts.front().second_moment.effective_share * static_cast<double>(request.samples);
    if (effective < enough_samples)
        run.note(
            fmt::format("{}, N = {}: some {:.0f} effective samples carry the second moment, its error bar is "
                        "too small; raise --samples or --spread",
                        mixture.spec(), size, effective));
}

}  // namespace

void check(const SecondMomentRows& request) {
    for (const auto& size : request.sizes)
        if (!size || *size > max_size_second_moment)
            throw std::invalid_argument(fmt::format(
                "--second-moment: give a finite --size, 2 to {}; the asymptotic test is in 'glasscape pairs'",
                max_size_second_moment));
    for (const auto& [name, index] : request.indices)
        if (index.kind() == IndexClass::Kind::fraction)
            throw std::invalid_argument(
                fmt::format("--index {}: second moments are of the total and of whole numbers", name));
    if (!(request.spread >= 1.0 && request.spread <= 10.0))
        throw std::invalid_argument(fmt::format("--spread {}: give 1 to 10", request.spread));
}

CommandResult second_moment_tables(const std::vector<Mixture>& mixtures, const SecondMomentRows& request,
                                   const Fingerprint& made_by, CommandRun& run) {
    SecondMomentTables tables{empty_moments(), empty_density()};
    std::vector<EnergyFilter> filters;
    for (const auto& energy : request.energies)
        filters.push_back(energy ? EnergyFilter::below(*energy) : EnergyFilter::all());
    run.by_units(made_by, kept_columns(tables), [&](Part& part, const CommandRun::Units& before) {
        for (const auto& mixture : mixtures)
            for (const auto& size : request.sizes) {
                const auto unit = fmt::format("{}, N = {}", mixture.spec(), *size);
                if (const auto found = before.find(unit); found != before.end()) {
                    add_kept(tables, found->second);
                    continue;
                }
                throw_if_interrupted();
                SecondMomentRequest asked;
                asked.size = *size;
                asked.samples = request.samples;
                asked.seed = run.seed();
                asked.spread = request.spread;
                const auto moment = second_moment(mixture, asked, filters);
                remark_on(mixture, *size, request, moment, run);
                SecondMomentTables one{empty_moments(), empty_density()};
                add_moments(one.moments, mixture, *size, request, moment);
                add_density(one.density, mixture, *size, moment);
                part.keep(unit, kept(one));
                tables.moments.append(one.moments);
                tables.density.append(one.density);
            }
    });
    CommandResult result{{{"rows", std::move(tables.moments)}}};
    if (run.wants("overlaps")) result.tables.push_back({"overlaps", std::move(tables.density)});
    return result;
}

}  // namespace glasscape::cli
