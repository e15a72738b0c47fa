#include "commands/complexity_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/finite_sample.hpp"
#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/complexity/mean_counts.hpp"

#include "commands/typical_rows.hpp"

namespace glasscape::cli {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Value {
    double complexity = nan;
    double log_mean_count = nan;
    double std_error = nan;
    double effective_share = nan;
};

void add_row(Table& table, const Mixture& mixture, Size size, const NamedIndex& index,
             const std::optional<double>& energy, const std::string& count, const Value& value,
             const std::string& method) {
    const double mean = std::exp(value.log_mean_count);
    table.add_row({mixture.spec(), size_text(size), index.name,
                   energy ? Cell{*energy} : Cell{std::monostate{}}, count, cell_or_empty(value.complexity),
                   std::isinf(mean) ? Cell{std::monostate{}} : cell_or_empty(mean),
                   cell_or_empty(value.log_mean_count), cell_or_empty(value.std_error),
                   cell_or_empty(value.effective_share), method});
}

void add_typical(Table& table, const Mixture& mixture, const ComplexityRequest& request, CommandRun& run) {
    std::vector<double> energies;
    for (const auto& energy : request.energies)
        energies.push_back(*energy);
    for (const auto& index : request.indices)
        add_typical_rows(table, mixture, index, energies, request.radials, run);
}

double asymptotic(const Mixture& mixture, IndexClass index, const std::optional<double>& energy,
                  const std::string& count) {
    if (!energy) return complexity_all(mixture, index);
    if (count == "below") return complexity_below(mixture, index, *energy);
    return complexity_density(mixture, index, *energy).value;
}

std::vector<EnergyFilter> filters_of(const ComplexityRequest& request) {
    std::vector<EnergyFilter> filters;
    for (const auto& energy : request.energies)
        filters.push_back(!energy                    ? EnergyFilter::all()
                          : request.count == "below" ? EnergyFilter::below(*energy)
                                                     : EnergyFilter::density(*energy));
    return filters;
}

using Values = std::vector<std::vector<Value>>;  // [energy][index]

Values exact_values(const Mixture& mixture, int size, const ComplexityRequest& request, CommandRun& run) {
    const auto filters = filters_of(request);
    Values values(filters.size(), std::vector<Value>(request.indices.size()));
    const auto put = [&](std::size_t f, std::size_t i, double log_mean) {
        values[f][i].log_mean_count = log_mean;
        values[f][i].complexity = log_mean / size;
    };
    std::vector<int> fixed;
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < request.indices.size(); ++i) {
        const auto& index = request.indices[i].index;
        if (index.kind() == IndexClass::Kind::fixed) {
            fixed.push_back(index.k());
            positions.push_back(i);
            continue;
        }
        const bool all = request.count == "all";
        const auto logs =
            all ? std::vector<double>{log_mean_total(mixture, size)} : log_mean_total(mixture, size, filters);
        for (std::size_t f = 0; f < filters.size(); ++f)
            put(f, i, logs[f]);
    }
    if (fixed.empty()) return values;
    if (!exact_index_in_reach(size, fixed))
        throw std::invalid_argument(
            fmt::format("--size {}: exact counts by index reach N = {} (minima and maxima alone N = {}); use "
                        "--method sample",
                        size, max_size_all_indices, max_size_minima));
    const auto counts = reliable_counts_by_index(mixture, size, fixed, filters);
    for (std::size_t f = 0; f < filters.size(); ++f)
        for (std::size_t i = 0; i < fixed.size(); ++i)
            put(f, positions[i], counts.log_mean[f][i]);
    run.note(fmt::format("{}, N = {}: counts by index are accurate to about {:.0e} ({})", mixture.spec(),
                         size, counts.accuracy, counts.measured_by));
    if (counts.lost > 0)
        run.note(fmt::format(
            "{}, N = {}: {} values so rare that rounding leaves fewer than 6 digits are left empty",
            mixture.spec(), size, counts.lost));
    return values;
}

Values sampled_values(const Mixture& mixture, int size, const ComplexityRequest& request, CommandRun& run) {
    std::vector<IndexClass> indices;
    for (const auto& index : request.indices)
        indices.push_back(index.index);
    const auto counts =
        sample_mean_counts(mixture, {size, request.samples, request.seed}, indices, filters_of(request));
    Values values(counts.size(), std::vector<Value>(indices.size()));
    for (std::size_t i = 0; i < indices.size(); ++i) {
        std::size_t untrustworthy = 0;
        double least_share = 1.0;
        for (std::size_t f = 0; f < counts.size(); ++f) {
            const auto& count = counts[f][i];
            values[f][i] = {count.log_mean / size, count.log_mean,
                            std::isfinite(count.std_error) ? count.std_error : nan, count.effective_share};
            untrustworthy += count.trustworthy ? 0 : 1;
            least_share = std::min(least_share, count.effective_share);
        }
        if (untrustworthy > 0)
            run.note(fmt::format(
                "{}, N = {}, index {}: rare spectra carry the mean in {} of {} rows (effective share "
                "down to {:.2g}), their error bars are too small; prefer --method exact where it reaches",
                mixture.spec(), size, request.indices[i].name, untrustworthy, counts.size(), least_share));
    }
    return values;
}

}  // namespace

std::string size_text(Size size) {
    return size ? std::to_string(*size) : "inf";
}

Table complexity_table(bool typical) {
    std::vector<Column> columns{
        {"mixture", ColumnType::text, "", "mixture spec"},
        {"size", ColumnType::text, "spins", "N, or inf for the asymptotic theory"},
        {"index", ColumnType::text, "1",
         "negative Hessian eigenvalues on the tangent space; total; or gamma=..., a fraction of them"},
        {"energy", ColumnType::real, "H/N", "energy per spin; empty: all energies"},
        {"count", ColumnType::text, "",
         "density: points with H/N in du; below: points with H/N < energy; all"},
        {"complexity", ColumnType::real, "1",
         "(1/N) log of the mean count (of its density in u); asymptotically Theta_k(u), or its supremum "
         "below u"},
        {"mean_count", ColumnType::real, "points",
         "mean count, for densities per unit of u; empty beyond the range of a double and for inf"},
        {"log_mean_count", ColumnType::real, "1", "natural logarithm of the mean count"},
        {"std_error", ColumnType::real, "1", "standard error of log_mean_count; empty where exact"},
        {"effective_share", ColumnType::real, "1",
         "effective share of the samples, (sum w)^2/(M sum w^2); empty where exact"},
        {"method", ColumnType::text, "", "asymptotic, exact or sample"}};
    if (typical)
        for (auto& column : typical_columns())
            columns.push_back(std::move(column));
    return Table(std::move(columns));
}

void add_complexity_rows(Table& table, const Mixture& mixture, Size size, const ComplexityRequest& request,
                         CommandRun& run) {
    if (request.typical) return add_typical(table, mixture, request, run);
    if (!size) {
        for (const auto& index : request.indices)
            for (const auto& energy : request.energies) {
                Value value;
                value.complexity = asymptotic(mixture, index.index, energy, request.count);
                add_row(table, mixture, size, index, energy, request.count, value, "asymptotic");
            }
        return;
    }
    const auto values = request.sample ? sampled_values(mixture, *size, request, run)
                                       : exact_values(mixture, *size, request, run);
    for (std::size_t i = 0; i < request.indices.size(); ++i)
        for (std::size_t f = 0; f < request.energies.size(); ++f)
            add_row(table, mixture, size, request.indices[i], request.energies[f], request.count,
                    values[f][i], request.sample ? "sample" : "exact");
}

}  // namespace glasscape::cli
