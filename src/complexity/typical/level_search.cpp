#include "complexity/typical/level_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/tools/minima.hpp>

#include "complexity/typical/annealed_test.hpp"
#include "complexity/typical/newton.hpp"

namespace glasscape {
namespace {

constexpr double no_slope = std::numeric_limits<double>::quiet_NaN();
constexpr int test_overlaps = 200;
constexpr int grid_overlaps = 40;
constexpr int grid_sizes = 24;
constexpr int field_overlaps = 40;
constexpr double smallest_field_overlap = 2e-7;
// Levels, and counts, nearer than this are one.
constexpr double same_level = 1e-9;
constexpr double same_count = 1e-9;
// Levels nearer than this say nothing of stability.
constexpr double tested_distance = 1e-3;
// A count below this on the grid is not followed to its minimum.
constexpr double surely_empty = -0.01;
// Blocks of almost size one are no blocks; those of almost none are a free c_0.
constexpr double smallest_size = 1e-7;
constexpr double largest_size = 1.0 - 1e-9;

double logit(double p) {
    return std::log(p / (1.0 - p));
}

double inverse_logit(double t) {
    return 1.0 / (1.0 + std::exp(-t));
}

// Inside (0, 1), dense at both ends.
std::vector<double> chebyshev_nodes(int count) {
    std::vector<double> nodes;
    for (int i = 0; i < count; ++i)
        nodes.push_back(0.5 * (1.0 - std::cos(std::numbers::pi * (i + 0.5) / count)));
    return nodes;
}

// Levels as unknowns on the whole line.
Eigen::VectorXd to_unknowns(const ReplicaLevels& levels) {
    const std::size_t first = levels.lowest_free ? 0 : 1;
    const std::size_t overlaps = levels.overlaps.size() - first;
    Eigen::VectorXd unknowns(static_cast<Eigen::Index>(overlaps + levels.sizes.size()));
    Eigen::Index next = 0;
    for (std::size_t i = first; i < levels.overlaps.size(); ++i)
        unknowns(next++) = logit(levels.overlaps[i].c);
    for (const double size : levels.sizes)
        unknowns(next++) = logit(size);
    return unknowns;
}

ReplicaLevels from_unknowns(const Mixture& mixture, const Eigen::VectorXd& unknowns,
                            const ReplicaLevels& shape) {
    ReplicaLevels levels = shape;
    Eigen::Index next = 0;
    for (std::size_t i = shape.lowest_free ? 0 : 1; i < levels.overlaps.size(); ++i)
        levels.overlaps[i] = overlap_level(mixture, inverse_logit(unknowns(next++)));
    for (double& size : levels.sizes)
        size = inverse_logit(unknowns(next++));
    return levels;
}

bool in_order(const ReplicaLevels& levels) {
    for (std::size_t i = 1; i < levels.overlaps.size(); ++i)
        if (!(levels.overlaps[i].c > levels.overlaps[i - 1].c)) return false;
    return levels.overlaps.back().c < 1.0 && std::is_sorted(levels.sizes.begin(), levels.sizes.end()) &&
           (levels.sizes.empty() || (levels.sizes.front() > 0.0 && levels.sizes.back() < 1.0));
}

}  // namespace

double radial_coordinate(const Mixture& mixture, double x) {
    const double offset = x / std::sqrt(mixture.nu2()) + 2.0;
    return std::copysign(std::sqrt(std::abs(offset)), offset);
}

double radial_at(const Mixture& mixture, double y) {
    return std::sqrt(mixture.nu2()) * (-2.0 + y * std::abs(y));
}

LevelSearch::LevelSearch(const Mixture& mixture) : mixture_(mixture) {
    test_nodes_.push_back(overlap_level(mixture, 0.0));
    for (const double c : chebyshev_nodes(test_overlaps))
        test_nodes_.push_back(overlap_level(mixture, c));
    for (const double c : chebyshev_nodes(grid_overlaps))
        grid_nodes_.push_back(overlap_level(mixture, c));
}

LevelSolution LevelSearch::evaluate(double u, double x, ReplicaLevels levels) const {
    auto count = replicated_count(mixture_, u, x, levels);
    return {std::move(levels), std::move(count), x, no_slope};
}

std::optional<LevelSearch::Found> LevelSearch::stationary(const ReplicaLevels& start,
                                                          const Eigen::VectorXd& extra, const Places& place,
                                                          const Conditions& more) const {
    const Eigen::VectorXd inner = to_unknowns(start);
    const Eigen::Index count = inner.size();
    const Eigen::Index all = count + extra.size();
    Eigen::VectorXd unknowns(all);
    unknowns << inner, extra;
    const auto residuals = [&](const Eigen::VectorXd& at) -> Eigen::VectorXd {
        const auto levels = from_unknowns(mixture_, at.head(count), start);
        if (!in_order(levels)) return Eigen::VectorXd::Constant(all, no_slope);
        const auto [u, x] = place(at.tail(extra.size()));
        const auto f = replicated_count(mixture_, u, x, levels);
        Eigen::VectorXd result(all);
        Eigen::Index next = 0;
        // A level at that below it, or at 0 without a field, is always stationary: no root of these.
        const auto apart = [&](std::size_t i) {
            return levels.overlaps[i].c - (i > 0 ? levels.overlaps[i - 1].c : 0.0);
        };
        if (start.lowest_free) result(next++) = f.by_overlap[0] / (has_field() ? 1.0 : apart(0));
        for (std::size_t i = 1; i < f.by_overlap.size(); ++i)
            result(next++) = f.by_overlap[i] / apart(i);
        for (std::size_t i = 1; i < f.by_overlap.size(); ++i)
            result(next++) = f.by_size[i - 1] / (apart(i) * apart(i));
        result.tail(extra.size()) = more(f);
        return result;
    };
    const auto root = newton_root(residuals, unknowns);
    if (!root) return std::nullopt;
    const auto at = place(root->tail(extra.size()));
    return Found{at, evaluate(at.u, at.x, from_unknowns(mixture_, root->head(count), start))};
}

std::optional<LevelSolution> LevelSearch::without_blocks(double u, double x) const {
    if (!has_field()) {
        auto solution = evaluate(u, x, {{overlap_level(mixture_, 0.0)}, {}, false});
        solution.test =
            least_annealed_slope(mixture_, annealed_conjugates(mixture_, u, x), test_nodes_).value;
        return solution;
    }
    // The lowest of a grid of c_0, which is dense towards small ones.
    std::optional<LevelSolution> best;
    for (int i = 0; i < field_overlaps; ++i) {
        const double c = inverse_logit(-16.0 + 22.0 * i / (field_overlaps - 1));
        auto trial = evaluate(u, x, {{overlap_level(mixture_, c)}, {}, true});
        if (!best || trial.count.value < best->count.value) best = std::move(trial);
    }
    const auto here = [&](const Eigen::VectorXd&) { return Place{u, x}; };
    const auto nothing = [](const ReplicatedCount&) { return Eigen::VectorXd(0); };
    auto found = stationary(best->levels, Eigen::VectorXd(0), here, nothing);
    if (!found && best->levels.overlaps[0].c < smallest_field_overlap) {
        // The field orders nothing (u = x = 0 without order 2): the minimum is at c_0 = 0, and flat.
        best->test = stability(u, *best);
        return best;
    }
    if (!found) return std::nullopt;
    found->solution.test = stability(u, found->solution);
    return std::move(found->solution);
}

std::vector<ReplicaLevels> LevelSearch::trial_blocks(double u, double x, const LevelSolution& base,
                                                     double* least) const {
    ReplicaLevels best;
    *least = std::numeric_limits<double>::infinity();
    const double lowest = base.levels.overlaps[0].c;
    ReplicaLevels trial{{base.levels.overlaps[0], grid_nodes_[0]}, {0.5}, base.levels.lowest_free};
    double unstable = 0.0;
    ReplicaLevels incipient = trial;
    for (const auto& level : grid_nodes_) {
        if (level.c <= lowest + same_level) continue;
        trial.overlaps[1] = level;
        for (int j = 1; j <= grid_sizes; ++j) {
            trial.sizes[0] = inverse_logit(-12.0 + 16.0 * j / grid_sizes);  // dense towards m = 0
            if (const double value = replicated_count(mixture_, u, x, trial).value; value < *least) {
                *least = value;
                best = trial;
                if (value < surely_empty) return {};
            }
        }
        trial.sizes[0] = 1.0;
        const double distance = level.c - lowest;
        const double slope = -replicated_count(mixture_, u, x, trial).by_size[0] / (distance * distance);
        if (slope < unstable) {
            unstable = slope;
            incipient = trial;
        }
    }
    std::vector<ReplicaLevels> trials{best};
    if (unstable < 0.0)
        for (const double size : {0.9, 0.99, 0.999}) {
            incipient.sizes[0] = size;
            trials.push_back(incipient);
        }
    return trials;
}

std::optional<LevelSolution> LevelSearch::one_step(double u, double x, const LevelSolution& base,
                                                   const ReplicaLevels* near) const {
    const auto here = [&](const Eigen::VectorXd&) { return Place{u, x}; };
    const auto nothing = [](const ReplicatedCount&) { return Eigen::VectorXd(0); };
    const auto lower = [&](const std::optional<Found>& found) {
        return found && found->solution.levels.sizes[0] < largest_size &&
               found->solution.levels.sizes[0] > smallest_size &&
               found->solution.count.value < base.count.value;
    };
    if (near && near->overlaps.size() == 2) {
        auto found = stationary(*near, Eigen::VectorXd(0), here, nothing);
        if (lower(found)) return std::move(found->solution);
    }
    double least = 0.0;
    std::optional<LevelSolution> best;
    const auto trials = trial_blocks(u, x, base, &least);
    for (const auto& trial : trials) {
        auto found = stationary(trial, Eigen::VectorXd(0), here, nothing);
        if (lower(found) && (!best || found->solution.count.value < best->count.value))
            best = std::move(found->solution);
        if (best && best->count.value <= least) break;
    }
    if (best && best->count.value <= least + same_count) return best;
    // Lower on the grid than at any stationary point: it falls on towards m = 0.
    if (trials.empty() || has_field()) return std::nullopt;
    const ReplicaLevels limit{{trials.front().overlaps[1]}, {}, true};
    auto found = stationary(limit, Eigen::VectorXd(0), here, nothing);
    if (found && found->solution.levels.overlaps[0].c > same_level &&
        found->solution.count.value < least + same_count)
        return std::move(found->solution);
    return std::nullopt;
}

std::optional<LevelSolution> LevelSearch::minimum(double u, double x, const ReplicaLevels* near) const {
    auto base = without_blocks(u, x);
    if (!base || base->test >= 0.0) return base;
    return one_step(u, x, *base, near);
}

double LevelSearch::stability(double u, const LevelSolution& solution) const {
    const auto& overlaps = solution.levels.overlaps;
    const auto& sizes = solution.levels.sizes;
    // The slope for a further level at `level`, whose weight comes from that of the level below it.
    const auto slope = [&](const OverlapLevel& level) {
        std::size_t at = 1;
        while (at < overlaps.size() && overlaps[at].c < level.c)
            ++at;
        double distance = level.c - overlaps[at - 1].c;
        if (at < overlaps.size()) distance = std::min(distance, overlaps[at].c - level.c);
        if (distance < tested_distance)
            return no_slope;  // vanishes with the square of the distance: rounding
        ReplicaLevels more;
        more.lowest_free = solution.levels.lowest_free;
        for (std::size_t i = 0; i <= overlaps.size(); ++i)
            more.overlaps.push_back(i < at ? overlaps[i] : i == at ? level : overlaps[i - 1]);
        for (std::size_t i = 0; i <= sizes.size(); ++i)
            more.sizes.push_back(i + 1 < at    ? sizes[i]
                                 : i + 1 == at ? (i < sizes.size() ? sizes[i] : 1.0)
                                               : sizes[i - 1]);
        return -replicated_count(mixture_, u, solution.x, more).by_size[at - 1] / (distance * distance);
    };
    double least = std::numeric_limits<double>::infinity();
    std::size_t where = 0;
    for (std::size_t i = 0; i < test_nodes_.size(); ++i) {
        if (test_nodes_[i].c <= overlaps[0].c) continue;
        if (const double here = slope(test_nodes_[i]); here < least) {
            least = here;
            where = i;
        }
    }
    if (where == 0 || where + 1 == test_nodes_.size()) return least;
    const auto finer = [&](double c) {
        const double here = slope(overlap_level(mixture_, c));
        return std::isnan(here) ? std::numeric_limits<double>::max() : here;
    };
    const auto [c, lower] =
        boost::math::tools::brent_find_minima(finer, test_nodes_[where - 1].c, test_nodes_[where + 1].c, 26);
    return std::min(least, lower);
}

}  // namespace glasscape
