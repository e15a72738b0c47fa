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

double kurtosis_of_one_feature(const OrderPlan& plan) {
    return plan.weight * plan.weight * std::pow(3.0, plan.order);
}

// |eps_r H_r|/N of a state aligned with the directions of one of M = 1 features.
double energy_of_one_feature(const OrderPlan& plan, int size) {
    const double r = plan.order;
    return std::sqrt(plan.weight) *
           std::exp(0.5 * ((r - 1.0) * std::log(static_cast<double>(size)) - r * std::log(r)));
}

double safe_features(const OrderPlan& plan, int size, const CouplingOptions& options) {
    const double ratio = energy_of_one_feature(plan, size) / options.safe_feature_energy;
    return std::ceil(ratio * ratio) + 1.0;
}

double numbers_of_sketch(const OrderPlan& plan, int size, double features) {
    return features * static_cast<double>(plan.order) * static_cast<double>(size);
}

double sketch_operations(const OrderPlan& plan, int size, double features, std::int64_t replicas) {
    return 4.0 * numbers_of_sketch(plan, size, features) * static_cast<double>(replicas);
}

double sketch_bytes(const OrderPlan& plan, int size, double features, Precision precision) {
    return numbers_of_sketch(plan, size, features) * (precision == Precision::double_float ? 8.0 : 4.0);
}

bool safe_sketch_affordable(const OrderPlan& plan, int size, const CouplingOptions& options, double room) {
    const double features = safe_features(plan, size, options);
    return sketch_operations(plan, size, features, options.replicas) <= budget_of(plan) &&
           sketch_bytes(plan, size, features, options.precision) <= room;
}

CouplingKind choose(const OrderPlan& plan, int size, const CouplingOptions& options, double packed,
                    double room) {
    if (plan.order == 1) return CouplingKind::packed;
    if (options.kind != CouplingKind::automatic) return options.kind;
    if (packed_operations(plan, options.replicas) <= budget_of(plan) && packed <= room)
        return CouplingKind::packed;
    if (safe_sketch_affordable(plan, size, options, room)) return CouplingKind::sketched;
    if (generated_operations(plan, options.replicas) <= budget_of(plan)) return CouplingKind::generated;
    return CouplingKind::sketched;
}

// For the kurtosis: work goes like sum r M_r; at fixed sum of k_r/M_r the least has M_r proportional to
// sqrt(k_r/r).
void choose_features(CouplingPlan& plan, int size, const CouplingOptions& options, double room) {
    double sum = 0.0;
    for (const auto& term : plan.orders)
        if (term.kind == CouplingKind::sketched) sum += std::sqrt(kurtosis_of_one_feature(term) * term.order);
    for (auto& term : plan.orders) {
        if (term.kind != CouplingKind::sketched) continue;
        double features = std::ceil(std::sqrt(kurtosis_of_one_feature(term) / term.order) * sum /
                                    options.max_excess_kurtosis) +
                          1.0;
        if (safe_sketch_affordable(term, size, options, room))
            features = std::max(features, safe_features(term, size, options));
        if (options.features > 0) features = static_cast<double>(options.features);
        term.features = static_cast<std::int64_t>(std::min(9e18, features));
        term.feature_energy = energy_of_one_feature(term, size) / std::sqrt(features);
        term.bytes =
            static_cast<std::int64_t>(std::min(9e18, sketch_bytes(term, size, features, options.precision)));
        term.operations = sketch_operations(term, size, features, options.replicas);
        plan.excess_kurtosis += kurtosis_of_one_feature(term) / features;
        plan.feature_energy = std::max(plan.feature_energy, term.feature_energy);
        room -= static_cast<double>(term.bytes);
    }
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
                    "sketched, or a smaller N",
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
    if (!(options.max_excess_kurtosis > 0.0))
        throw std::invalid_argument("the limit of the excess kurtosis must be positive");
    const auto& backend = row_of(options.backend);
    backend.require();
    const bool limited = options.memory_limit > 0;
    const double limit = limited ? static_cast<double>(options.memory_limit)
                                 : 0.5 * static_cast<double>(backend.free_memory());
    CouplingPlan plan;
    double room = limit;
    for (const auto& term : mixture.terms()) {
        OrderPlan order{term.order, term.weight, CouplingKind::packed, multiset_count(size, term.order), 0,
                        0,          0.0};
        const double packed = packed_bytes(term.order, size, options.precision);
        order.kind = choose(order, size, options, packed, room);
        if (order.kind == CouplingKind::packed) {
            order.bytes = static_cast<std::int64_t>(std::min(9e18, packed));
            order.operations = packed_operations(order, options.replicas);
            room -= packed;
        } else if (order.kind == CouplingKind::generated) {
            order.operations = generated_operations(order, options.replicas);
        }
        plan.orders.push_back(order);
    }
    choose_features(plan, size, options, room);
    for (const auto& order : plan.orders) {
        plan.bytes =
            std::min(std::int64_t{1} << 62, plan.bytes + std::min(order.bytes, std::int64_t{1} << 61));
        plan.operations += order.operations;
    }
    require_room(mixture, size, plan, limit, limited);
    if (plan.excess_kurtosis > options.max_excess_kurtosis * (1.0 + 1e-12))
        throw std::invalid_argument(fmt::format(
            "{} at N = {}: {} features give an excess kurtosis of {:.3g}, above the limit {}; use more "
            "features or "
            "raise --max-kurtosis",
            mixture.spec(), size, options.features, plan.excess_kurtosis, options.max_excess_kurtosis));
    return plan;
}

bool tensors_fit(const Mixture& mixture, int size, const CouplingOptions& options) {
    double room = options.memory_limit > 0 ? static_cast<double>(options.memory_limit)
                                           : 0.5 * static_cast<double>(row_of(options.backend).free_memory());
    for (const auto& term : mixture.terms()) {
        const OrderPlan order{
            term.order, term.weight, CouplingKind::packed, multiset_count(size, term.order), 0, 0, 0.0};
        const double packed = packed_bytes(term.order, size, options.precision);
        const bool can_pack =
            packed <= room && packed_operations(order, options.replicas) <= budget_of(order);
        if (!can_pack && generated_operations(order, options.replicas) > budget_of(order)) return false;
        room -= can_pack ? packed : 0.0;
    }
    return true;
}

std::vector<std::string> describe(const CouplingPlan& plan) {
    std::vector<std::string> lines;
    for (const auto& order : plan.orders) {
        const auto weight = fmt::format("order {}, weight {:.3g}", order.order, order.weight);
        const auto bytes = bytes_text(static_cast<double>(order.bytes));
        if (order.kind == CouplingKind::packed)
            lines.push_back(fmt::format("{}: packed, {} couplings, {}", weight, order.couplings, bytes));
        else if (order.kind == CouplingKind::generated)
            lines.push_back(
                fmt::format("{}: generated, {} couplings drawn at each step", weight, order.couplings));
        else
            lines.push_back(
                fmt::format("{}: sketched, {} features, {}, one of them alone reaches |H|/N = {:.2g}", weight,
                            order.features, bytes, order.feature_energy));
    }
    lines.push_back(
        fmt::format("{} in all, {:.3g} operations an evaluation, excess kurtosis of the sketches {:.3g}",
                    bytes_text(static_cast<double>(plan.bytes)), plan.operations, plan.excess_kurtosis));
    return lines;
}

}  // namespace glasscape
