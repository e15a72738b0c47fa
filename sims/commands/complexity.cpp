#include "glasscape/complexity/complexity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/finite_sample.hpp"
#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/mixture/spec.hpp"

#include "run/cli.hpp"
#include "run/ranges.hpp"

namespace glasscape::cli {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double lost_in_rounding = 1e-6;

struct ComplexityArguments {
    std::vector<std::string> specs;
    std::string size = "inf";
    std::string index = "total";
    std::string energy;
    std::string count;
    std::string method;
    std::int64_t samples = 0;
    LongRunOptions long_run;
    TableOptions table;
};

// The question, read and checked.
struct Request {
    std::vector<Size> sizes;
    std::vector<NamedIndex> indices;
    std::vector<std::optional<double>> energies;  // nothing: all energies
    std::string count;                            // density, below or all
    bool sample = false;
    std::int64_t samples = 100'000;
    std::uint64_t seed = 1;
};

struct Value {
    double complexity = nan;
    double log_mean_count = nan;
    double std_error = nan;
    double effective_share = nan;
};

Request read_request(const ComplexityArguments& options) {
    Request request;
    request.sizes = parse_sizes(options.size);
    request.indices = parse_indices(options.index);
    if (options.energy.empty()) {
        if (!options.count.empty())
            throw std::invalid_argument("--count needs --energy: without it all energies are counted");
        request.energies.emplace_back(std::nullopt);
        request.count = "all";
    } else {
        for (const double u : parse_energies(options.energy))
            request.energies.emplace_back(u);
        request.count = options.count.empty() ? "density" : options.count;
    }
    request.sample = options.method == "sample";
    if (options.samples > 0) request.samples = options.samples;
    request.seed = options.table.seed;
    if (options.samples > 0 && !request.sample)
        throw std::invalid_argument("--samples needs --method sample: the exact method draws nothing");
    const bool infinite =
        std::any_of(request.sizes.begin(), request.sizes.end(), [](Size size) { return !size; });
    const bool finite =
        std::any_of(request.sizes.begin(), request.sizes.end(), [](Size size) { return size.has_value(); });
    if (request.sample && infinite)
        throw std::invalid_argument("--method sample needs a finite --size: the asymptotic theory is exact");
    for (const auto& [name, index] : request.indices)
        if (index.kind() == IndexClass::Kind::fraction && finite)
            throw std::invalid_argument(fmt::format(
                "--index {}: a fraction of eigenvalues is asymptotic, give it with --size inf only", name));
    for (const auto& size : request.sizes)
        for (const auto& [name, index] : request.indices)
            if (size && index.kind() == IndexClass::Kind::fixed && index.k() >= *size)
                throw std::invalid_argument(
                    fmt::format("--index {}: at size {} a Hessian on the tangent space has indices 0 to {}",
                                name, *size, *size - 1));
    return request;
}

Table empty_table() {
    return Table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"size", ColumnType::text, "spins", "N, or inf for the asymptotic theory"},
         {"index", ColumnType::text, "1", "number of negative Hessian eigenvalues, total, or gamma=fraction"},
         {"energy", ColumnType::real, "H/N", "energy per spin; empty: all energies"},
         {"count", ColumnType::text, "",
          "density: points with H/N in du; below: points with H/N < energy; all"},
         {"complexity", ColumnType::real, "1", "(1/N) log of the mean count (of its density in u)"},
         {"mean_count", ColumnType::real, "points",
          "mean count (density: per unit of u); empty beyond a double"},
         {"log_mean_count", ColumnType::real, "1", "natural logarithm of the mean count"},
         {"std_error", ColumnType::real, "1", "standard error of log_mean_count; empty where exact"},
         {"effective_share", ColumnType::real, "1", "effective share of the samples, (sum w)^2/(M sum w^2)"},
         {"method", ColumnType::text, "", "asymptotic, exact or sample"}});
}

std::string size_text(Size size) {
    return size ? std::to_string(*size) : "inf";
}

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

double asymptotic(const Mixture& mixture, IndexClass index, const std::optional<double>& energy,
                  const std::string& count) {
    if (!energy) return complexity_all(mixture, index);
    if (count == "below") return complexity_below(mixture, index, *energy);
    return complexity_density(mixture, index, *energy).value;
}

std::vector<EnergyFilter> filters_of(const Request& request) {
    std::vector<EnergyFilter> filters;
    for (const auto& energy : request.energies)
        filters.push_back(!energy                    ? EnergyFilter::all()
                          : request.count == "below" ? EnergyFilter::below(*energy)
                                                     : EnergyFilter::density(*energy));
    return filters;
}

using Values = std::vector<std::vector<Value>>;  // [energy][index]

Values exact_values(const Mixture& mixture, int size, const Request& request, TableRun& table_run) {
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
    const auto counts = log_mean_by_index(mixture, size, fixed, filters);
    int lost = 0;
    for (std::size_t f = 0; f < filters.size(); ++f)
        for (std::size_t i = 0; i < fixed.size(); ++i) {
            const bool reliable = counts.relative_error[f][i] < lost_in_rounding;
            if (reliable) put(f, positions[i], counts.log_mean[f][i]);
            lost += reliable ? 0 : 1;
        }
    table_run.note(fmt::format("{}, N = {}: counts by index are accurate to about {:.0e} ({})",
                               mixture.spec(), size, std::max(counts.accuracy, 1e-15),
                               size > max_size_all_indices ? "two staggered quadrature grids"
                                                           : "their sum against the exact total"));
    if (lost > 0)
        table_run.note(fmt::format(
            "{}, N = {}: {} values so rare that rounding leaves fewer than 6 digits are left empty",
            mixture.spec(), size, lost));
    return values;
}

Values sampled_values(const Mixture& mixture, int size, const Request& request, TableRun& table_run) {
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
            table_run.note(fmt::format(
                "{}, N = {}, index {}: rare spectra carry the mean in {} of {} rows (effective share "
                "down to {:.2g}), their error bars are too small; prefer --method exact where it reaches",
                mixture.spec(), size, request.indices[i].name, untrustworthy, counts.size(), least_share));
    }
    return values;
}

void add_size(Table& table, const Mixture& mixture, Size size, const Request& request, TableRun& table_run) {
    if (!size) {
        for (const auto& index : request.indices)
            for (const auto& energy : request.energies) {
                Value value;
                value.complexity = asymptotic(mixture, index.index, energy, request.count);
                add_row(table, mixture, size, index, energy, request.count, value, "asymptotic");
            }
        return;
    }
    const auto values = request.sample ? sampled_values(mixture, *size, request, table_run)
                                       : exact_values(mixture, *size, request, table_run);
    for (std::size_t i = 0; i < request.indices.size(); ++i)
        for (std::size_t f = 0; f < request.energies.size(); ++f)
            add_row(table, mixture, size, request.indices[i], request.energies[f], request.count,
                    values[f][i], request.sample ? "sample" : "exact");
}

// What shapes the rows of each mixture and size.
Fingerprint fingerprint(const ComplexityArguments& options, const std::vector<ParsedMixture>& mixtures,
                        const Request& request) {
    std::string specs;
    for (const auto& parsed : mixtures)
        specs += (specs.empty() ? "" : " ") + parsed.mixture.spec();
    return {{"format", "1"},
            {"mixture", specs},
            {"size", options.size},
            {"index", options.index},
            {"energy", options.energy.empty() ? "all" : options.energy},
            {"count", request.count},
            {"method", request.sample ? "sample" : "exact"},
            {"samples", request.sample ? fmt::format("{}", request.samples) : "none"},
            {"seed", fmt::format("{}", request.seed)}};
}

// gamma=0,0 may have been meant as a decimal number.
void note_numbers_after_fractions(const Request& request, TableRun& table_run) {
    for (std::size_t i = 1; i < request.indices.size(); ++i)
        if (request.indices[i - 1].index.kind() == IndexClass::Kind::fraction &&
            request.indices[i].index.kind() == IndexClass::Kind::fixed)
            table_run.note(
                fmt::format("--index {},{}: the {} after the comma is a number of negative eigenvalues, not "
                            "digits of the fraction",
                            request.indices[i - 1].name, request.indices[i].name, request.indices[i].name));
}

void run_complexity(const ComplexityArguments& options, const Command& command) {
    const Request request = read_request(options);
    std::vector<ParsedMixture> mixtures;
    for (const auto& spec : options.specs)
        mixtures.push_back(parse_mixture(spec));
    TableRun table_run(*command, options.table);
    for (const auto& parsed : mixtures)
        if (!parsed.note.empty()) table_run.note(parsed.note);
    note_numbers_after_fractions(request, table_run);
    Part part(table_run.part_target(), fingerprint(options, mixtures, request), empty_table().columns());
    const auto before = table_run.open_part(part, options.long_run);
    table_run.work_with_part(part, [&] {
        Table table = empty_table();
        for (const auto& parsed : mixtures)
            for (const auto& size : request.sizes) {
                const auto unit = fmt::format("{}, N = {}", parsed.mixture.spec(), size_text(size));
                Table rows = empty_table();
                if (const auto found = before.find(unit); found != before.end()) {
                    add_rows(rows, found->second);
                } else {
                    throw_if_interrupted();
                    add_size(rows, parsed.mixture, size, request, table_run);
                    part.keep(unit, rows);
                }
                table.append(rows);
            }
        table_run.finish(table);
    });
}

}  // namespace

void add_complexity(const Parser& app, const Command& command) {
    auto options = std::make_shared<ComplexityArguments>();
    const auto sub = app.add_subcommand(
        "complexity", "Mean number of critical points (Kac-Rice), asymptotic or at finite N");
    sub.add_option("SPEC", options->specs, "mixture specs, e.g. pure:3 or resnet:p=10,beta=0.5").required();
    sub.add_option("--size", options->size,
                   "number of spins N, or inf; a comma-separated list gives rows for each")
        .shows_default();
    sub.add_option(
           "--index", options->index,
           "comma-separated: total, whole numbers (negative Hessian eigenvalues), gamma=FRACTION (inf only)")
        .shows_default();
    sub.add_option("--energy", options->energy,
                   "energies per spin, LO:HI:STEP or one number; absent: all energies");
    sub.add_option(
           "--count", options->count,
           "density: points per unit of energy (default with --energy); below: points with H/N < energy")
        .one_of({"density", "below"});
    sub.add_option(
           "--method", options->method,
           "at finite N: exact (total: any N; all indices to N = 60, minima and maxima to N = 120) or sample "
           "(GOE spectra, any N, with standard errors); default exact")
        .one_of({"exact", "sample"});
    sub.add_option("--samples", options->samples, "number of GOE spectra for --method sample, default 100000")
        .range(2, 1'000'000'000'000);
    add_resume_options(sub, options->long_run, "FILE.part of an interrupted run with the same --out");
    add_table_options(sub, options->table);
    sub.footer(
        "Columns: "
        "mixture,size,index,energy,count,complexity,mean_count,log_mean_count,std_error,effective_share,"
        "method.\n"
        "Energies are H/N; complexity is (1/N) log of the mean count, natural logarithm. mean_count is empty "
        "beyond the\n"
        "range of a double, std_error belongs to log_mean_count.\n\n"
        "Examples:\n"
        "  glasscape complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2,3 --out curves.csv\n"
        "  glasscape complexity resnet:p=10,beta=0.5 --size 50 --index total,0,1 --method sample --samples "
        "20000\n"
        "  glasscape complexity pure:2 --size 37");
    sub.callback([options, command] { run_complexity(*options, command); });
}

}  // namespace glasscape::cli
