#include "glasscape/complexity/typical_energies.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <boost/math/tools/roots.hpp>

#include "glasscape/complexity/thresholds.hpp"

#include "complexity/kac_rice_rate.hpp"
#include "complexity/typical/annealed_test.hpp"
#include "complexity/typical/dominant.hpp"

namespace glasscape {
namespace {

constexpr double no_energy = std::numeric_limits<double>::quiet_NaN();
constexpr double energy_rounding = 1e-12;
constexpr double first_fraction = 1e-7;
constexpr double step_growth = 1.3;
constexpr int curve_steps = 200;
constexpr int most_energy_halvings = 30;
constexpr double same_place = 1e-5;
constexpr int line_steps = 2000;

template <class Function>
double energy_root(const Function& f, double low, double high) {
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        f, low, high, boost::math::tools::eps_tolerance<double>(50), iterations);
    return 0.5 * (bracket.first + bracket.second);
}

using Found = std::optional<LevelSearch::Found>;

// Of the points that dominate at their energy.
class DominantCurve {
  public:
    explicit DominantCurve(const LevelSearch& search)
        : search_(search), unit_(std::sqrt(search.mixture().nu2())) {}

    // Without blocks: where Sigma = 0, and the highest energy below 0 at which blocks lower Sigma (NaN: none).
    Found zero_without_blocks() const {
        const auto total = [&](double u) {
            return complexity_density(search_.mixture(), IndexClass::total(), u).value;
        };
        double low = lowest_energy(search_.mixture(), 0) - 1e-9;
        while (total(low) > 0.0)
            low -= 0.5;
        const double annealed = energy_root(total, low, 0.0);
        if (!search_.has_field()) {
            const auto solution = dominant_without_blocks(search_, annealed);
            return LevelSearch::Found{{annealed, solution->x}, *solution};
        }
        // The field only lowers it; just above rho = 1 typical points lie in a narrow window above the zero.
        for (double fraction = first_fraction; fraction < 1.0; fraction *= step_growth) {
            const auto start = dominant_without_blocks(search_, annealed * (1.0 - fraction));
            if (!start) continue;
            auto found = zero_from(annealed * (1.0 - fraction), *start);
            if (found && found->place.u >= annealed - energy_rounding && found->place.u < 0.0 &&
                found->solution.count.energy_conjugate > 0.0)
                return found;
        }
        return std::nullopt;
    }

    double onset_above(double zero) const {
        const auto test = [&](double u) {
            const auto solution = dominant_without_blocks(search_, u);
            return solution && solution->count.value >= 0.0 ? solution->test : no_energy;
        };
        double above = no_energy;
        for (int i = 0; i <= curve_steps; ++i) {
            const double u = zero * i / curve_steps;
            const double here = test(u);
            if (here >= 0.0) above = u;
            if (here < 0.0) return std::isnan(above) ? 0.0 : energy_root(test, u, above);
        }
        return no_energy;
    }

    // Where Sigma = 0 with blocks, between its zero without and the onset.
    Found zero_with_blocks(double low, double high) const {
        const double bottom = low;
        for (int n = 0; n < most_energy_halvings; ++n) {
            const double middle = 0.5 * (low + high);
            const auto solution = at(middle);
            if (!solution || solution->count.value < 0.0) {
                low = middle;
                continue;
            }
            if (auto found = zero_from(middle, *solution);
                found && found->place.u <= middle && found->place.u >= bottom)
                return found;
            high = middle;
        }
        return std::nullopt;
    }

    // Where x = -2 sqrt(nu2), from places of the curve between the zero and u = 0.
    double marginal(const LevelSearch::Found& zero, double onset) const {
        const double edge = -2.0 * unit_;
        if (zero.place.x >= edge) return no_energy;
        const double annealed = bulk_edge_energy(search_.mixture());
        const double unclustered = std::isnan(onset) ? zero.place.u : onset;
        if (!search_.has_field() && annealed >= unclustered) return annealed;
        double low = zero.place.u;
        double high = 0.0;
        auto start = std::optional(zero.solution);
        for (int n = 0; n < most_energy_halvings; ++n) {
            if (start) {
                const auto found =
                    marginal_from(std::max(low, std::min(high, start->x < edge ? low : high)), *start);
                if (found && found->place.u >= low && found->place.u <= high) {
                    const auto same = at(found->place.u);
                    if (same && std::abs(same->x / edge - 1.0) < same_place) return found->place.u;
                }
            }
            const double middle = n == 0 ? unclustered + 0.25 * (low - unclustered) : 0.5 * (low + high);
            start = at(middle);
            (start && start->x < edge ? low : high) = middle;
        }
        return no_energy;
    }

    Found zero_from(double u, const LevelSolution& start) const {
        const auto place = [&](const Eigen::VectorXd& extra) {
            return LevelSearch::Place{extra(0), radial_at(search_.mixture(), extra(1))};
        };
        const auto conditions = [](const ReplicatedCount& count) {
            return Eigen::Vector2d(count.value, count.by_radial);
        };
        return search_.stationary(start.levels,
                                  Eigen::Vector2d(u, radial_coordinate(search_.mixture(), start.x)), place,
                                  conditions);
    }

  private:
    std::optional<LevelSolution> at(double u) const {
        const double x = complexity_density(search_.mixture(), IndexClass::total(), u).x;
        return dominant_solution(search_, u, x, false);
    }

    Found marginal_from(double u, const LevelSolution& start) const {
        const auto place = [&](const Eigen::VectorXd& extra) {
            return LevelSearch::Place{extra(0), -2.0 * unit_};
        };
        const auto conditions = [](const ReplicatedCount& count) {
            return Eigen::VectorXd::Constant(1, count.by_radial);
        };
        return search_.stationary(start.levels, Eigen::VectorXd::Constant(1, u), place, conditions);
    }

    const LevelSearch& search_;
    double unit_;
};

TypicalPhase phase_at(const LevelSearch& search, const LevelSearch::Found& found) {
    if (found.solution.has_vanishing_blocks(search.has_field())) return TypicalPhase::beyond;
    if (!found.solution.has_blocks()) return TypicalPhase::rs;
    return search.stability(found.place.u, found.solution) < 0.0 ? TypicalPhase::beyond
                                                                 : TypicalPhase::one_step;
}

TypicalEnergies of_pure(const Mixture& mixture) {
    if (mixture.nu2() == 0.0) return {-1.0, TypicalPhase::rs, no_energy, no_energy};
    return {lowest_energy(mixture, 0), TypicalPhase::rs, no_energy, threshold_energy(mixture)};
}

}  // namespace

TypicalEnergies typical_energies(const Mixture& mixture) {
    if (mixture.is_pure()) return of_pure(mixture);
    if (mixture.is_trivial()) return {no_energy, TypicalPhase::empty, no_energy, no_energy};
    const LevelSearch search(mixture);
    const DominantCurve curve(search);
    auto zero = curve.zero_without_blocks();
    if (!zero) return {no_energy, TypicalPhase::empty, no_energy, no_energy};
    const double onset = curve.onset_above(zero->place.u);
    if (!std::isnan(onset)) zero = curve.zero_with_blocks(zero->place.u, onset);
    if (!zero) return {no_energy, TypicalPhase::empty, onset, no_energy};
    return {zero->place.u, phase_at(search, *zero), onset, curve.marginal(*zero, onset)};
}

std::vector<RadialPoint> clustered_band_ends(const Mixture& mixture) {
    std::vector<RadialPoint> ends;
    if (mixture.is_pure() || mixture.is_trivial() || mixture.field_weight() > 0.0) return ends;
    const double s = mixture.nu1() + mixture.nu2();
    const double unit = std::sqrt(mixture.nu2());
    // Theta = 0 at u = nu1 x/s + branch sqrt(2 alpha2 Theta_max/s), Theta_max(t) at the best energy.
    const auto point = [&](double t, double branch) {
        const double x = unit * t;
        const double best = mixture.nu1() * x / s;
        const double top = std::max(kac_rice_rate(mixture, best, x), 0.0);
        return RadialPoint{best + branch * std::sqrt(2.0 * mixture.alpha2() * top / s), x};
    };
    for (const double branch : {-1.0, 1.0}) {
        const auto slope = [&](double t) {
            const auto [u, x] = point(t, branch);
            return annealed_slope_end(mixture, annealed_conjugates(mixture, u, x));
        };
        double last_t = -2.0;
        double last = slope(last_t);
        for (int i = 1; i <= line_steps; ++i) {
            const double t = -2.0 + 4.0 * i / line_steps;
            const double here = slope(t);
            if (here * last < 0.0) ends.push_back(point(energy_root(slope, last_t, t), branch));
            last_t = t;
            last = here;
        }
    }
    std::sort(ends.begin(), ends.end(), [](const RadialPoint& a, const RadialPoint& b) { return a.u < b.u; });
    return ends;
}

}  // namespace glasscape
