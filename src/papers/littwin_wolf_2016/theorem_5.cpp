// Theorem 5 of Littwin, Wolf 2016 as a numerical maximisation.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/mixture/resnet.hpp"

#include "papers/littwin_wolf_2016/mixture_statements.hpp"

namespace glasscape {
namespace {

using Weights = std::vector<double>;  // eps_r^2, r = 1..p
constexpr int max_steps = 400;
constexpr double converged_weight = 1e-13;

double theta(const Weights& weights) {
    return complexity_all(weighted_mixture("", weights), IndexClass::fixed(1));
}

// Rate of change of theta towards each pure mixture.
std::vector<double> rates(const Weights& weights, double here) {
    constexpr double h = 1e-6;
    std::vector<double> out;
    for (std::size_t r = 0; r < weights.size(); ++r) {
        Weights moved;
        for (const double w : weights)
            moved.push_back((1.0 - h) * w);
        moved[r] += h;
        out.push_back((theta(moved) - here) / h);
    }
    return out;
}

// Multiplicative ascent w_r ~ w_r exp(step rate_r) with a step that adapts; stays on the simplex by
// construction.
Weights ascend(const Weights& weights, double here, double& step) {
    const auto rate = rates(weights, here);
    const double fastest = *std::max_element(rate.begin(), rate.end());
    for (; step > 1e-12; step *= 0.5) {
        Weights trial;
        double sum = 0.0;
        for (std::size_t r = 0; r < weights.size(); ++r) {
            trial.push_back(weights[r] * std::exp(step * (rate[r] - fastest)));
            sum += trial.back();
        }
        for (double& w : trial)
            w /= sum;
        if (theta(trial) > here) {
            step *= 2.0;
            return trial;
        }
    }
    return weights;
}

std::vector<std::pair<std::string, Weights>> starts(int p, std::uint64_t seed) {
    const auto size = static_cast<std::size_t>(p);
    std::vector<std::pair<std::string, Weights>> list;
    list.emplace_back("equal weights", Weights(size, 1.0 / p));
    Weights shallow(size, 0.01 / (p - 1));
    shallow.front() = 0.99;
    list.emplace_back("99% field", shallow);
    for (const double beta : {0.02, 0.5}) {
        Weights weights(size, 0.0);
        const auto mixture = resnet_mixture("", p, beta, Field::keep);
        for (const auto& term : mixture.terms())
            weights[static_cast<std::size_t>(term.order - 1)] = term.weight;
        list.emplace_back(beta < 0.1 ? "residual network, beta = 0.02" : "residual network, beta = 0.5",
                          weights);
    }
    for (int i = 1; i <= 3; ++i) {
        RandomStream stream(seed, Stream::start, static_cast<std::uint64_t>(i));
        Weights weights;
        double sum = 0.0;
        for (int r = 0; r < p; ++r) {
            weights.push_back(-std::log((static_cast<double>(stream() >> 11) + 0.5) * 0x1p-53));
            sum += weights.back();
        }
        for (double& w : weights)
            w /= sum;
        list.emplace_back("random " + std::to_string(i), weights);
    }
    return list;
}

}  // namespace

Table theorem5_table(int p, std::uint64_t seed) {
    Table table({{"start", ColumnType::text, "", "where the ascent began"},
                 {"step", ColumnType::integer, "1", "accepted steps so far"},
                 {"theta_k", ColumnType::real, "1", "complexity of index 1 over all energies"},
                 {"gap", ColumnType::real, "1", "distance below the pure p-spin value"},
                 {"curvature_ratio", ColumnType::real, "1", "rho = nu2/nu1"},
                 {"weight_p", ColumnType::real, "1", "weight of the deepest order"},
                 {"final", ColumnType::boolean, "", "whether this is where the ascent ended"}});
    Weights pure(static_cast<std::size_t>(p), 0.0);
    pure.back() = 1.0;
    const double best = theta(pure);
    for (auto& [name, weights] : starts(p, seed)) {
        double step = 1.0;
        for (std::int64_t i = 0;; ++i) {
            const double here = theta(weights);
            const auto next = i < max_steps ? ascend(weights, here, step) : weights;
            const bool ended = next == weights || 1.0 - weights.back() < converged_weight;
            table.add_row({name, i, here, best - here, weighted_mixture("", weights).curvature_ratio(),
                           weights.back(), ended});
            if (ended) break;
            weights = next;
        }
    }
    return table;
}

}  // namespace glasscape
