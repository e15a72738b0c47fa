#include "glasscape/complexity/typical.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "glasscape/random_matrix/semicircle.hpp"

#include "complexity/kac_rice_rate.hpp"
#include "complexity/typical/dominant.hpp"
#include "complexity/typical/level_search.hpp"

namespace glasscape {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
// What rounding takes from a complexity that is zero.
constexpr double vanishing = 1e-14;

TypicalPoint empty_point(double x, double annealed) {
    return {TypicalPhase::empty, no_number, x, annealed, no_number, no_number, no_number, no_number, false};
}

TypicalPoint typical_point(const LevelSearch& search, double u, double annealed,
                           const std::optional<LevelSolution>& found, double x) {
    if (!found || !(found->count.value >= -vanishing)) return empty_point(x, annealed);
    const bool blocks = found->has_blocks();
    const double lowest = found->levels.overlaps[0].c;
    TypicalPoint point{TypicalPhase::rs, found->count.value, found->x, annealed, no_number,
                       no_number,        found->test,        lowest,   false};
    if (blocks) {
        point.overlap = found->levels.overlaps[1].c;
        point.block_size = found->levels.sizes[0];
        point.test = search.stability(u, *found);
        point.phase = point.test < 0.0 ? TypicalPhase::beyond : TypicalPhase::one_step;
    } else if (search.has_field()) {
        point.overlap = lowest;
    } else if (found->has_vanishing_blocks(false)) {
        point.overlap = lowest;
        point.field_overlap = 0.0;
        point.block_size = 0.0;
        point.test = search.without_blocks(u, found->x)->test;
        point.phase = TypicalPhase::beyond;
    }
    return point;
}

TypicalPoint mirrored(TypicalPoint point) {
    point.x = -point.x;
    return point;
}

}  // namespace

std::string to_string(TypicalPhase phase) {
    switch (phase) {
        case TypicalPhase::rs:
            return "RS";
        case TypicalPhase::one_step:
            return "1RSB";
        case TypicalPhase::beyond:
            return "beyond";
        case TypicalPhase::empty:
            return "empty";
    }
    return "";
}

TypicalComplexity::TypicalComplexity(const Mixture& mixture) : mixture_(mixture) {
    if (!mixture.is_pure()) search_ = std::make_shared<const LevelSearch>(mixture);
}

// Typical everywhere: clusters always raise the count of a pure mixture.
TypicalPoint TypicalComplexity::pure(IndexClass index, double u) const {
    const auto annealed = complexity_density(mixture_, index, u);
    // A linear field has its minimum and its maximum, at u = -+1 in the limit, and nothing else.
    const bool field_only = mixture_.nu2() == 0.0;
    if (!(annealed.value >= -vanishing) || (field_only && std::abs(u) != 1.0))
        return empty_point(annealed.x, annealed.value);
    return {TypicalPhase::rs, annealed.value,         annealed.x, annealed.value, no_number, no_number,
            no_number,        field_only ? 1.0 : 0.0, false};
}

TypicalPoint TypicalComplexity::at(double u, double x) const {
    const double theta = kac_rice_rate(mixture_, u, x);
    if (!search_) {
        if (!(theta >= -vanishing)) return empty_point(x, theta);
        return pure(IndexClass::total(), u);
    }
    if (!(theta >= -vanishing)) return empty_point(x, theta);
    return typical_point(*search_, u, theta, search_->minimum(u, x), x);
}

TypicalPoint TypicalComplexity::density(IndexClass index, double u) const {
    if (index.kind() == IndexClass::Kind::fixed && index.k() > 0)
        throw std::invalid_argument("the typical count of a fixed index k >= 1 is not known");
    if (!search_) return pure(index, u);
    const auto annealed = complexity_density(mixture_, index, u);
    if (!(annealed.value >= -vanishing)) return empty_point(annealed.x, annealed.value);
    if (index.kind() == IndexClass::Kind::fraction) {
        auto point = at(u, annealed.x);
        point.annealed = annealed.value;
        return point;
    }
    const bool minima = index.kind() == IndexClass::Kind::fixed;
    if (!minima && u > 0.0) return mirrored(density(index, -u));
    const auto found = dominant_solution(*search_, u, annealed.x, minima);
    auto point = typical_point(*search_, u, annealed.value, found, annealed.x);
    point.marginal = minima && point.x >= -2.0 * std::sqrt(mixture_.nu2()) * (1.0 + 1e-12);
    return point;
}

TypicalMaximum TypicalComplexity::most_numerous(IndexClass index) const {
    const bool minima = index.kind() == IndexClass::Kind::fixed;
    if (index.kind() == IndexClass::Kind::fraction || (minima && index.k() > 0))
        throw std::invalid_argument("typical counts over all energies are those of all points or of minima");
    const double energy = most_likely_energy(mixture_, index);
    if (!search_) return {energy, pure(index, energy)};
    const double annealed = complexity_all(mixture_, index);
    if (mixture_.is_trivial()) {
        const double x = complexity_density(mixture_, index, energy).x;
        return {energy, {TypicalPhase::rs, 0.0, x, 0.0, no_number, no_number, no_number, 0.0, false}};
    }
    const double edge = -2.0 * std::sqrt(mixture_.nu2());
    if (!minima)
        return {energy, typical_point(*search_, energy, annealed, search_->minimum(energy, 0.0), 0.0)};
    const auto found = most_minima(*search_, energy);
    if (!found) return {energy, empty_point(edge, annealed)};
    auto point = typical_point(*search_, found->place.u, annealed, found->solution, found->place.x);
    point.marginal = found->place.x == edge;
    return {found->place.u, point};
}

}  // namespace glasscape
