#include "papers/littwin_wolf_2016/theorems_3_and_4.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/verdict/verdicts.hpp"

namespace glasscape {
namespace {

constexpr int short_order = 2;
constexpr int long_order = 3;
constexpr double short_weight = 0.6;
constexpr double long_weight = 0.4;
constexpr std::array<int, 2> sizes{6, 30};
constexpr std::array<double, 3> step_sizes{1e-3, 1e-4, 1e-5};

using Vector = std::vector<double>;

// epsilon H_r(w) + shift (s.w/N)^r for one pure order.
class ConditionedTerm {
  public:
    ConditionedTerm(int order, double weight, int size, const Disorder& disorder, const Vector& point)
        : order_(order),
          epsilon_(std::sqrt(weight)),
          point_(point),
          hamiltonian_(pure_mixture(order), size, disorder, exact()) {}

    struct Value {
        double value;
        Vector gradient;
    };
    Value at(const Vector& w) const {
        Value result{0.0, Vector(w.size())};
        hamiltonian_.energies_and_gradients(w, {&result.value, 1}, result.gradient);
        const double q = overlap(point_, w);
        const double slope = shift_ * order_ * std::pow(q, order_ - 1) / static_cast<double>(w.size());
        for (std::size_t i = 0; i < w.size(); ++i)
            result.gradient[i] = epsilon_ * result.gradient[i] + slope * point_[i];
        result.value = epsilon_ * result.value + shift_ * std::pow(q, order_);
        return result;
    }

    // From now on the value at the point is this.
    void condition_on(double value) { shift_ += value - at(point_).value; }

  private:
    static CouplingOptions exact() {
        CouplingOptions options;
        options.kind = CouplingKind::packed;
        options.precision = Precision::double_float;
        return options;
    }

    int order_;
    double epsilon_;
    Vector point_;
    Hamiltonian hamiltonian_;
    double shift_ = 0.0;
};

struct Pair {
    Vector point;
    ConditionedTerm low;
    ConditionedTerm high;
};

Pair draw_pair(int size, std::uint64_t seed, std::int64_t disorder) {
    Vector point(static_cast<std::size_t>(size));
    RandomStream stream(seed, Stream::start, static_cast<std::uint64_t>(disorder));
    draw_uniform_point(stream, point);
    const Disorder draw{seed, static_cast<std::uint32_t>(disorder)};
    return {
        point, {short_order, short_weight, size, draw, point}, {long_order, long_weight, size, draw, point}};
}

Vector tangential(const Vector& point, Vector gradient) {
    project_to_tangent(point, gradient);
    return gradient;
}

Vector step_from(const Vector& w, const Vector& a, const Vector& b, double mu) {
    Vector next = w;
    for (std::size_t i = 0; i < w.size(); ++i)
        next[i] -= mu * (a[i] + b[i]);
    return next;
}

// What one disorder says: the bracket of the formula, and minus the derivative after finite steps, over mu.
struct Push {
    double formula = 0.0;     // with the gradients of the step
    double tangential = 0.0;  // with tangential gradients, whose mean is known
    std::array<double, step_sizes.size()> measured{};
};

// Both terms carry lambda: L = lambda (L_m + L_p), dL/dlambda = L_m + L_p = 0 at lambda = 1.
Push push_not_skipped(int size, std::uint64_t seed, std::int64_t disorder) {
    auto pair = draw_pair(size, seed, disorder);
    pair.low.condition_on(-pair.high.at(pair.point).value);
    const auto low = pair.low.at(pair.point);
    const auto high = pair.high.at(pair.point);
    Push push;
    Vector sum = low.gradient;
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += high.gradient[i];
    push.formula = dot(sum, sum);
    const Vector flat = tangential(pair.point, sum);
    push.tangential = dot(flat, flat);
    for (std::size_t k = 0; k < step_sizes.size(); ++k) {
        const Vector w = step_from(pair.point, low.gradient, high.gradient, step_sizes[k]);
        push.measured[k] = -(pair.low.at(w).value + pair.high.at(w).value) / step_sizes[k];
    }
    return push;
}

// Only the longer path carries lambda: L = L_m + lambda L_p, dL/dlambda = L_p = 0 at lambda = 1.
Push push_skipped(int size, std::uint64_t seed, std::int64_t disorder) {
    auto pair = draw_pair(size, seed, disorder);
    pair.high.condition_on(0.0);
    const auto low = pair.low.at(pair.point);
    const auto high = pair.high.at(pair.point);
    Push push;
    push.formula = dot(high.gradient, high.gradient) + dot(high.gradient, low.gradient);
    push.tangential = push.formula;  // the radial part of g_p is 0
    for (std::size_t k = 0; k < step_sizes.size(); ++k) {
        const Vector w = step_from(pair.point, low.gradient, high.gradient, step_sizes[k]);
        push.measured[k] = -pair.high.at(w).value / step_sizes[k];
    }
    return push;
}

double bracket(double m, double p, const Vector& low, const Vector& high) {
    return m * dot(low, low) + p * dot(high, high) + (m + p) * dot(low, high);
}

// dL/dC = m L_m + p L_p = 0 at C = 1; the step is Euclidean.
Push push_free_scale(int size, std::uint64_t seed, std::int64_t disorder) {
    auto pair = draw_pair(size, seed, disorder);
    pair.low.condition_on(-static_cast<double>(long_order) / short_order * pair.high.at(pair.point).value);
    const auto low = pair.low.at(pair.point);
    const auto high = pair.high.at(pair.point);
    Push push;
    push.formula = bracket(short_order, long_order, low.gradient, high.gradient);
    push.tangential = bracket(short_order, long_order, tangential(pair.point, low.gradient),
                              tangential(pair.point, high.gradient));
    for (std::size_t k = 0; k < step_sizes.size(); ++k) {
        const Vector w = step_from(pair.point, low.gradient, high.gradient, step_sizes[k]);
        const double scale = std::sqrt(overlap(w, w));
        push.measured[k] = -(short_order * pair.low.at(w).value + long_order * pair.high.at(w).value) /
                           (scale * step_sizes[k]);
    }
    return push;
}

// Weights renormalised at every C: dL/dC = sum (r - nu1) L_r = 0; the step is tangential and ends on the
// sphere.
Push push_unit_norm(int size, std::uint64_t seed, std::int64_t disorder) {
    constexpr double nu1 = short_order * short_weight + long_order * long_weight;
    auto pair = draw_pair(size, seed, disorder);
    pair.low.condition_on((long_order - nu1) / (nu1 - short_order) * pair.high.at(pair.point).value);
    const auto low = tangential(pair.point, pair.low.at(pair.point).gradient);
    const auto high = tangential(pair.point, pair.high.at(pair.point).gradient);
    Push push;
    push.formula = bracket(short_order - nu1, long_order - nu1, low, high);
    push.tangential = push.formula;
    for (std::size_t k = 0; k < step_sizes.size(); ++k) {
        Vector w = step_from(pair.point, low, high, step_sizes[k]);
        rescale_to_sphere(w);
        push.measured[k] =
            -((short_order - nu1) * pair.low.at(w).value + (long_order - nu1) * pair.high.at(w).value) /
            step_sizes[k];
    }
    return push;
}

struct Case {
    std::string name;
    Push (*push)(int, std::uint64_t, std::int64_t);
    double mean_over_dimension;  // of the tangential bracket, over N - 1
};

Table drift_table() {
    return Table({{"case", ColumnType::text, "", "which scale, and how the weights depend on it"},
                  {"size", ColumnType::integer, "spins", "N"},
                  {"mu", ColumnType::real, "1", "size of the gradient step"},
                  {"disorders", ColumnType::integer, "1", "number of disorders"},
                  {"relative_error", ColumnType::real, "1",
                   "rms difference of finite step and formula over the rms of the formula"},
                  {"sign_agrees", ColumnType::real, "1",
                   "share of disorders where finite step and formula agree in sign"},
                  {"grows", ColumnType::real, "1", "share of disorders where the step pushes the scale up"},
                  {"mean_push", ColumnType::real, "H^2", "mean of the bracket, tangential gradients"},
                  {"std_error", ColumnType::real, "H^2", "its standard error"},
                  {"predicted_push", ColumnType::real, "H^2", "its exact mean"},
                  {"z_score", ColumnType::real, "1", "(mean_push - predicted_push)/std_error"}});
}

void add_case(Table& table, const Case& test, int size, std::int64_t disorders, std::uint64_t seed) {
    std::vector<Push> pushes(static_cast<std::size_t>(disorders));
    parallel_for(disorders,
                 [&](std::int64_t d) { pushes[static_cast<std::size_t>(d)] = test.push(size, seed, d); });
    RunningMean means;
    RunningMean squares;
    for (const auto& push : pushes) {
        means.add(push.tangential);
        squares.add(push.formula * push.formula);
    }
    const double predicted = test.mean_over_dimension * (size - 1);
    for (std::size_t k = 0; k < step_sizes.size(); ++k) {
        RunningMean errors;
        RunningMean same_sign;
        RunningMean grows;
        for (const auto& push : pushes) {
            const double error = push.measured[k] - push.formula;
            errors.add(error * error);
            same_sign.add((push.measured[k] > 0.0) == (push.formula > 0.0) ? 1.0 : 0.0);
            grows.add(push.measured[k] > 0.0 ? 1.0 : 0.0);
        }
        table.add_row({test.name, std::int64_t{size}, step_sizes[k], disorders,
                       std::sqrt(errors.mean() / squares.mean()), same_sign.mean(), grows.mean(),
                       means.mean(), means.std_error(), predicted,
                       z_score(means.mean(), predicted, means.std_error())});
    }
}

constexpr double nu1_of_pair = short_order * short_weight + long_order * long_weight;
constexpr double nu2_of_pair =
    short_order * (short_order - 1) * short_weight + long_order * (long_order - 1) * long_weight;

}  // namespace

Table theorem3_table(std::int64_t disorders, std::uint64_t seed) {
    Table table = drift_table();
    for (const int size : sizes) {
        add_case(table, {"layer not skipped", push_not_skipped, nu1_of_pair}, size, disorders, seed);
        add_case(table, {"layer skipped", push_skipped, long_order * long_weight}, size, disorders, seed);
    }
    return table;
}

Table theorem4_table(std::int64_t disorders, std::uint64_t seed) {
    constexpr double variance = nu2_of_pair + nu1_of_pair - nu1_of_pair * nu1_of_pair;
    Table table = drift_table();
    for (const int size : sizes) {
        add_case(table, {"weights grow with C", push_free_scale, nu1_of_pair + nu2_of_pair}, size, disorders,
                 seed);
        add_case(table, {"weights of unit norm", push_unit_norm, variance}, size, disorders, seed);
    }
    return table;
}

}  // namespace glasscape
