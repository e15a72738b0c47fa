#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/mixture/spec.hpp"

#include "commands/complexity_rows.hpp"
#include "commands/mixture_specs.hpp"
#include "commands/ranges.hpp"
#include "commands/second_moment_rows.hpp"

namespace glasscape::cli {
namespace {

struct ComplexityArguments {
    std::vector<std::string> specs;
    std::string size = "inf";
    std::string index = "total";
    std::string energy;
    std::string count;
    std::string method;
    std::int64_t samples = 0;
    bool typical = false;
    std::string radial;
    bool second_moment = false;
    double spread = 0.0;
};

void check_typical(const ComplexityArguments& options, const ComplexityRequest& request) {
    if (!options.radial.empty() && !options.typical)
        throw std::invalid_argument("--radial needs --typical: without it the mean over all x is counted");
    if (!options.typical) return;
    if (options.energy.empty())
        throw std::invalid_argument("--typical needs --energy: it counts at given energies");
    if (request.count == "below")
        throw std::invalid_argument("--typical counts at given energies (--count density), not below them");
    if (std::any_of(request.sizes.begin(), request.sizes.end(), [](Size size) { return size.has_value(); }))
        throw std::invalid_argument("--typical needs --size inf: typical counts are known in the limit only");
    if (!options.radial.empty() &&
        (request.indices.size() > 1 || request.indices[0].index.kind() != IndexClass::Kind::total))
        throw std::invalid_argument(
            "--radial needs --index total: at a given x the index follows from x alone");
}

ComplexityRequest read_request(const ComplexityArguments& options, std::uint64_t seed) {
    ComplexityRequest request;
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
    request.typical = options.typical;
    if (!options.radial.empty()) request.radials = parse_values("--radial", options.radial);
    request.sample = options.method == "sample";
    if (options.samples > 0) request.samples = options.samples;
    request.seed = seed;
    if (options.samples > 0 && !request.sample)
        throw std::invalid_argument("--samples needs --method sample: the exact method draws nothing");
    check_typical(options, request);
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
    if (options.typical || !options.radial.empty())
        throw std::invalid_argument(
            "--typical and --second-moment are two questions: one is asymptotic, the other of finite N");
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

// What shapes the rows of each mixture and size.
Fingerprint fingerprint(const ComplexityArguments& options, const std::vector<Mixture>& mixtures,
                        const ComplexityRequest& request) {
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
            {"seed", fmt::format("{}", request.seed)},
            {"typical", options.typical ? "yes" : "no"},
            {"radial", options.radial.empty() ? "none" : options.radial}};
}

Fingerprint fingerprint(const ComplexityArguments& options, const std::vector<Mixture>& mixtures,
                        const SecondMomentRows& rows, std::uint64_t seed) {
    ComplexityRequest request;
    request.count = options.count.empty() ? "all" : options.count;
    request.sample = true;
    request.samples = rows.samples;
    request.seed = seed;
    auto made_by = fingerprint(options, mixtures, request);
    made_by.emplace_back("second moment", "yes");
    made_by.emplace_back("spread", fmt::format("{}", rows.spread));
    return made_by;
}

// gamma=0,0 may have been meant as a decimal number.
void note_numbers_after_fractions(const ComplexityRequest& request, CommandRun& run) {
    for (std::size_t i = 1; i < request.indices.size(); ++i)
        if (request.indices[i - 1].index.kind() == IndexClass::Kind::fraction &&
            request.indices[i].index.kind() == IndexClass::Kind::fixed)
            run.note(
                fmt::format("--index {},{}: the {} after the comma is a number of negative eigenvalues, not "
                            "digits of the fraction",
                            request.indices[i - 1].name, request.indices[i].name, request.indices[i].name));
}

CommandResult make_complexity(const ComplexityArguments& options, CommandRun& run) {
    if (options.second_moment) {
        const auto rows = second_moment_rows(options);
        const auto mixtures = parse_mixtures(options.specs, run);
        return second_moment_tables(mixtures, rows, fingerprint(options, mixtures, rows, run.seed()), run);
    }
    const ComplexityRequest request = read_request(options, run.seed());
    const auto mixtures = parse_mixtures(options.specs, run);
    note_numbers_after_fractions(request, run);
    Table table = complexity_table(request.typical);
    run.by_units(fingerprint(options, mixtures, request), table.columns(),
                 [&](Part& part, const CommandRun::Units& before) {
                     for (const auto& mixture : mixtures)
                         for (const auto& size : request.sizes) {
                             const auto unit = fmt::format("{}, N = {}", mixture.spec(), size_text(size));
                             Table rows = complexity_table(request.typical);
                             if (const auto found = before.find(unit); found != before.end()) {
                                 add_rows(rows, found->second);
                             } else {
                                 throw_if_interrupted();
                                 add_complexity_rows(rows, mixture, size, request, run);
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
    take.add("index", options->index,
             "comma-separated: total, whole numbers (negative Hessian eigenvalues), gamma=FRACTION (inf "
             "only)")
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
             "number of GOE spectra for --method sample, of pairs of matrices for --second-moment; "
             "default "
             "100000")
        .within(2, 1'000'000'000'000);
    take.add("typical", options->typical,
             "the count of a typical sample beside the mean count (size inf, with --energy)");
    take.add("radial", options->radial,
             "with --typical: radial derivatives per spin x, LO:HI:STEP or one number, for rows by "
             "energy and x");
    take.add("second-moment", options->second_moment,
             "second moments E[Crt_k Crt_l] at finite N (Kac-Rice for pairs) of the indices given");
    take.add("spread", options->spread,
             "with --second-moment: standard deviation of the reweighted normals, default 1.3; 1.6 for "
             "minima");
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
        "range of a double, std_error belongs to log_mean_count.\n"
        "With --typical also typical_complexity,phase,radial,overlap,block_size,test: what almost every "
        "sample "
        "has, which\n"
        "can be less than the mean. phase RS: no clusters of replicas (with the field dropped the mean is "
        "typical); 1RSB;\n"
        "beyond: an upper bound; empty: nothing. With --second-moment:\n"
        "mixture,size,index,other_index,energy,second_moment,std_error,ratio,ratio_error,covariance,"
        "effective_share,method.\n\n"
        "Examples:\n"
        "  glasscape complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2,3 --out curves.csv\n"
        "  glasscape complexity resnet:p=10,beta=0.5 --size 50 --index total,0,1 --method sample --samples "
        "20000\n"
        "  glasscape complexity pure:2 --size 37\n"
        "  glasscape complexity terms:3=0.9411764705882353,16=0.0588235294117647 --typical --energy "
        "-1.77:-1.70:0.001\n"
        "  glasscape complexity pure:3 --size 4,6 --second-moment --index total,0,1 --samples 20000";
    command.tables = {{"rows", ""},
                      {"overlaps", "CSV file for the density of pairs by overlap, with --second-moment"}};
    command.kept_for_resume = part_of_same_out;
    command.make = complexity_call;
    return command;
}

}  // namespace glasscape::cli
