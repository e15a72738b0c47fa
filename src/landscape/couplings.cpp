#include "glasscape/landscape/couplings.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "landscape/backends.hpp"
#include "landscape/tensor/staircase.hpp"

namespace glasscape {
namespace {

constexpr double affordable_operations = 4e10;  // of an order, times its weight
constexpr double drawing_operations = 250.0;    // of one coupling, in floating-point operations of equal time

std::int64_t bytes_per_coupling(Precision precision) {
    switch (precision) {
        case Precision::half:
            return 2;
        case Precision::single:
            return 4;
        case Precision::double_float:
            break;
    }
    return 8;
}

std::string bytes_text(double bytes) {
    return bytes >= 1e9   ? fmt::format("{:.3g} GB", bytes / 1e9)
           : bytes >= 1e6 ? fmt::format("{:.3g} MB", bytes / 1e6)
                          : fmt::format("{:.3g} kB", bytes / 1e3);
}

OrderPlan packed_order(const MixtureTerm& term, int size) {
    return {term.order, term.weight, CouplingKind::packed, multiset_count(size, term.order), 0, 0.0};
}

double packed_operations(const OrderPlan& plan, std::int64_t replicas) {
    return 4.0 * static_cast<double>(plan.couplings) * static_cast<double>(replicas);
}

double generated_operations(const OrderPlan& plan, std::int64_t replicas) {
    return packed_operations(plan, replicas) + drawing_operations * static_cast<double>(plan.couplings);
}

// What matters little may cost little, down to a fiftieth.
double budget_of(const OrderPlan& plan) {
    return affordable_operations * std::max(plan.weight, 0.02);
}

double packed_bytes(int order, int size, Precision precision) {
    return static_cast<double>(packed_entries_estimate(order, size)) *
           static_cast<double>(bytes_per_coupling(precision));
}

CouplingKind choose(const OrderPlan& plan, const CouplingOptions& options, double packed, double room) {
    if (plan.order == 1) return CouplingKind::packed;
    if (options.kind != CouplingKind::automatic) return options.kind;
    if (packed_operations(plan, options.replicas) <= budget_of(plan) && packed <= room)
        return CouplingKind::packed;
    return generated_operations(plan, options.replicas) <= budget_of(plan) ? CouplingKind::generated
                                                                           : CouplingKind::packed;
}

void require_room(const Mixture& mixture, int size, const CouplingPlan& plan, double limit, bool limited) {
    double total = 0.0;
    const OrderPlan* largest = &plan.orders.front();
    for (const auto& term : plan.orders) {
        total += static_cast<double>(term.bytes);
        if (term.bytes > largest->bytes) largest = &term;
    }
    if (total <= limit) return;
    throw std::invalid_argument(
        fmt::format("{} at N = {}: the couplings of order {} need {} ({} bytes) and {} is {}; use "
                    "--couplings auto, generated or "
                    "conditional, --size inf, or a smaller N",
                    mixture.spec(), size, largest->order, bytes_text(static_cast<double>(largest->bytes)),
                    largest->bytes, bytes_text(limit), limited ? "the limit" : "half of the free memory"));
}

}  // namespace

std::int64_t free_memory() {
    std::ifstream in("/proc/meminfo");
    std::string word;
    while (in >> word)
        if (word == "MemAvailable:") {
            std::int64_t kilobytes = 0;
            in >> kilobytes;
            return kilobytes * 1024;
        }
    return std::int64_t{1} << 32;
}

CouplingPlan plan_couplings(const Mixture& mixture, int size, const CouplingOptions& options) {
    if (size < 1) throw std::invalid_argument(fmt::format("size {}: a system has at least one spin", size));
    const auto& backend = row_of(options.backend);
    backend.require();
    const bool limited = options.memory_limit > 0;
    const double limit = limited ? static_cast<double>(options.memory_limit)
                                 : 0.5 * static_cast<double>(backend.free_memory());
    CouplingPlan plan;
    double room = limit;
    for (const auto& term : mixture.terms()) {
        OrderPlan order = packed_order(term, size);
        const double packed = packed_bytes(term.order, size, options.precision);
        order.kind = choose(order, options, packed, room);
        if (order.kind == CouplingKind::packed) {
            order.bytes = static_cast<std::int64_t>(std::min(9e18, packed));
            order.operations = packed_operations(order, options.replicas);
            room -= packed;
        } else if (order.kind == CouplingKind::generated) {
            order.operations = generated_operations(order, options.replicas);
        }
        plan.orders.push_back(order);
    }
    for (const auto& order : plan.orders) {
        plan.bytes =
            std::min(std::int64_t{1} << 62, plan.bytes + std::min(order.bytes, std::int64_t{1} << 61));
        plan.operations += order.operations;
    }
    require_room(mixture, size, plan, limit, limited);
    return plan;
}

double packed_operations(const Mixture& mixture, int size, std::int64_t replicas) {
    double operations = 0.0;
    for (const auto& term : mixture.terms())
        operations += packed_operations(packed_order(term, size), replicas);
    return operations;
}

bool tensors_are_affordable(const Mixture& mixture, int size, const CouplingOptions& options) {
    const auto& terms = mixture.terms();
    return std::all_of(terms.begin(), terms.end(), [&](const auto& term) {
        const auto order = packed_order(term, size);
        return packed_operations(order, options.replicas) <= budget_of(order);
    });
}

std::vector<std::string> describe(const CouplingPlan& plan) {
    std::vector<std::string> lines;
    for (const auto& order : plan.orders) {
        const auto weight = fmt::format("order {}, weight {:.3g}", order.order, order.weight);
        const auto bytes = bytes_text(static_cast<double>(order.bytes));
        if (order.kind == CouplingKind::packed)
            lines.push_back(fmt::format("{}: packed, {} couplings, {}", weight, order.couplings, bytes));
        else
            lines.push_back(
                fmt::format("{}: generated, {} couplings drawn at each step", weight, order.couplings));
    }
    lines.push_back(fmt::format("{} in all, {:.3g} operations an evaluation",
                                bytes_text(static_cast<double>(plan.bytes)), plan.operations));
    return lines;
}

}  // namespace glasscape
