#include "complexity/typical/dominant.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/complexity/complexity.hpp"

#include "complexity/kac_rice_rate.hpp"

namespace glasscape {
namespace {

constexpr int coarse_places = 16;
constexpr int most_places = 64;
constexpr int most_radial_halvings = 60;
constexpr double first_radial_step = 0.01;  // in units of sqrt(nu2)
constexpr double unbounded = std::numeric_limits<double>::infinity();

using Solution = std::optional<LevelSolution>;

// Largest over x, with the levels of `start`; kept if x stays in [low, high].
Solution polished(const LevelSearch& search, double u, const LevelSolution& start, double low, double high) {
    const auto place = [&](const Eigen::VectorXd& extra) {
        return LevelSearch::Place{u, radial_at(search.mixture(), extra(0))};
    };
    const auto flat = [](const ReplicatedCount& count) {
        return Eigen::VectorXd::Constant(1, count.by_radial);
    };
    auto found = search.stationary(start.levels,
                                   Eigen::VectorXd::Constant(1, radial_coordinate(search.mixture(), start.x)),
                                   place, flat);
    if (!found || found->place.x < low || found->place.x > high) return std::nullopt;
    found->solution.test = start.test;
    return std::move(found->solution);
}

// Theta is concave in x: the end, towards x + step * infinity, of where it is not negative.
double end_of_points(const Mixture& mixture, double u, double x, double step) {
    double inside = x;
    while (kac_rice_rate(mixture, u, inside + step) >= 0.0) {
        inside += step;
        step *= 2.0;
    }
    double outside = inside + step;
    for (int n = 0; n < 50; ++n) {
        const double middle = 0.5 * (inside + outside);
        (kac_rice_rate(mixture, u, middle) >= 0.0 ? inside : outside) = middle;
    }
    return inside;
}

// Stable without blocks, if it has none.
bool stands(const LevelSearch& search, double u, LevelSolution& solution) {
    if (solution.has_blocks() || solution.has_vanishing_blocks(search.has_field())) return true;
    const auto checked = search.without_blocks(u, solution.x);
    if (!checked) return false;
    solution.test = checked->test;
    return solution.test >= 0.0;
}

// By halves, where Newton's method stumbles over the edge of the bulk, at which dSigma/dx has a root.
Solution bisected(const LevelSearch& search, double u, const LevelSolution& start, double low, double high) {
    Solution best = start;
    (start.count.by_radial > 0.0 ? low : high) = start.x;
    for (int n = 0; n < most_radial_halvings && high - low > 1e-15 * std::abs(low); ++n) {
        const double x = 0.5 * (low + high);
        const auto here = search.minimum(u, x, &best->levels);
        if (here && here->count.value >= best->count.value) best = here;
        const bool rises = here ? here->count.by_radial > 0.0 : x < best->x;
        (rises ? low : high) = x;
    }
    return best;
}

// The largest minimum over levels at even places of [low, high], then as x moves freely between its
// neighbours.
Solution largest(const LevelSearch& search, double u, double low, double high, bool held_above,
                 const ReplicaLevels* near) {
    for (int places = coarse_places; places <= most_places; places *= 4) {
        const double step = (high - low) / places;
        Solution best;
        for (int i = 0; i <= places; ++i) {
            auto here = search.minimum(u, i == places ? high : low + i * step, best ? &best->levels : near);
            if (here && (!best || here->count.value > best->count.value)) best = std::move(here);
        }
        if (!best) continue;
        if (held_above && best->x == high && best->count.by_radial >= 0.0) return best;
        const double top = held_above ? std::min(best->x + step, high) : best->x + step;
        auto found = polished(search, u, *best, best->x - step, top);
        if (found && stands(search, u, *found)) return found;
        return bisected(search, u, *best, best->x - step, top);
    }
    return std::nullopt;
}

}  // namespace

Solution dominant_without_blocks(const LevelSearch& search, double u) {
    const double x = complexity_density(search.mixture(), IndexClass::total(), u).x;
    auto start = search.without_blocks(u, x);
    if (!search.has_field() || !start || u == 0.0) return start;
    if (const auto found = polished(search, u, *start, -unbounded, 0.0))
        return search.without_blocks(u, found->x);
    const double reach = 0.5 * std::sqrt(search.mixture().nu2());
    double low = x - reach;
    double high = std::min(x + reach, 0.0);
    for (int n = 0; n < most_radial_halvings && high - low > 1e-15 * std::abs(low); ++n) {
        const double middle = 0.5 * (low + high);
        const auto here = search.without_blocks(u, middle);
        const bool rises = here ? here->count.by_radial > 0.0 : middle < x;
        (rises ? low : high) = middle;
    }
    return search.without_blocks(u, low);
}

std::optional<LevelSearch::Found> most_minima(const LevelSearch& search, double u) {
    const double edge = -2.0 * std::sqrt(search.mixture().nu2());
    const auto start = search.minimum(u, edge);
    if (!start) return std::nullopt;
    const auto held = [&](const Eigen::VectorXd& extra) { return LevelSearch::Place{extra(0), edge}; };
    const auto flat = [](const ReplicatedCount& count) {
        return Eigen::VectorXd::Constant(1, count.energy_conjugate);
    };
    auto found = search.stationary(start->levels, Eigen::VectorXd::Constant(1, u), held, flat);
    if (found && found->solution.count.by_radial < 0.0) {
        const auto free = [&](const Eigen::VectorXd& extra) {
            return LevelSearch::Place{extra(0), radial_at(search.mixture(), extra(1))};
        };
        const auto flat_in_both = [](const ReplicatedCount& count) -> Eigen::VectorXd {
            return Eigen::Vector2d(count.energy_conjugate, count.by_radial);
        };
        const Eigen::Vector2d from(found->place.u, -0.1);
        found = search.stationary(found->solution.levels, from, free, flat_in_both);
        if (found && found->place.x > edge) found.reset();
    }
    if (!found) return found;
    const auto checked = search.minimum(found->place.u, found->place.x, &found->solution.levels);
    if (!checked) return std::nullopt;
    found->solution.test = checked->test;
    return found;
}

Solution dominant_solution(const LevelSearch& search, double u, double annealed_x, bool minima,
                           const ReplicaLevels* near) {
    const double unit = std::sqrt(search.mixture().nu2());
    const double edge = -2.0 * unit;
    auto start = search.without_blocks(u, annealed_x);
    if (!start) return start;
    if (!search.has_field() && start->test >= 0.0) return start;
    if (start->test < 0.0) start = search.one_step(u, annealed_x, *start, near);
    if (start && minima && annealed_x >= edge && start->count.by_radial >= 0.0) return start;
    if (start) {
        auto found = polished(search, u, *start, start->x - unit, start->x + unit);
        if (found && (!minima || found->x <= edge) && stands(search, u, *found)) return found;
    }
    const double first = first_radial_step * unit;
    const double low = end_of_points(search.mixture(), u, annealed_x, -first);
    const double high = minima ? edge : end_of_points(search.mixture(), u, annealed_x, first);
    return largest(search, u, low, high, minima, near);
}

}  // namespace glasscape
