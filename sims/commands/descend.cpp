#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/mixture/spec.hpp"

#include "commands/mixture_specs.hpp"

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

Backend backend_of(const std::string& name) {
    if (name == "cuda") return Backend::cuda;
    if (name == "cpu") return Backend::cpu;
    return cuda_devices().names.empty() ? Backend::cpu : Backend::cuda;
}

DescentRequest request_of(const DescendArguments& options, const Mixture& mixture, const RunSettings& run) {
    DescentRequest request{mixture, options.size, options.replicas, options.disorders, run.seed};
    request.dynamics.method = choice<DynamicsMethod>("--method", options.method,
                                                     {{"gradient", DynamicsMethod::gradient},
                                                      {"momentum", DynamicsMethod::momentum},
                                                      {"stochastic", DynamicsMethod::stochastic},
                                                      {"langevin", DynamicsMethod::langevin}});
    if (request.dynamics.method == DynamicsMethod::langevin && !options.temperature)
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
    request.couplings.backend = backend_of(run.backend);
    request.couplings.features = options.features;
    request.couplings.max_excess_kurtosis = options.max_kurtosis;
    return request;
}

// A sketch with few features has minima of its own.
void warn_of_features(const CouplingPlan& plan, const DescentRequest& request, CommandRun& run) {
    if (plan.feature_energy <= 1.5 * request.couplings.safe_feature_energy) return;
    run.note(
        fmt::format("a single feature of the sketch reaches |H|/N = {:.2g}: the landscape has the covariance "
                    "of the mixture, but "
                    "minima of its own; dynamics that go low end in them, beyond the ground state of the "
                    "mixture. Use a smaller N, "
                    "--couplings generated, or short times",
                    plan.feature_energy));
}

std::vector<std::string> plan(const DescentRequest& request) {
    const auto couplings = plan_descent(request);
    auto lines = describe(couplings);
    constexpr double operations_per_second = 5e10;
    lines.push_back(fmt::format("about {:.2g} s on {} threads",
                                couplings.operations *
                                    static_cast<double>((request.dynamics.steps + 1) * request.disorders) /
                                    (operations_per_second * thread_count()),
                                thread_count()));
    return lines;
}

CommandResult make_descend(const DescendArguments& options, CommandRun& run) {
    auto request = request_of(options, parse_mixtures({options.spec}, run).front(), run.settings());
    const auto couplings = plan_descent(request);
    for (const auto& line : describe(couplings))
        run.note(line);
    warn_of_features(couplings, request, run);
    request.lowest_energy = lowest_possible_energy(request, couplings);
    std::vector<std::vector<DescentRecord>> records;
    run.by_units(fingerprint(request, couplings), descent_table().columns(),
                 [&](Part& part, const CommandRun::Units& before) {
                     records = descend_all(request, couplings, part, before);
                 });
    Table table = descent_table();
    for (const auto& of_disorder : records)
        add_records(table, of_disorder);
    return {{{"rows", std::move(table)}}};
}

CommandCall descend_call() {
    const auto options = std::make_shared<DescendArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("SPEC", options->spec, "mixture spec, e.g. pure:3 or resnet:p=10,beta=0.5").require();
    take.add("size", options->size, "number of spins N").require();
    take.add("replicas", options->replicas, "replicas on each disorder").show_default();
    take.add("disorders", options->disorders, "number of disorders").show_default();
    take.add("method", options->method, "gradient, momentum, stochastic or langevin").show_default();
    take.add("steps", options->steps, "steps, one evaluation each").show_default();
    take.add("step", options->step, "step h; absent: line search for gradient, 0.02 for the other methods");
    take.add("temperature", options->temperature, "temperature T of langevin");
    take.add("momentum", options->momentum, "momentum m in [0, 1); absent: 0.9");
    take.add("noise", options->noise, "amplitude of the noise of stochastic; absent: 0.5");
    take.add("tolerance", options->tolerance, "a replica rests below this gradient norm").show_default();
    take.add("couplings", options->couplings, "auto, packed, generated or sketched").show_default();
    take.add("precision", options->precision, "couplings: half, single or double").show_default();
    take.add("features", options->features, "features of each sketched order; 0: chosen from the weights")
        .show_default();
    take.add("max-kurtosis", options->max_kurtosis, "largest excess kurtosis of sketched couplings")
        .show_default();
    call.check = [options](const CommandRun& run) {
        request_of(*options, parse_mixture(options->spec).mixture, run.settings());
    };
    call.plan = [options](CommandRun& run) {
        return plan(request_of(*options, parse_mixtures({options->spec}, run).front(), run.settings()));
    };
    call.run = [options](CommandRun& run) { return make_descend(*options, run); };
    return call;
}

}  // namespace

RowCommand descend_command() {
    RowCommand command;
    command.name = "descend";
    command.description = "Dynamics of many replicas on drawn Hamiltonians";
    command.notes =
        "Columns: disorder,replica,step,time,energy,gradient_norm,radial, at steps spaced by their "
        "logarithm. Energies\n"
        "are H/N. Orders whose couplings fit are packed; high orders at large N are sketched: same "
        "covariance, nearly\n"
        "the same law. What was chosen is printed.\n\n"
        "Examples:\n"
        "  glasscape descend pure:3 --size 100 --replicas 16 --steps 200\n"
        "  glasscape descend pure:2 --size 50 --method langevin --temperature 0.5 --steps 100\n"
        "  glasscape descend resnet:p=10,beta=0.5 --size 200 --replicas 32 --dry-run";
    command.cuda = true;
    command.kept_for_resume = part_of_same_out;
    command.make = descend_call;
    return command;
}

}  // namespace glasscape::cli
