#include "glasscape/experiment/descent.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape {
namespace {

constexpr std::int64_t noise_features = 64;

CouplingOptions couplings_of(const DescentRequest& request) {
    auto options = request.couplings;
    options.replicas = request.replicas;
    return options;
}

// The gradient of a landscape of the same covariance, drawn anew at each step.
auto fresh_noise(const DescentRequest& request, std::int64_t disorder) {
    return
        [&request, disorder](std::int64_t step, std::span<const double> states, std::span<double> gradients) {
            CouplingOptions options;
            options.kind = CouplingKind::sketched;
            options.features = noise_features;
            options.max_excess_kurtosis = 1e300;
            const auto seed = derived_seed(request.seed, Stream::noise, static_cast<std::uint64_t>(disorder));
            const Hamiltonian noise(request.mixture, request.size,
                                    {seed, static_cast<std::uint32_t>(step), Stream::noise}, options);
            std::vector<double> energies(states.size() / static_cast<std::size_t>(request.size));
            std::vector<double> added(states.size());
            noise.energies_and_gradients(states, energies, added);
            for (std::size_t i = 0; i < gradients.size(); ++i)
                gradients[i] += request.noise * added[i];
        };
}

// A minimum that only the sketch of a mixture has is no result.
void require_possible(const DescentRequest& request, std::int64_t disorder, const Snapshot& snapshot) {
    for (std::size_t m = 0; m < snapshot.energies.size(); ++m)
        if (snapshot.energies[m] < request.lowest_energy)
            throw std::runtime_error(
                fmt::format("disorder {}, replica {} is at H/N = {:.4g} after {} steps, below {:.4g}, the "
                            "ground state of {} less "
                            "five standard deviations at N = {}: it fell into a minimum that only the sketch "
                            "of a high order has; "
                            "use a smaller --size, --couplings packed or generated, or fewer --steps",
                            disorder, m, snapshot.energies[m], snapshot.step, request.lowest_energy,
                            request.mixture.spec(), request.size));
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

}  // namespace

CouplingPlan plan_descent(const DescentRequest& request) {
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
    if (request.couplings.features < 0)
        throw std::invalid_argument(fmt::format(
            "features = {}: give a number above 0, or 0 to have it chosen", request.couplings.features));
    return plan_couplings(request.mixture, request.size, couplings_of(request));
}

double lowest_possible_energy(const DescentRequest& request, const CouplingPlan& plan) {
    const bool sketched = std::any_of(plan.orders.begin(), plan.orders.end(), [](const OrderPlan& order) {
        return order.kind == CouplingKind::sketched;
    });
    if (!sketched) return -std::numeric_limits<double>::infinity();
    return ground_state(request.mixture).energy - 5.0 / std::sqrt(static_cast<double>(request.size));
}

std::vector<DescentRecord> descend(const DescentRequest& request, std::int64_t disorder,
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
    DynamicsRun run{request.seed, static_cast<std::uint64_t>(disorder), {}, advance};
    if (dynamics.method == DynamicsMethod::stochastic) run.fresh_gradient = fresh_noise(request, disorder);
    std::vector<DescentRecord> records;
    run_dynamics(
        hamiltonian, starts, dynamics, log_spaced_steps(dynamics.steps, request.records_per_decade),
        [&](const Snapshot& snapshot) {
            require_possible(request, disorder, snapshot);
            for (std::size_t m = 0; m < snapshot.energies.size(); ++m)
                records.push_back({disorder, static_cast<std::int64_t>(m), snapshot.step, snapshot.times[m],
                                   snapshot.energies[m], snapshot.gradient_norms[m], snapshot.radials[m]});
        },
        run);
    return records;
}

Fingerprint fingerprint(const DescentRequest& request, const CouplingPlan& plan) {
    const auto& dynamics = request.dynamics;
    std::string couplings;
    for (const auto& line : describe(plan))
        couplings += (couplings.empty() ? "" : "; ") + line;
    return {{"format", "1"},
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
                  {"radial", ColumnType::real, "1", "radial derivative per spin, x = s.grad H/N"}});
}

void add_records(Table& table, const std::vector<DescentRecord>& records) {
    for (const auto& record : records)
        table.add_row({record.disorder, record.replica, record.step, record.time, record.energy,
                       record.gradient_norm, record.radial});
}

std::vector<DescentRecord> records_of(const CsvText& rows) {
    std::vector<DescentRecord> records;
    for (std::size_t row = 0; row < rows.rows.size(); ++row)
        records.push_back({rows.integer(row, "disorder"), rows.integer(row, "replica"),
                           rows.integer(row, "step"), rows.number(row, "time"), rows.number(row, "energy"),
                           rows.number(row, "gradient_norm"), rows.number(row, "radial")});
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
