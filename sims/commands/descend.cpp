#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/mixture/spec.hpp"

#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

struct DescendArguments {
    std::string spec;
    int size = 0;
    std::int64_t replicas = 16;
    std::int64_t disorders = 1;
    std::string method = "gradient";
    std::string couplings = "auto";
    std::string precision = "single";
    std::optional<double> temperature;
    std::optional<double> step;
    std::optional<double> momentum;
    std::optional<double> noise;
    double tolerance = 1e-6;
    double max_kurtosis = 0.01;
    std::int64_t features = 0;
    std::int64_t steps = 1000;
    LongRunOptions long_run;
    TableOptions table;
};

template <class Value>
Value choice(const std::string& option, const std::string& text, const std::map<std::string, Value>& values) {
    if (const auto found = values.find(text); found != values.end()) return found->second;
    std::string names;
    for (const auto& [name, value] : values)
        names += (names.empty() ? "" : ", ") + name;
    throw std::invalid_argument(fmt::format("{} '{}' is unknown, use one of {}", option, text, names));
}

// What an option of one method says to the others.
void require_method(const std::string& option, bool given, const std::string& method,
                    const std::string& chosen) {
    if (given && chosen != method)
        throw std::invalid_argument(
            fmt::format("{} belongs to --method {}: {} has no use for it", option, method, chosen));
}

DescentRequest request_of(const DescendArguments& options, TableRun& table_run) {
    const auto parsed = parse_mixture(options.spec);
    if (!parsed.note.empty()) table_run.note(parsed.note);
    DescentRequest request{parsed.mixture, options.size, options.replicas, options.disorders,
                           options.table.seed};
    request.dynamics.method = choice<Method>("--method", options.method,
                                             {{"gradient", Method::gradient},
                                              {"momentum", Method::momentum},
                                              {"stochastic", Method::stochastic},
                                              {"langevin", Method::langevin}});
    if (request.dynamics.method == Method::langevin && !options.temperature)
        throw std::invalid_argument(
            "--method langevin needs --temperature T, in units of H per spin, e.g. 0.5");
    require_method("--temperature", options.temperature.has_value(), "langevin", options.method);
    require_method("--momentum", options.momentum.has_value(), "momentum", options.method);
    require_method("--noise", options.noise.has_value(), "stochastic", options.method);
    request.dynamics.step = options.step;
    request.dynamics.steps = options.steps;
    request.dynamics.temperature = options.temperature.value_or(0.0);
    request.dynamics.momentum = options.momentum.value_or(request.dynamics.momentum);
    request.noise = options.noise.value_or(request.noise);
    request.dynamics.gradient_tolerance = options.tolerance;
    request.couplings.kind = choice<CouplingKind>("--couplings", options.couplings,
                                                  {{"auto", CouplingKind::automatic},
                                                   {"packed", CouplingKind::packed},
                                                   {"generated", CouplingKind::generated},
                                                   {"sketched", CouplingKind::sketched}});
    request.couplings.precision = choice<Precision>(
        "--precision", options.precision,
        {{"half", Precision::half}, {"single", Precision::single}, {"double", Precision::double_float}});
    request.couplings.backend = backend_of(options.table);
    request.couplings.features = options.features;
    request.couplings.max_excess_kurtosis = options.max_kurtosis;
    return request;
}

// A sketch with few features has minima of its own.
void warn_of_features(const CouplingPlan& plan, const DescentRequest& request, TableRun& table_run) {
    if (plan.feature_energy <= 1.5 * request.couplings.safe_feature_energy) return;
    table_run.note(
        fmt::format("a single feature of the sketch reaches |H|/N = {:.2g}: the landscape has the covariance "
                    "of the mixture, but "
                    "minima of its own; dynamics that go low end in them, beyond the ground state of the "
                    "mixture. Use a smaller N, "
                    "--couplings generated, or short times",
                    plan.feature_energy));
}

// Small systems leave the threads to the disorders, large ones need them within an evaluation.
constexpr double operations_worth_threads = 2e7;

void run_descend(const DescendArguments& options, const Command& command) {
    TableRun table_run(*command, options.table, true);
    auto request = request_of(options, table_run);
    const auto plan = plan_descent(request);
    if (options.long_run.dry_run) {
        for (const auto& line : describe(plan))
            print_output(line + "\n");
        constexpr double operations_per_second = 5e10;
        print_output(fmt::format("about {:.2g} s on {} threads\n",
                                 plan.operations *
                                     static_cast<double>((request.dynamics.steps + 1) * request.disorders) /
                                     (operations_per_second * thread_count()),
                                 thread_count()));
        return;
    }
    for (const auto& line : describe(plan))
        table_run.note(line);
    warn_of_features(plan, request, table_run);
    request.lowest_energy = lowest_possible_energy(request, plan);
    Part part(table_run.part_target(), fingerprint(request, plan), descent_table().columns());
    const auto done = table_run.open_part(part, options.long_run);
    std::vector<std::vector<DescentRecord>> records(static_cast<std::size_t>(request.disorders));
    Progress progress("steps", request.disorders * request.dynamics.steps);
    const auto task = [&](std::int64_t d) {
        auto& slot = records[static_cast<std::size_t>(d)];
        const auto unit = fmt::format("disorder {}", d);
        if (const auto before = done.find(unit); before != done.end()) {
            slot = records_of(before->second);
            return;
        }
        slot = descend(request, d, [&] { progress.advance(); });
        Table rows = descent_table();
        add_records(rows, slot);
        part.keep(unit, rows);
    };
    table_run.work_with_part(part, [&] {
        if (plan.operations < operations_worth_threads)
            parallel_for(request.disorders, task);
        else
            for (std::int64_t d = 0; d < request.disorders; ++d)
                task(d);
        Table table = descent_table();
        for (const auto& of_disorder : records)
            add_records(table, of_disorder);
        table_run.finish(table);
    });
}

}  // namespace

void add_descend(const Parser& app, const Command& command) {
    auto options = std::make_shared<DescendArguments>();
    const auto sub = app.add_subcommand("descend", "Dynamics of many replicas on drawn Hamiltonians");
    sub.add_option("SPEC", options->spec, "mixture spec, e.g. pure:3 or resnet:p=10,beta=0.5").required();
    sub.add_option("--size", options->size, "number of spins N").required();
    sub.add_option("--replicas", options->replicas, "replicas on each disorder").shows_default();
    sub.add_option("--disorders", options->disorders, "number of disorders").shows_default();
    sub.add_option("--method", options->method, "gradient, momentum, stochastic or langevin").shows_default();
    sub.add_option("--steps", options->steps, "steps, one evaluation each").shows_default();
    sub.add_option("--step", options->step,
                   "step h; absent: line search for gradient, 0.02 for the other methods");
    sub.add_option("--temperature", options->temperature, "temperature T of langevin");
    sub.add_option("--momentum", options->momentum, "momentum m in [0, 1); absent: 0.9");
    sub.add_option("--noise", options->noise, "amplitude of the noise of stochastic; absent: 0.5");
    sub.add_option("--tolerance", options->tolerance, "a replica rests below this gradient norm")
        .shows_default();
    sub.add_option("--couplings", options->couplings, "auto, packed, generated or sketched").shows_default();
    sub.add_option("--precision", options->precision, "couplings: half, single or double").shows_default();
    sub.add_option("--features", options->features,
                   "features of each sketched order; 0: chosen from the weights")
        .shows_default();
    sub.add_option("--max-kurtosis", options->max_kurtosis, "largest excess kurtosis of sketched couplings")
        .shows_default();
    add_long_run_options(sub, options->long_run);
    add_table_options(sub, options->table);
    sub.footer(
        "Columns: disorder,replica,step,time,energy,gradient_norm,radial, at steps spaced by their "
        "logarithm. Energies\n"
        "are H/N. Orders whose couplings fit are packed; high orders at large N are sketched: same "
        "covariance, nearly\n"
        "the same law. What was chosen is printed.\n\n"
        "Examples:\n"
        "  glasscape descend pure:3 --size 100 --replicas 16 --steps 200\n"
        "  glasscape descend pure:2 --size 50 --method langevin --temperature 0.5 --steps 100\n"
        "  glasscape descend resnet:p=10,beta=0.5 --size 200 --replicas 32 --dry-run");
    sub.callback([options, command] { run_descend(*options, command); });
}

}  // namespace glasscape::cli
