#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/pairs/two_point.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/complexity/typical.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/points_around_minima.hpp"
#include "glasscape/mixture/spec.hpp"

#include "commands/mixture_specs.hpp"
#include "commands/ranges.hpp"

namespace glasscape::cli {
namespace {

constexpr double energy_not_given = std::numeric_limits<double>::quiet_NaN();
constexpr int map_energies = 100;

struct PairsArguments {
    std::string spec;
    double energy = energy_not_given;
    bool typical = false;
    std::string overlap = "0.01:0.99:0.01";
    std::string second;
    int size = 0;
    std::int64_t samples = 10;
};

// What there is to see at each overlap.
struct View {
    Mixture mixture;
    ReferencePoint reference;
    std::vector<TwoPointComplexity> overlaps;
};

std::vector<double> overlaps_of(const PairsArguments& options) {
    auto overlaps = parse_energies(options.overlap);
    for (const double q : overlaps)
        if (!(q > -1.0 && q < 1.0))
            throw std::invalid_argument(fmt::format("--overlap {}: overlaps lie between -1 and 1", q));
    return overlaps;
}

View view_of(const PairsArguments& options, const Mixture& mixture) {
    View view{mixture, reference_minimum(mixture, options.energy), {}};
    for (const double q : overlaps_of(options))
        view.overlaps.emplace_back(mixture, view.reference, q);
    return view;
}

// From the lowest second point, or the reference, to half as far above the threshold.
std::vector<double> second_energies(const PairsArguments& options, const View& view) {
    if (!options.second.empty()) return parse_energies(options.second);
    double low = view.reference.energy;
    for (const auto& points : view.overlaps)
        if (const auto lowest = points.lowest()) low = std::min(low, lowest->energy);
    const double threshold = threshold_energy(view.mixture);
    const double high = threshold + 0.5 * (threshold - low);
    std::vector<double> energies;
    for (int i = 0; i < map_energies; ++i)
        energies.push_back(low + (high - low) * i / (map_energies - 1));
    return energies;
}

std::vector<Column> point_columns() {
    return {
        {"mixture", ColumnType::text, "", "mixture spec"},
        {"reference_energy", ColumnType::real, "H/N", "energy per spin u0 of the reference minimum"},
        {"overlap", ColumnType::real, "1", "overlap q of the second point with the reference"},
        {"energy", ColumnType::real, "H/N", "energy per spin of the second point"},
        {"radial", ColumnType::real, "1",
         "its radial derivative per spin, where such points are most in number"},
        {"kind", ColumnType::text, "",
         "minimum; index1: a saddle unstable along one isolated direction; extensive: the bulk is unstable"},
        {"lowest_eigenvalue", ColumnType::real, "1",
         "of its Hessian: the isolated eigenvalue, or the edge of the bulk"},
        {"isolated_eigenvalue", ColumnType::real, "1", "below the bulk; empty where there is none"},
        {"eigenvector_overlap", ColumnType::real, "1",
         "squared overlap of its eigenvector with the direction to the reference"},
        {"reference_kind", ColumnType::text, "",
         "of the reference given the second point; not minimum: the pair does not belong to a minimum"}};
}

std::vector<Cell> point_cells(const View& view, const TwoPointComplexity& points, double energy,
                              double radial) {
    const auto type = points.second_point(energy, radial);
    const auto cell = [](const std::optional<double>& value) {
        return value ? Cell{*value} : Cell{std::monostate{}};
    };
    return {view.mixture.spec(),
            view.reference.energy,
            points.overlap(),
            energy,
            radial,
            std::string(name_of(type.kind)),
            type.lowest,
            cell(type.isolated),
            cell(type.towards_other),
            std::string(name_of(points.reference_point(energy, radial).kind))};
}

// The place of the nearest of ascending numbers; nothing more than half a step outside of them.
std::optional<std::size_t> nearest(const std::vector<double>& ascending, double value) {
    if (ascending.size() < 2) return std::nullopt;
    const double step = (ascending.back() - ascending.front()) / static_cast<double>(ascending.size() - 1);
    const double place = std::round((value - ascending.front()) / step);
    if (!(place >= 0.0 && place < static_cast<double>(ascending.size()))) return std::nullopt;
    return static_cast<std::size_t>(place);
}

std::size_t place_of(const Table& table, std::string_view column) {
    const auto& columns = table.columns();
    return static_cast<std::size_t>(std::ranges::find(columns, column, &Column::name) - columns.begin());
}

// How many sampled points lie in each cell of the map, overlap by overlap.
std::vector<std::int64_t> sampled_in_cells(const Table& points, const std::vector<double>& overlaps,
                                           const std::vector<double>& energies) {
    std::vector<std::int64_t> counts(overlaps.size() * energies.size());
    const auto overlap_column = place_of(points, "overlap");
    const auto energy_column = place_of(points, "energy");
    for (const auto& row : points.rows()) {
        const auto q = nearest(overlaps, std::get<double>(row[overlap_column]));
        const auto u = nearest(energies, std::get<double>(row[energy_column]));
        if (q && u) ++counts[*q * energies.size() + *u];
    }
    return counts;
}

Table map_table(const PairsArguments& options, const View& view, const std::optional<Table>& sampled,
                CommandRun& run) {
    auto columns = point_columns();
    columns.push_back({"complexity", ColumnType::real, "1",
                       "(1/N) log of the mean number of such points around the reference (annealed)"});
    columns.push_back(
        {"typical_complexity", ColumnType::real, "1",
         "the same, the logarithm averaged (replica symmetric), at the same radial; with --typical"});
    columns.push_back({"mutual_overlap", ColumnType::real, "1",
                       "overlap of two such points of one reference; with --typical"});
    columns.push_back({"sampled_points", ColumnType::integer, "points",
                       "points of samples nearest to this overlap and energy; with --size"});
    Table table(std::move(columns));
    const auto energies = second_energies(options, view);
    std::vector<std::int64_t> in_cells;
    if (sampled) in_cells = sampled_in_cells(*sampled, overlaps_of(options), energies);
    std::int64_t absent = 0;
    for (const auto& points : view.overlaps)
        for (const double energy : energies) {
            const auto count = points.at(energy);
            auto cells = point_cells(view, points, energy, count.radial);
            cells.emplace_back(count.complexity);
            std::optional<TypicalCount> typical;
            if (options.typical) {
                typical =
                    typical_complexity(view.mixture, view.reference, points.overlap(), energy, count.radial);
                absent += typical ? 0 : 1;
            }
            cells.emplace_back(typical ? Cell{typical->complexity} : Cell{std::monostate{}});
            cells.emplace_back(typical ? Cell{typical->mutual_overlap} : Cell{std::monostate{}});
            cells.emplace_back(sampled ? Cell{in_cells[table.rows().size()]} : Cell{std::monostate{}});
            table.add_row(std::move(cells));
        }
    if (absent > 0)
        run.note(fmt::format(
            "{} of {} typical complexities are empty: no minimum in the mutual overlap, where annealed "
            "ones are far below 0",
            absent, view.overlaps.size() * energies.size()));
    return table;
}

Table lowest_table(const View& view) {
    Table table(point_columns());
    for (const auto& points : view.overlaps)
        if (const auto lowest = points.lowest())
            table.add_row(point_cells(view, points, lowest->energy, lowest->radial));
    return table;
}

std::string number_or_none(const std::optional<double>& value) {
    return value ? fmt::format("{:.10g}", *value) : "none";
}

Table barrier_table(const View& view, CommandRun& run) {
    const auto barrier = barrier_of(view.mixture, view.reference);
    const auto verdict = second_moment_verdict(view.mixture, view.reference.energy);
    const auto cell = [](const std::optional<double>& value) {
        return value ? Cell{*value} : Cell{std::monostate{}};
    };
    run.note(fmt::format("{}, minimum at u0 = {}: q* = {}, u* = {}, barrier per spin {}, q_max = {}",
                         view.mixture.spec(), view.reference.energy, number_or_none(barrier.overlap),
                         number_or_none(barrier.energy), number_or_none(barrier.height),
                         number_or_none(barrier.farthest)));
    if (!verdict.annealed_typical)
        run.note(fmt::format(
            "{}: the second moment at u0 = {} is carried by pairs at overlap {:.6g} (excess {:.3g}): a "
            "typical landscape may have fewer such minima than the mean, and see others",
            view.mixture.spec(), view.reference.energy, verdict.overlap, verdict.excess));
    const auto minima = TypicalComplexity(view.mixture).density(IndexClass::fixed(0), view.reference.energy);
    if (minima.phase != TypicalPhase::rs)
        run.note(fmt::format(
            "{}: a typical landscape has {} minima at u0 = {} (phase {}): what the mean reference sees "
            "is not what a typical one does",
            view.mixture.spec(), minima.phase == TypicalPhase::empty ? "no" : "fewer", view.reference.energy,
            to_string(minima.phase)));
    if (!view.reference.gapped)
        run.note(fmt::format("{}: the minima at u0 = {} are marginal, the edge of their bulk is at 0",
                             view.mixture.spec(), view.reference.energy));
    Table table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"reference_energy", ColumnType::real, "H/N", "energy per spin u0 of the reference minimum"},
         {"reference_radial", ColumnType::real, "1", "its radial derivative per spin"},
         {"reference_complexity", ColumnType::real, "1", "(1/N) log of the mean number of such minima"},
         {"farthest_overlap", ColumnType::real, "1", "q_max, the largest overlap with any second point"},
         {"barrier_overlap", ColumnType::real, "1",
          "q*, where the lowest points turn from minima to saddles of index 1"},
         {"barrier_energy", ColumnType::real, "H/N", "u*, their energy per spin"},
         {"barrier_height", ColumnType::real, "H/N", "u* - u0; of saddles, not of paths"},
         {"second_moment_excess", ColumnType::real, "1",
          "M = max over q of sup Sigma2(q) - 2 Theta(u0); 0: the second moment is that of independent "
          "points"},
         {"annealed_typical", ColumnType::boolean, "",
          "the second moment says that the mean number is typical (sufficient, not necessary)"},
         {"reference_phase", ColumnType::text, "",
          "of the minima at u0, by replicas: RS (with the field dropped: their mean number is typical), "
          "1RSB, "
          "beyond or empty"},
         {"reference_test", ColumnType::real, "1",
          "how far replicas are from clustering further; empty for pure mixtures, which never do"}});
    table.add_row({view.mixture.spec(), view.reference.energy, view.reference.radial,
                   view.reference.complexity, cell(barrier.farthest), cell(barrier.overlap),
                   cell(barrier.energy), cell(barrier.height), verdict.excess, verdict.annealed_typical,
                   to_string(minima.phase), cell_or_empty(minima.test)});
    return table;
}

std::optional<CountRequest> sampled_request(const PairsArguments& options, const Mixture& mixture,
                                            std::uint64_t seed) {
    if (options.size == 0) return std::nullopt;
    CountRequest request{mixture, options.size, options.samples, seed};
    require_countable(request);
    return request;
}

// Sample by sample, in parallel, continued where an interrupted run stopped.
Table sampled_points(const CountRequest& request, double energy, CommandRun& run) {
    std::vector<std::optional<Table>> samples(static_cast<std::size_t>(request.samples));
    auto made_by = fingerprint(std::span(&request, 1));
    made_by.emplace_back("energy", fmt::format("{}", energy));
    const auto unit = [](std::int64_t sample) { return fmt::format("sample {}", sample); };
    run.by_units(made_by, points_around_minima_table().columns(),
                 [&](Part& part, const CommandRun::Units& before) {
                     parallel_for(request.samples, [&](std::int64_t sample) {
                         Table points = points_around_minima_table();
                         if (const auto found = before.find(unit(sample)); found != before.end()) {
                             add_rows(points, found->second);
                         } else {
                             add_points_around_minimum(points, request, sample, energy);
                             part.keep(unit(sample), points);
                         }
                         samples[static_cast<std::size_t>(sample)] = std::move(points);
                     });
                 });
    Table all = points_around_minima_table();
    for (const auto& points : samples)
        all.append(*points);
    return all;
}

CommandResult make_pairs(const PairsArguments& options, CommandRun& run) {
    const auto mixture = parse_mixtures({options.spec}, run).front();
    const auto view = view_of(options, mixture);
    std::optional<Table> sampled;
    if (const auto request = sampled_request(options, mixture, run.seed()))
        sampled = sampled_points(*request, options.energy, run);
    CommandResult result{{{"rows", map_table(options, view, sampled, run)}}};
    auto barrier = barrier_table(view, run);
    if (run.wants("lowest")) result.tables.push_back({"lowest", lowest_table(view)});
    if (run.wants("barrier")) result.tables.push_back({"barrier", std::move(barrier)});
    if (run.wants("points")) result.tables.push_back({"points", std::move(*sampled)});
    return result;
}

void check(const PairsArguments& options, const CommandRun& run) {
    const auto mixture = parse_mixture(options.spec).mixture;
    if (options.typical && mixture.field_weight() > 0.0)
        throw std::invalid_argument(
            fmt::format("--typical: the typical two-point complexity of {} is not known with the field kept; "
                        "add field=drop",
                        mixture.spec()));
    reference_minimum(mixture, options.energy);
    overlaps_of(options);
    if (!options.second.empty()) parse_energies(options.second);
    if (run.wants("points") && options.size == 0)
        throw std::invalid_argument("--points: points of samples of N spins; say N by --size");
    sampled_request(options, mixture, run.seed());
}

CommandCall pairs_call() {
    const auto options = std::make_shared<PairsArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("SPEC", options->spec, "mixture spec, e.g. pure:3 or resnet:p=10,beta=1,field=drop").require();
    take.add("energy", options->energy, "energy per spin u0 of the reference minimum").require();
    take.add(
        "typical", options->typical,
        "the typical number of second points too, replica symmetric (no field; its stability is not tested)");
    take.add("overlap", options->overlap, "overlaps with the reference, LO:HI:STEP or one number")
        .show_default();
    take.add("second", options->second,
             "energies per spin of the second point, LO:HI:STEP or one number; absent: 100 up to the "
             "threshold and "
             "half as far above");
    take.add("size", options->size,
             "number of spins N of samples whose points are laid over the map, e.g. 10 to 14")
        .within(2, 1000);
    take.add("samples", options->samples, "with --size: number of disorders")
        .within(1, 1'000'000)
        .show_default();
    call.check = [options](const CommandRun& run) { check(*options, run); };
    call.plan = [options](CommandRun& run) {
        const auto request = sampled_request(*options, parse_mixture(options->spec).mixture, run.seed());
        if (!request) return std::vector<std::string>{"closed formulas: less than a second"};
        return std::vector<std::string>{fmt::format(
            "{} censuses, about {:.0f} s on {} threads (within a factor of three)", request->samples,
            std::ceil(estimated_seconds(*request) / thread_count()), thread_count())};
    };
    call.run = [options](CommandRun& run) { return make_pairs(*options, run); };
    return call;
}

}  // namespace

RowCommand pairs_command() {
    RowCommand command;
    command.name = "pairs";
    command.description = "The landscape seen from one minimum: two-point complexity by overlap and energy";
    command.notes =
        "Columns: "
        "mixture,reference_energy,overlap,energy,radial,kind,lowest_eigenvalue,isolated_eigenvalue,\n"
        "eigenvector_overlap,reference_kind,complexity,typical_complexity,mutual_overlap,sampled_points. The "
        "remark gives "
        "q*, where the\n"
        "lowest points turn from minima to saddles that face the reference, their energy u* and the barrier "
        "u* - u0:\n"
        "a statement on saddles, not on paths. The complexity is annealed over the second point.\n\n"
        "Examples:\n"
        "  glasscape pairs pure:3 --energy -1.650387227289 --out map.csv --lowest lowest.csv --barrier "
        "barrier.csv\n"
        "  glasscape pairs resnet:p=10,beta=1,field=drop --energy -1.92 --typical --overlap 0.5:0.9:0.01\n"
        "  glasscape pairs pure:3 --energy -1.65 --size 8 --samples 20 --out map.csv --points points.csv";
    command.tables = {{"rows", ""},
                      {"lowest", "CSV file for the lowest points by overlap"},
                      {"barrier", "CSV file for q*, q_max, barrier and the second-moment verdict, one row"},
                      {"points", "CSV file for the points around minima of samples"}};
    command.kept_for_resume = part_of_same_out;
    command.make = pairs_call;
    return command;
}

}  // namespace glasscape::cli
