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
#include "glasscape/complexity/mean_counts.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/mixture/spec.hpp"

#include "commands/mixture_specs.hpp"
#include "commands/ranges.hpp"
#include "commands/second_moment_rows.hpp"

namespace glasscape::cli {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct ComplexityArguments {
    std::vector<std::string> specs;
    std::string size = "inf";
    std::string index = "total";
    std::string energy;
    std::string count;
    std::string method;
    std::int64_t samples = 0;
    bool second_moment = false;
    double spread = 0.0;
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

Request read_request(const ComplexityArguments& options, std::uint64_t seed) {
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
    request.seed = seed;
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

SecondMomentRows second_moment_rows(const ComplexityArguments& options) {
    SecondMomentRows rows{parse_sizes(options.size), parse_indices(options.index), {}};
    if (options.energy.empty()) rows.energies.emplace_back(std::nullopt);
    if (options.energy.empty() != options.count.empty() || options.count == "density")
        throw std::invalid_argument(
            "--second-moment counts points below an energy: give --energy and --count below, or neither");
    if (!options.energy.empty())
        for (const double u : parse_energies(options.energy))
            rows.energies.emplace_back(u);
    if (!options.method.empty())
        throw std::invalid_argument(
            "--second-moment goes without --method: it is sampled where it is not exact");
    if (options.samples > 0) rows.samples = options.samples;
    if (options.spread != 0.0) rows.spread = options.spread;
    check(rows);
    return rows;
}

void require_second_moment(const ComplexityArguments& options, const CommandRun& run) {
    if (options.spread != 0.0) throw std::invalid_argument("--spread needs --second-moment");
    if (run.wants("overlaps"))
        throw std::invalid_argument("--overlaps needs --second-moment: it is a table of pairs");
}

Table empty_table() {
    return Table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
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

Values exact_values(const Mixture& mixture, int size, const Request& request, CommandRun& run) {
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

Values sampled_values(const Mixture& mixture, int size, const Request& request, CommandRun& run) {
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

void add_size(Table& table, const Mixture& mixture, Size size, const Request& request, CommandRun& run) {
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

// What shapes the rows of each mixture and size.
Fingerprint fingerprint(const ComplexityArguments& options, const std::vector<Mixture>& mixtures,
                        const Request& request) {
    std::string specs;
    for (const auto& mixture : mixtures)
        specs += (specs.empty() ? "" : " ") + mixture.spec();
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
void note_numbers_after_fractions(const Request& request, CommandRun& run) {
    for (std::size_t i = 1; i < request.indices.size(); ++i)
        if (request.indices[i - 1].index.kind() == IndexClass::Kind::fraction &&
            request.indices[i].index.kind() == IndexClass::Kind::fixed)
            run.note(
                fmt::format("--index {},{}: the {} after the comma is a number of negative eigenvalues, not "
                            "digits of the fraction",
                            request.indices[i - 1].name, request.indices[i].name, request.indices[i].name));
}

CommandResult make_complexity(const ComplexityArguments& options, CommandRun& run) {
    if (options.second_moment)
        return second_moment_tables(parse_mixtures(options.specs, run), second_moment_rows(options), run);
    const Request request = read_request(options, run.seed());
    const auto mixtures = parse_mixtures(options.specs, run);
    note_numbers_after_fractions(request, run);
    Table table = empty_table();
    run.by_units(fingerprint(options, mixtures, request), table.columns(),
                 [&](Part& part, const CommandRun::Units& before) {
                     for (const auto& mixture : mixtures)
                         for (const auto& size : request.sizes) {
                             const auto unit = fmt::format("{}, N = {}", mixture.spec(), size_text(size));
                             Table rows = empty_table();
                             if (const auto found = before.find(unit); found != before.end()) {
                                 add_rows(rows, found->second);
                             } else {
                                 throw_if_interrupted();
                                 add_size(rows, mixture, size, request, run);
                                 part.keep(unit, rows);
                             }
                             table.append(rows);
                         }
                 });
    return {{{"rows", std::move(table)}}};
}

CommandCall complexity_call() {
    const auto options = std::make_shared<ComplexityArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("SPEC", options->specs, "mixture specs, e.g. pure:3 or resnet:p=10,beta=0.5").require();
    take.add("size", options->size, "number of spins N, or inf; a comma-separated list gives rows for each")
        .show_default();
    take.add(
            "index", options->index,
            "comma-separated: total, whole numbers (negative Hessian eigenvalues), gamma=FRACTION (inf only)")
        .show_default();
    take.add("energy", options->energy, "energies per spin, LO:HI:STEP or one number; absent: all energies");
    take.add("count", options->count,
             "density: points per unit of energy (default with --energy); below: points with H/N < energy")
        .one_of({"density", "below"});
    take.add("method", options->method,
             "at finite N: exact (total: any N; all indices to N = 60, minima and maxima to N = 120) or "
             "sample "
             "(GOE spectra, any N, with standard errors); default exact")
        .one_of({"exact", "sample"});
    take.add("samples", options->samples,
             "number of GOE spectra for --method sample, of pairs of matrices for --second-moment; default "
             "100000")
        .within(2, 1'000'000'000'000);
    take.add("second-moment", options->second_moment,
             "second moments E[Crt_k Crt_l] at finite N (Kac-Rice for pairs) of the indices given");
    take.add(
        "spread", options->spread,
        "with --second-moment: standard deviation of the reweighted normals, default 1.3; 1.6 for minima");
    call.check = [options](const CommandRun& run) {
        if (options->second_moment) {
            second_moment_rows(*options);
        } else {
            require_second_moment(*options, run);
            read_request(*options, run.seed());
        }
        for (const auto& spec : options->specs)
            parse_mixture(spec);
    };
    call.run = [options](CommandRun& run) { return make_complexity(*options, run); };
    return call;
}

}  // namespace

RowCommand complexity_command() {
    RowCommand command;
    command.name = "complexity";
    command.description = "Mean number of critical points (Kac-Rice), asymptotic or at finite N";
    command.notes =
        "Columns: "
        "mixture,size,index,energy,count,complexity,mean_count,log_mean_count,std_error,effective_share,"
        "method.\n"
        "Energies are H/N; complexity is (1/N) log of the mean count, natural logarithm. mean_count is empty "
        "beyond the\n"
        "range of a double, std_error belongs to log_mean_count. With --second-moment:\n"
        "mixture,size,index,other_index,energy,second_moment,std_error,ratio,ratio_error,covariance,"
        "effective_share,method.\n\n"
        "Examples:\n"
        "  glasscape complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2,3 --out curves.csv\n"
        "  glasscape complexity resnet:p=10,beta=0.5 --size 50 --index total,0,1 --method sample --samples "
        "20000\n"
        "  glasscape complexity pure:2 --size 37\n"
        "  glasscape complexity pure:3 --size 4,6 --second-moment --index total,0,1 --samples 20000";
    command.tables = {{"rows", ""},
                      {"overlaps", "CSV file for the density of pairs by overlap, with --second-moment"}};
    command.kept_for_resume = part_of_same_out;
    command.make = complexity_call;
    return command;
}

}  // namespace glasscape::cli
