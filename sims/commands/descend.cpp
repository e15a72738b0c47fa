#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/experiment/engine_choice.hpp"
#include "glasscape/mixture/spec.hpp"

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
    std::string precision;
    std::optional<double> temperature;
    std::optional<double> step;
    std::optional<double> momentum;
    std::optional<double> noise;
    std::optional<int> batches;
    bool gradient_flow = false;
    double tolerance = 1e-6;
    std::int64_t steps = 1000;
    bool hessian = false;
    bool critical_point = false;
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

// What --couplings says of the engine and, for tensors, of how they are kept.
struct CouplingChoice {
    std::optional<DescentEngine> engine;  // none: the cheaper one
    CouplingKind kind = CouplingKind::automatic;
};

CouplingChoice coupling_choice(const std::string& text) {
    return choice<CouplingChoice>("--couplings", text,
                                  {{"auto", {}},
                                   {"packed", {DescentEngine::tensors, CouplingKind::packed}},
                                   {"generated", {DescentEngine::tensors, CouplingKind::generated}},
                                   {"conditional", {DescentEngine::conditional}}});
}

// Options that have no meaning without tensors.
void require_tensor_options(const DescendArguments& options, const RunSettings& run, DescentEngine engine) {
    if (engine == DescentEngine::tensors) return;
    const bool conditional = engine == DescentEngine::conditional;
    const std::string why =
        conditional ? "conditional couplings are drawn along the path, in double precision on the "
                      "processor: take --couplings packed"
                    : "--size inf has none and computes in double precision";
    if (!options.precision.empty())
        throw std::invalid_argument("--precision belongs to couplings that are kept or generated: " + why);
    if (conditional && run.backend == "cuda")
        throw std::invalid_argument("--backend cuda belongs to couplings that are kept or generated: " + why);
}

// Engine, couplings and replicas; the reason of the choice if there was one.
std::string choose_engine(const DescendArguments& options, const RunSettings& run, DescentRequest& request) {
    const auto wanted = coupling_choice(options.couplings);
    request.couplings.kind = wanted.kind;
    request.couplings.precision = choice<Precision>(
        "--precision", options.precision.empty() ? "single" : options.precision,
        {{"half", Precision::half}, {"single", Precision::single}, {"double", Precision::double_float}});
    request.couplings.backend = backend_of(run.backend);
    request.replicas = options.replicas.value_or(1);
    std::string reason;
    if (options.size == infinity) {
        request.engine = DescentEngine::infinite;
        // A device where it is asked for: its sums have another order.
        request.couplings.backend = run.backend == "cuda" ? Backend::cuda : Backend::cpu;
    } else if (wanted.engine) {
        request.engine = *wanted.engine;
    } else {
        auto cheaper = cheaper_engine(request);
        request.engine = cheaper.engine;
        reason = std::move(cheaper.reason);
    }
    require_tensor_options(options, run, request.engine);
    constexpr std::int64_t usual_replicas = 16;
    if (request.engine == DescentEngine::tensors)
        request.replicas = options.replicas.value_or(usual_replicas);
    return reason;
}

// What runs, and why on that engine if it was chosen by its costs.
struct ChosenDescent {
    DescentRequest request;
    std::string reason{};
};

ChosenDescent request_of(const DescendArguments& options, const Mixture& mixture, const RunSettings& run) {
    const bool infinite = options.size == infinity;
    DescentRequest request{mixture, infinite ? 2 : size_of(options.size), options.replicas.value_or(1),
                           options.disorders, run.seed};
    if (infinite) require_infinite_options(options);
    request.start_temperature = parse_start(options.start);
    if (!infinite && request.start_temperature > 0.0)
        throw std::invalid_argument("--start thermal:T belongs to --size inf");
    request.gradient_flow = options.gradient_flow;
    if (!infinite && request.gradient_flow)
        throw std::invalid_argument(
            "--gradient-flow belongs to --size inf, where steps of three lengths tell their limit");
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
    require_method("--batches", options.batches.has_value(), "stochastic", options.method);
    request.dynamics.step = options.step;
    request.dynamics.steps = options.steps;
    request.hessian = options.hessian;
    request.critical_point = options.critical_point;
    request.dynamics.temperature = options.temperature.value_or(0.0);
    request.dynamics.momentum = options.momentum.value_or(request.dynamics.momentum);
    request.noise = options.noise.value_or(request.noise);
    request.dynamics.batches = options.batches.value_or(0);
    if (options.batches && *options.batches < 1)
        throw std::invalid_argument(fmt::format("--batches {}: at least 1 is needed", *options.batches));
    request.dynamics.gradient_tolerance = options.tolerance;
    auto reason = choose_engine(options, run, request);
    return {std::move(request), std::move(reason)};
}

std::vector<std::string> describe(const ChosenDescent& chosen, const CouplingPlan& couplings) {
    const auto& request = chosen.request;
    std::vector<std::string> lines;
    if (!chosen.reason.empty()) lines.push_back(chosen.reason);
    const double step = request.dynamics.step.value_or(default_step(request.mixture));
    if (request.engine == DescentEngine::infinite)
        lines.push_back(fmt::format(
            "N = infinity: the recursion for correlations and responses, steps of {:.3g}{}, {:.3g} MB", step,
            request.gradient_flow ? ", their halves and quarters, and the limit" : "",
            memory_at_infinity(request) / 1e6));
    else if (request.engine == DescentEngine::conditional)
        lines.push_back(fmt::format(
            "conditional couplings: energies and gradients drawn along the path, steps of {:.3g}", step));
    else
        for (auto& line : describe(couplings))
            lines.push_back(std::move(line));
    return lines;
}

std::vector<std::string> plan(const ChosenDescent& chosen) {
    const auto& request = chosen.request;
    const auto couplings = plan_descent(request);
    auto lines = describe(chosen, couplings);
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
    const auto chosen = request_of(options, parse_mixtures({options.spec}, run).front(), run.settings());
    const auto& request = chosen.request;
    const auto couplings = plan_descent(request);
    for (const auto& line : describe(chosen, couplings))
        run.note(line);
    std::vector<std::vector<DescentRecord>> records;
    run.by_units(fingerprint(request, couplings), descent_table(request).columns(),
                 [&](Part& part, const CommandRun::Units& before) {
                     records = descend_all(request, couplings, part, before);
                 });
    Table table = descent_table(request);
    for (const auto& of_disorder : records)
        add_records(table, of_disorder, request);
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
    take.add(
        "gradient-flow", options->gradient_flow,
        "at --size inf, the limit of small steps: extrapolated from steps of h, h/2 and h/4, with its error");
    take.add("temperature", options->temperature, "temperature T of langevin");
    take.add("momentum", options->momentum, "momentum m in [0, 1); absent: 0.9");
    take.add("noise", options->noise, "amplitude of the noise of stochastic; absent: 0.5");
    take.add("batches", options->batches,
             "stochastic: landscapes of the noise, met in turn; absent: a new one at each step");
    take.add("tolerance", options->tolerance, "a replica rests below this gradient norm").show_default();
    take.add("hessian", options->hessian,
             "adds the ends of the Hessian's spectrum where each replica ended, and how many eigenvalues are "
             "negative");
    take.add(
        "critical-point", options->critical_point,
        "adds the critical point nearby, of any index, that a search from where each replica ended leads to");
    take.add("couplings", options->couplings, "auto, packed, generated or conditional").show_default();
    take.add("precision", options->precision,
             "couplings that are kept or generated: half, single or double; absent: single");
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
        "discarded_variance,flow_error,\n"
        "at steps spaced by their logarithm, at --size inf at each. Energies are H/N. Where couplings would "
        "take\n"
        "longer, by measured costs, energies and gradients are drawn along the path, exactly in law: any "
        "order,\n"
        "any size. What was chosen and why is printed. --hessian adds "
        "lowest_eigenvalue,second_eigenvalue,\n"
        "highest_eigenvalue,negative_eigenvalues,negative_error,outliers of the tangent Hessian to the last "
        "row "
        "of\n"
        "each replica, --critical-point "
        "critical_energy,critical_radial,critical_index,critical_overlap,critical_gradient_norm.\n\n"
        "Examples:\n"
        "  glasscape descend pure:3 --size 100 --replicas 16 --steps 200\n"
        "  glasscape descend pure:2 --size 50 --method langevin --temperature 0.5 --steps 100\n"
        "  glasscape descend resnet:p=10,beta=0.5 --size 200 --disorders 2 --steps 100\n"
        "  glasscape descend resnet:p=100,beta=1,field=drop --size inf --step 0.002 --steps 500\n"
        "  glasscape descend pure:3 --size inf --gradient-flow --step 0.05 --steps 200\n"
        "  glasscape descend resnet:p=100,beta=1,field=drop --size 100000 --disorders 2 "
        "--steps 100 --hessian\n"
        "  glasscape descend resnet:p=10,beta=0.5 --size 20 --couplings conditional --steps 100 "
        "--critical-point";
    command.cuda = true;
    command.kept_for_resume = part_of_same_out;
    command.make = descend_call;
    return command;
}

}  // namespace glasscape::cli
