#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/trajectory/infinite_size.hpp"

#include "commands/mixture_specs.hpp"

namespace glasscape::cli {
namespace {

struct DescendArguments {
    std::string spec;
    std::string size;
    std::optional<std::int64_t> replicas;
    std::int64_t disorders = 1;
    std::string start = "random";
    std::string method = "gradient";
    std::string couplings = "auto";
    std::string precision = "single";
    std::optional<double> temperature;
    std::optional<double> step;
    std::optional<double> momentum;
    std::optional<double> noise;
    double tolerance = 1e-6;
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

constexpr const char* infinity = "inf";

int size_of(const std::string& text) {
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    const auto size = parse_integer(text);
    if (!size || *size < 2 || *size > most)
        throw std::invalid_argument(
            fmt::format("--size {}: a number of spins from 2 to {} is needed, or inf", text, most));
    return static_cast<int>(*size);
}

// One path stands for all disorders and replicas.
void require_infinite_options(const DescendArguments& options) {
    if (options.replicas.value_or(1) != 1 || options.disorders != 1)
        throw std::invalid_argument(
            "--size inf has one path, which all replicas of all disorders follow: leave --replicas and "
            "--disorders away");
    if (options.couplings != "auto")
        throw std::invalid_argument(fmt::format(
            "--couplings {} belongs to a number of spins: --size inf has no couplings", options.couplings));
}

// Tensors where their orders fit, else what is drawn along the path.
void choose_engine(const DescendArguments& options, DescentRequest& request) {
    if (options.couplings != "auto" && options.couplings != "conditional") return;
    auto couplings = request.couplings;
    couplings.replicas = request.replicas;
    if (options.couplings == "auto" && tensors_fit(request.mixture, request.size, couplings)) return;
    request.engine = DescentEngine::conditional;
    request.replicas = options.replicas.value_or(1);
}

DescentRequest request_of(const DescendArguments& options, const Mixture& mixture, const RunSettings& run) {
    const bool infinite = options.size == infinity;
    constexpr std::int64_t usual_replicas = 16;
    DescentRequest request{mixture, infinite ? 2 : size_of(options.size),
                           options.replicas.value_or(infinite ? 1 : usual_replicas), options.disorders,
                           run.seed};
    if (infinite) require_infinite_options(options);
    request.start_temperature = parse_start(options.start);
    if (!infinite && request.start_temperature > 0.0)
        throw std::invalid_argument("--start thermal:T belongs to --size inf");
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
                                                   {"conditional", CouplingKind::automatic}});
    request.couplings.precision = choice<Precision>(
        "--precision", options.precision,
        {{"half", Precision::half}, {"single", Precision::single}, {"double", Precision::double_float}});
    request.couplings.backend = backend_of(run.backend);
    if (infinite)
        request.engine = DescentEngine::infinite;
    else
        choose_engine(options, request);
    return request;
}

std::vector<std::string> describe(const DescentRequest& request, const CouplingPlan& couplings) {
    const double step = request.dynamics.step.value_or(default_step(request.mixture));
    switch (request.engine) {
        case DescentEngine::infinite:
            return {fmt::format(
                "N = infinity: the recursion for correlations and responses, steps of {:.3g}, {:.3g} MB",
                step, InfiniteSizePath::memory(static_cast<int>(request.dynamics.steps)) / 1e6)};
        case DescentEngine::conditional:
            return {fmt::format(
                "conditional couplings: energies and gradients drawn along the path, steps of {:.3g}", step)};
        case DescentEngine::tensors:
            break;
    }
    return describe(couplings);
}

std::vector<std::string> plan(const DescentRequest& request) {
    const auto couplings = plan_descent(request);
    auto lines = describe(request, couplings);
    if (request.engine != DescentEngine::tensors) return lines;
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
    for (const auto& line : describe(request, couplings))
        run.note(line);
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
    take.add("size", options->size, "number of spins N, or inf").require();
    take.add("replicas", options->replicas,
             "replicas on each disorder; absent: 16, with conditional couplings 1");
    take.add("disorders", options->disorders, "number of disorders").show_default();
    take.add("method", options->method, "gradient, momentum, stochastic or langevin").show_default();
    take.add("steps", options->steps, "steps, one evaluation each").show_default();
    take.add("start", options->start, "random, or at --size inf thermal:T, a sample of temperature T")
        .show_default();
    take.add("step", options->step,
             "step h; absent: with tensors line search for gradient and 0.02 for the other methods, else "
             "0.35/sqrt(nu''(1))");
    take.add("temperature", options->temperature, "temperature T of langevin");
    take.add("momentum", options->momentum, "momentum m in [0, 1); absent: 0.9");
    take.add("noise", options->noise, "amplitude of the noise of stochastic; absent: 0.5");
    take.add("tolerance", options->tolerance, "a replica rests below this gradient norm").show_default();
    take.add("couplings", options->couplings, "auto, packed, generated or conditional").show_default();
    take.add("precision", options->precision, "couplings: half, single or double").show_default();
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
        "Columns: "
        "disorder,replica,step,time,energy,gradient_norm,radial,overlap_with_start,marginality,anchors,"
        "discarded_variance,\n"
        "at steps spaced by their logarithm, at --size inf at each. Energies are H/N. Where the couplings of "
        "some "
        "order do\n"
        "not fit, energies and gradients are drawn along the path, exactly in law: any order, any size. What "
        "was "
        "chosen is\n"
        "printed.\n\n"
        "Examples:\n"
        "  glasscape descend pure:3 --size 100 --replicas 16 --steps 200\n"
        "  glasscape descend pure:2 --size 50 --method langevin --temperature 0.5 --steps 100\n"
        "  glasscape descend resnet:p=10,beta=0.5 --size 200 --disorders 2 --steps 100\n"
        "  glasscape descend resnet:p=100,beta=1,field=drop --size inf --step 0.002 --steps 500\n"
        "  glasscape descend resnet:p=100,beta=1,field=drop --size 1000000 --disorders 2 "
        "--steps 100";
    command.cuda = true;
    command.kept_for_resume = part_of_same_out;
    command.make = descend_call;
    return command;
}

}  // namespace glasscape::cli
