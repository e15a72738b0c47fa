#include "glasscape/experiment/descent.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/engine_choice.hpp"
#include "glasscape/explore/path_dynamics.hpp"
#include "glasscape/explore/path_landscape.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/trajectory/anchored_path.hpp"

#include "experiment/infinite_descent.hpp"

namespace glasscape {
namespace {

CouplingOptions couplings_of(const DescentRequest& request) {
    auto options = request.couplings;
    options.replicas = request.replicas;
    // Batches have couplings of their own.
    if (request.dynamics.batches > 0) {
        const auto limit = options.memory_limit > 0 ? options.memory_limit : free_memory() / 2;
        options.memory_limit = std::max<std::int64_t>(1, limit / (request.dynamics.batches + 1));
    }
    return options;
}

std::vector<std::unique_ptr<Hamiltonian>> batches_of(const DescentRequest& request, std::int64_t disorder) {
    const auto seed = derived_seed(request.seed, Stream::noise, static_cast<std::uint64_t>(disorder));
    std::vector<std::unique_ptr<Hamiltonian>> batches;
    for (int b = 0; b < request.dynamics.batches; ++b)
        batches.push_back(std::make_unique<Hamiltonian>(request.mixture, request.size,
                                                        Disorder{seed, static_cast<std::uint32_t>(b)},
                                                        couplings_of(request)));
    return batches;
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

void require_hessian(const DescentRequest& request) {
    if (!request.hessian) return;
    if (request.engine == DescentEngine::tensors && request.size > most_spins_of_whole_spectrum)
        throw std::invalid_argument(fmt::format(
            "the Hessian of {} spins: with tensors all its eigenvalues are computed, of {} spins at "
            "most; take conditional couplings",
            request.size, most_spins_of_whole_spectrum));
    if (request.engine != DescentEngine::infinite) return;
    if (request.start_temperature > 0.0 || request.gradient_flow)
        throw std::invalid_argument(
            "--hessian at N = infinity is that of a path of very many spins, which starts at random and "
            "takes "
            "steps: leave the thermal start and --gradient-flow away");
    if (const auto why = beyond_conditional_reach(request); !why.empty())
        throw std::invalid_argument("--hessian at N = infinity is that of a path of very many spins: " + why);
}

void require_search(const DescentRequest& request) {
    if (!request.critical_point) return;
    if (request.engine == DescentEngine::infinite)
        throw std::invalid_argument(
            "--critical-point belongs to a number of spins: at N = infinity a search would have to see "
            "infinitely many directions");
    const bool tensors = request.engine == DescentEngine::tensors;
    const int most = tensors ? most_spins_of_whole_spectrum : most_spins_of_conditional_search;
    if (request.size > most)
        throw std::invalid_argument(fmt::format(
            "--critical-point with {} spins: {}, up to {} spins", request.size,
            tensors ? "its steps take all second derivatives"
                    : "on conditional couplings its steps come to know the whole landscape around",
            most));
}

// The search first: what --hessian then draws belongs to the landscape that it has seen.
void describe_end(DescentRecord& record, const DescentRequest& request, AnchoredPath& landscape,
                  std::span<const double> state) {
    if (request.critical_point) {
        const PathLandscape whole(landscape);
        std::vector<double> start(state.begin(), state.end());
        start.resize(static_cast<std::size_t>(whole.size()), 0.0);
        record.critical = critical_end(whole, start);
    }
    if (!request.hessian) return;
    const auto index =
        static_cast<std::uint64_t>(record.disorder) << 32 | static_cast<std::uint64_t>(record.replica);
    record.end = end_spectrum(landscape, request.mixture, unit_vector(state, landscape.size()),
                              derived_seed(request.seed, Stream::hessian, index));
}

// A search sees gradients that differ little: what a descent may leave out would show.
PathTolerances tolerances_of(const DescentRequest& request) {
    return request.critical_point ? PathTolerances{1e-8, 1e-6}
                                  : tolerances_for(request.mixture, request.size);
}

std::vector<DescentRecord> descend_along_path(const DescentRequest& request, std::int64_t disorder,
                                              const std::function<void()>& advance) {
    const auto& mixture = request.mixture;
    AnchoredPath landscape(mixture, request.size, request.seed, static_cast<std::uint64_t>(disorder),
                           tolerances_of(request), request.noise);
    auto dynamics = request.dynamics;
    if (!dynamics.step) dynamics.step = default_step(mixture);
    DynamicsRun run{request.seed, static_cast<std::uint64_t>(disorder),
                    request.noise * std::sqrt(mixture.nu1()), advance};
    std::vector<DescentRecord> records;
    run_path_dynamics(
        landscape, request.replicas, dynamics, log_spaced_steps(dynamics.steps, request.records_per_decade),
        [&](const PathSnapshot& snapshot) {
            records.push_back({disorder, snapshot.replica, snapshot.step, snapshot.time, snapshot.energy,
                               snapshot.gradient_norm, snapshot.radial, snapshot.overlap_with_start,
                               marginality(mixture, snapshot.radial), snapshot.anchors,
                               snapshot.discarded_variance});
            if (snapshot.last) describe_end(records.back(), request, landscape, snapshot.state);
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
    const auto batches = batches_of(request, disorder);
    DynamicsRun run{request.seed, static_cast<std::uint64_t>(disorder),
                    request.noise * std::sqrt(request.mixture.nu1()), advance};
    for (const auto& batch : batches)
        run.batch_landscapes.push_back(batch.get());
    run.batch_amplitude = request.noise;
    std::vector<DescentRecord> records;
    run_dynamics(
        hamiltonian, starts, dynamics, log_spaced_steps(dynamics.steps, request.records_per_decade),
        [&](const Snapshot& snapshot) {
            for (std::size_t m = 0; m < snapshot.energies.size(); ++m) {
                records.push_back(
                    {disorder, static_cast<std::int64_t>(m), snapshot.step, snapshot.times[m],
                     snapshot.energies[m], snapshot.gradient_norms[m], snapshot.radials[m],
                     overlap(std::span(starts).subspan(m * n, n), snapshot.states.subspan(m * n, n)),
                     marginality(request.mixture, snapshot.radials[m]), -1,
                     std::numeric_limits<double>::quiet_NaN()});
                if (!snapshot.last) continue;
                const auto state = snapshot.states.subspan(m * n, n);
                if (request.hessian) records.back().end = end_spectrum(hamiltonian, state);
                if (request.critical_point) records.back().critical = critical_end(hamiltonian, state);
            }
        },
        run);
    return records;
}

}  // namespace

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

CouplingPlan plan_descent(const DescentRequest& request) {
    require_hessian(request);
    require_search(request);
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
        if (const auto why = beyond_conditional_reach(request); !why.empty())
            throw std::invalid_argument(why);
        return {};
    }
    return plan_couplings(request.mixture, request.size, couplings_of(request));
}

std::vector<DescentRecord> descend(const DescentRequest& request, std::int64_t disorder,
                                   const std::function<void()>& advance) {
    switch (request.engine) {
        case DescentEngine::infinite:
            return descend_at_infinity(
                request,
                [&](std::int64_t steps) {
                    if (advance && steps > 0) advance();
                },
                nullptr);
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
    return {{"format", "3"},
            {"engine", engine_name(request.engine)},
            {"start_temperature", fmt::format("{}", request.start_temperature)},
            {"gradient_flow", request.gradient_flow ? "yes" : "no"},
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
            {"batches", fmt::format("{}", dynamics.batches)},
            {"tolerance", fmt::format("{}", dynamics.gradient_tolerance)},
            {"hessian", request.hessian ? "at the end" : "no"},
            {"critical_point", request.critical_point ? "from the end" : "no"},
            {"precision", precision_name(request.couplings.precision)},
            {"couplings", couplings},
            {"backend", backend_name(request.couplings.backend)}};
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
    Progress progress("steps", request.disorders * steps_of_one_disorder(request));
    for_each_disorder(plan, request.disorders, [&](std::int64_t d) {
        auto& slot = records[static_cast<std::size_t>(d)];
        const auto unit = fmt::format("disorder {}", d);
        if (const auto found = before.find(unit); found != before.end()) {
            slot = records_of(found->second);
            return;
        }
        slot = request.engine == DescentEngine::infinite
                   ? descend_at_infinity(
                         request, [&](std::int64_t steps) { progress.advance(steps); }, &part)
                   : descend(request, d, [&] { progress.advance(); });
        Table rows = descent_table(request);
        add_records(rows, slot, request);
        part.keep(unit, rows);
    });
    return records;
}

}  // namespace glasscape
