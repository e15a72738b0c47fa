#include "glasscape/experiment/descent.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/explore/path_dynamics.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/trajectory/anchored_path.hpp"
#include "glasscape/trajectory/infinite_size.hpp"

namespace glasscape {
namespace {

CouplingOptions couplings_of(const DescentRequest& request) {
    auto options = request.couplings;
    options.replicas = request.replicas;
    return options;
}

std::string method_name(DynamicsMethod method) {
    switch (method) {
        case DynamicsMethod::gradient:
            return "gradient";
        case DynamicsMethod::momentum:
            return "momentum";
        case DynamicsMethod::stochastic:
            return "stochastic";
        case DynamicsMethod::langevin:
            return "langevin";
    }
    return "";
}

std::string precision_name(Precision precision) {
    switch (precision) {
        case Precision::half:
            return "half";
        case Precision::single:
            return "single";
        case Precision::double_float:
            return "double";
    }
    return "";
}

std::string engine_name(DescentEngine engine) {
    switch (engine) {
        case DescentEngine::tensors:
            return "tensors";
        case DescentEngine::conditional:
            return "conditional";
        case DescentEngine::infinite:
            return "infinite";
    }
    return "";
}

double marginality(const Mixture& mixture, double radial) {
    return mixture.nu2() > 0.0 ? -radial / (2.0 * std::sqrt(mixture.nu2()))
                               : std::numeric_limits<double>::quiet_NaN();
}

double number_or_nan(const CsvText& rows, std::size_t row, const char* column) {
    return rows.at(row, column).empty() ? std::numeric_limits<double>::quiet_NaN() : rows.number(row, column);
}

InfiniteDynamics infinite_dynamics(const DescentRequest& request) {
    const auto& dynamics = request.dynamics;
    InfiniteDynamics infinite;
    infinite.step = dynamics.step.value_or(default_step(request.mixture));
    if (dynamics.method == DynamicsMethod::momentum) infinite.momentum = dynamics.momentum;
    if (dynamics.method == DynamicsMethod::langevin) infinite.temperature = dynamics.temperature;
    if (dynamics.method == DynamicsMethod::stochastic) infinite.batch_noise = request.noise;
    if (request.start_temperature > 0.0) infinite.start_inverse_temperature = 1.0 / request.start_temperature;
    return infinite;
}

void require_infinite(const DescentRequest& request) {
    require_sound(request.dynamics);
    require_sound(infinite_dynamics(request));
    constexpr std::int64_t most_steps = 1'000'000;
    const auto steps = std::min(request.dynamics.steps, most_steps);
    const double bytes = InfiniteSizePath::memory(static_cast<int>(steps));
    if (bytes > 0.5 * static_cast<double>(free_memory()))
        throw std::invalid_argument(
            fmt::format("{} steps at N = infinity need {:.3g} GB of memory, more than half of what is free: "
                        "take fewer --steps, or longer ones with --step",
                        request.dynamics.steps, bytes / 1e9));
    if (request.start_temperature > 0.0 && !annealed_is_quenched(request.mixture, request.start_temperature))
        throw std::invalid_argument(
            fmt::format("a start of temperature {} is below the transition of {} (or it has a field), where "
                        "annealed and quenched averages part: take a higher temperature",
                        request.start_temperature, request.mixture.spec()));
}

// Replicas know what all of them saw: their anchors add up, in a small system until every direction is known.
void require_few_replicas(const DescentRequest& request) {
    constexpr int large = 10'000;
    const std::int64_t most = request.size < large ? 1 : 8;
    if (request.replicas > most)
        throw std::invalid_argument(fmt::format(
            "{} replicas on one landscape with conditional couplings at N = {}: its reach is {}; take "
            "--disorders {} --replicas 1",
            request.replicas, request.size, most, request.replicas * request.disorders));
}

// Noise makes every point new: as many anchors as steps.
void require_short_if_rough(const DescentRequest& request) {
    constexpr std::int64_t reach = 200;
    const bool rough = request.dynamics.method == DynamicsMethod::langevin ||
                       request.dynamics.method == DynamicsMethod::stochastic;
    if (rough && request.dynamics.steps * request.replicas > reach)
        throw std::invalid_argument(fmt::format(
            "{} steps of {} on conditional couplings: with noise they reach {} steps (replicas "
            "times --steps); take --size inf, or orders and a size whose couplings fit",
            request.dynamics.steps * request.replicas, method_name(request.dynamics.method), reach));
}

std::vector<DescentRecord> descend_at_infinity(const DescentRequest& request,
                                               const std::function<void()>& advance) {
    const auto steps = static_cast<int>(request.dynamics.steps);
    InfiniteSizePath path(request.mixture, infinite_dynamics(request), steps);
    std::vector<DescentRecord> records;
    for (int step = 0;; ++step) {
        const auto& point = path.point();
        records.push_back({0, 0, point.step, point.time, point.energy, point.gradient_norm, point.radial,
                           point.overlap_with_start, marginality(request.mixture, point.radial), -1,
                           std::numeric_limits<double>::quiet_NaN()});
        if (step == steps) return records;
        throw_if_interrupted();
        path.advance();
        if (advance) advance();
    }
}

std::vector<DescentRecord> descend_along_path(const DescentRequest& request, std::int64_t disorder,
                                              const std::function<void()>& advance) {
    const auto& mixture = request.mixture;
    AnchoredPath landscape(mixture, request.size, request.seed, static_cast<std::uint64_t>(disorder),
                           tolerances_for(mixture, request.size));
    auto dynamics = request.dynamics;
    if (!dynamics.step) dynamics.step = default_step(mixture);
    const DynamicsRun run{request.seed, static_cast<std::uint64_t>(disorder),
                          request.noise * std::sqrt(mixture.nu1()), advance};
    std::vector<DescentRecord> records;
    run_path_dynamics(
        landscape, request.replicas, dynamics, log_spaced_steps(dynamics.steps, request.records_per_decade),
        [&](const PathSnapshot& snapshot) {
            records.push_back({disorder, snapshot.replica, snapshot.step, snapshot.time, snapshot.energy,
                               snapshot.gradient_norm, snapshot.radial, snapshot.overlap_with_start,
                               marginality(mixture, snapshot.radial), snapshot.anchors,
                               snapshot.discarded_variance});
        },
        run);
    return records;
}

std::vector<DescentRecord> descend_on_tensors(const DescentRequest& request, std::int64_t disorder,
                                              const std::function<void()>& advance) {
    const Hamiltonian hamiltonian(request.mixture, request.size,
                                  {request.seed, static_cast<std::uint32_t>(disorder)},
                                  couplings_of(request));
    const auto n = static_cast<std::size_t>(request.size);
    std::vector<double> starts(static_cast<std::size_t>(request.replicas) * n);
    for (std::size_t m = 0; m < static_cast<std::size_t>(request.replicas); ++m) {
        RandomStream stream(request.seed, Stream::start, static_cast<std::uint64_t>(disorder) << 32 | m);
        draw_uniform_point(stream, std::span(starts).subspan(m * n, n));
    }
    const auto& dynamics = request.dynamics;
    const DynamicsRun run{request.seed, static_cast<std::uint64_t>(disorder),
                          request.noise * std::sqrt(request.mixture.nu1()), advance};
    std::vector<DescentRecord> records;
    run_dynamics(
        hamiltonian, starts, dynamics, log_spaced_steps(dynamics.steps, request.records_per_decade),
        [&](const Snapshot& snapshot) {
            for (std::size_t m = 0; m < snapshot.energies.size(); ++m)
                records.push_back(
                    {disorder, static_cast<std::int64_t>(m), snapshot.step, snapshot.times[m],
                     snapshot.energies[m], snapshot.gradient_norms[m], snapshot.radials[m],
                     overlap(std::span(starts).subspan(m * n, n), snapshot.states.subspan(m * n, n)),
                     marginality(request.mixture, snapshot.radials[m]), -1,
                     std::numeric_limits<double>::quiet_NaN()});
        },
        run);
    return records;
}

}  // namespace

double default_step(const Mixture& mixture) {
    return 0.35 / std::sqrt(std::max(mixture.nu2(), 1.0));
}

double parse_start(const std::string& text) {
    if (text == "random") return 0.0;
    const std::string prefix = "thermal:";
    if (text.starts_with(prefix)) {
        const auto temperature = parse_real(text.substr(prefix.size()));
        if (temperature && *temperature > 0.0 && std::isfinite(*temperature)) return *temperature;
    }
    throw std::invalid_argument(
        fmt::format("--start {}: random or thermal:T with T > 0 is needed, such as thermal:1.5", text));
}

bool annealed_is_quenched(const Mixture& mixture, double temperature) {
    if (mixture.field_weight() > 0.0) return false;
    const double b2 = 1.0 / (temperature * temperature);
    constexpr int grid = 20'000;
    for (int i = 1; i < grid; ++i) {
        const double q = static_cast<double>(i) / grid;
        if (b2 * mixture.nu(q) + q + std::log1p(-q) > 0.0) return false;
    }
    return true;
}

CouplingPlan plan_descent(const DescentRequest& request) {
    if (request.engine == DescentEngine::infinite) {
        require_infinite(request);
        return {};
    }
    if (request.size < 2)
        throw std::invalid_argument(
            fmt::format("size {}: dynamics on a sphere need at least 2 spins", request.size));
    if (request.replicas < 1 || request.disorders < 1)
        throw std::invalid_argument("replicas and disorders must be at least 1");
    if (!(request.noise >= 0.0))
        throw std::invalid_argument("the amplitude of the noise must not be negative");
    require_sound(request.dynamics);
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    if (request.replicas > most || request.disorders > most || request.dynamics.steps > most)
        throw std::invalid_argument(
            fmt::format("replicas, disorders and steps may each be {} at most", most));
    if (request.engine == DescentEngine::conditional) {
        require_few_replicas(request);
        require_short_if_rough(request);
        return {};
    }
    return plan_couplings(request.mixture, request.size, couplings_of(request));
}

std::vector<DescentRecord> descend(const DescentRequest& request, std::int64_t disorder,
                                   const std::function<void()>& advance) {
    switch (request.engine) {
        case DescentEngine::infinite:
            return descend_at_infinity(request, advance);
        case DescentEngine::conditional:
            return descend_along_path(request, disorder, advance);
        case DescentEngine::tensors:
            break;
    }
    return descend_on_tensors(request, disorder, advance);
}

Fingerprint fingerprint(const DescentRequest& request, const CouplingPlan& plan) {
    const auto& dynamics = request.dynamics;
    std::string couplings;
    for (const auto& line : describe(plan))
        couplings += (couplings.empty() ? "" : "; ") + line;
    return {{"format", "2"},
            {"engine", engine_name(request.engine)},
            {"start_temperature", fmt::format("{}", request.start_temperature)},
            {"mixture", request.mixture.spec()},
            {"size", fmt::format("{}", request.size)},
            {"seed", fmt::format("{}", request.seed)},
            {"method", method_name(dynamics.method)},
            {"steps", fmt::format("{}", dynamics.steps)},
            {"step", dynamics.step ? fmt::format("{}", *dynamics.step) : "chosen by the method"},
            {"replicas", fmt::format("{}", request.replicas)},
            {"temperature", fmt::format("{}", dynamics.temperature)},
            {"momentum", fmt::format("{}", dynamics.momentum)},
            {"noise", fmt::format("{}", request.noise)},
            {"tolerance", fmt::format("{}", dynamics.gradient_tolerance)},
            {"precision", precision_name(request.couplings.precision)},
            {"couplings", couplings},
            {"backend", backend_name(request.couplings.backend)}};
}

Table descent_table() {
    return Table({{"disorder", ColumnType::integer, "1", "number of the disorder"},
                  {"replica", ColumnType::integer, "1", "number of the replica"},
                  {"step", ColumnType::integer, "1", "evaluations of the landscape after the first"},
                  {"time", ColumnType::real, "1", "sum of the steps h"},
                  {"energy", ColumnType::real, "H/N", "energy per spin"},
                  {"gradient_norm", ColumnType::real, "1", "|tangential gradient|/sqrt N"},
                  {"radial", ColumnType::real, "1", "radial derivative per spin, x = s.grad H/N"},
                  {"overlap_with_start", ColumnType::real, "1", "overlap with the state at step 0"},
                  {"marginality", ColumnType::real, "1",
                   "-x/(2 sqrt nu''(1)): 1 where the bulk of the Hessian touches 0"},
                  {"anchors", ColumnType::integer, "1",
                   "gradients drawn rather than predicted so far; empty without conditional couplings"},
                  {"discarded_variance", ColumnType::real, "nu'(1)",
                   "largest variance that was left out as known; empty without conditional couplings"}});
}

void add_records(Table& table, const std::vector<DescentRecord>& records) {
    for (const auto& record : records)
        table.add_row({record.disorder, record.replica, record.step, record.time, record.energy,
                       record.gradient_norm, record.radial, record.overlap_with_start,
                       cell_or_empty(record.marginality),
                       record.anchors < 0 ? Cell{std::monostate{}} : Cell{record.anchors},
                       cell_or_empty(record.discarded_variance)});
}

std::vector<DescentRecord> records_of(const CsvText& rows) {
    std::vector<DescentRecord> records;
    for (std::size_t row = 0; row < rows.rows.size(); ++row)
        records.push_back({rows.integer(row, "disorder"), rows.integer(row, "replica"),
                           rows.integer(row, "step"), rows.number(row, "time"), rows.number(row, "energy"),
                           rows.number(row, "gradient_norm"), rows.number(row, "radial"),
                           rows.number(row, "overlap_with_start"), number_or_nan(rows, row, "marginality"),
                           rows.at(row, "anchors").empty() ? -1 : rows.integer(row, "anchors"),
                           number_or_nan(rows, row, "discarded_variance")});
    return records;
}

void for_each_disorder(const CouplingPlan& plan, std::int64_t disorders,
                       const std::function<void(std::int64_t)>& run) {
    constexpr double operations_worth_threads = 2e7;
    if (plan.operations < operations_worth_threads) {
        parallel_for(disorders, run);
        return;
    }
    for (std::int64_t d = 0; d < disorders; ++d)
        run(d);
}

std::vector<std::vector<DescentRecord>> descend_all(const DescentRequest& request, const CouplingPlan& plan,
                                                    Part& part,
                                                    const std::map<std::string, CsvText>& before) {
    std::vector<std::vector<DescentRecord>> records(static_cast<std::size_t>(request.disorders));
    Progress progress("steps", request.disorders * request.dynamics.steps);
    for_each_disorder(plan, request.disorders, [&](std::int64_t d) {
        auto& slot = records[static_cast<std::size_t>(d)];
        const auto unit = fmt::format("disorder {}", d);
        if (const auto found = before.find(unit); found != before.end()) {
            slot = records_of(found->second);
            return;
        }
        slot = descend(request, d, [&] { progress.advance(); });
        Table rows = descent_table();
        add_records(rows, slot);
        part.keep(unit, rows);
    });
    return records;
}

}  // namespace glasscape
