#include "glasscape/complexity/ground_state.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <boost/math/tools/roots.hpp>

#include "complexity/overlap_profile.hpp"

namespace glasscape {
namespace {

using Pieces = std::vector<OverlapPiece>;
using Kinds = std::vector<OverlapKind>;
constexpr double accepted_defect = 1e-9;
constexpr int grid_cells = 120;
constexpr int certificate_points = 500;

struct Structure {
    std::string name;
    Kinds kinds;
};

// Without a field; a field puts a constant piece in front of each.
const std::array<Structure, 8>& structures() {
    using enum OverlapPiece::Kind;
    static const std::array<Structure, 8> list{{{"1RSB", {linear}},
                                                {"FRSB", {full}},
                                                {"1FRSB", {full, linear}},
                                                {"2RSB", {linear, linear}},
                                                {"2FRSB", {full, linear, linear}},
                                                {"1RSB-FRSB", {linear, full}},
                                                {"1RSB-FRSB-1RSB", {linear, full, linear}},
                                                {"3RSB", {linear, linear, linear}}}};
    return list;
}

// Trial positions for a joint in (0, to): even steps, geometric ones towards 0 for the end of a constant
// piece, which is as small as the field, and towards `to` for a last piece that shrinks at the onset of
// complexity.
std::vector<double> trial_joints(const Mixture& mixture, bool after_constant, double to, int even_steps) {
    std::vector<double> joints;
    if (after_constant)
        for (double q = 1e-4 * mixture.field_weight(); q < to / even_steps; q *= 1.6)
            joints.push_back(q);
    for (int i = 1; i < even_steps; ++i)
        joints.push_back(to * i / even_steps);
    for (double gap = 0.3 / even_steps; gap > 1e-6; gap *= 0.5)
        joints.push_back(to * (1.0 - gap));
    return joints;
}

std::optional<Pieces> solve_joints(const Mixture& mixture, std::span<const OverlapKind> kinds, double to,
                                   int even_steps);

// log B just below the joint over log B just above; 0 where the pieces fit.
double mismatch(const Mixture& mixture, std::span<const OverlapKind> kinds, double joint, double to,
                int even_steps) {
    const auto lower = solve_joints(mixture, kinds.first(kinds.size() - 1), joint, even_steps);
    if (!lower) return std::numeric_limits<double>::quiet_NaN();
    return std::log(lower->back().b_to / optimal_piece(mixture, kinds.back(), joint, to).b_from);
}

// Pieces of these kinds on [0, to], each optimal by itself and continuous at the joints; the lowest joint
// that fits.
std::optional<Pieces> solve_joints(const Mixture& mixture, std::span<const OverlapKind> kinds, double to,
                                   int even_steps) {
    if (kinds.size() == 1) return Pieces{optimal_piece(mixture, kinds.front(), 0.0, to)};
    const auto gap = [&](double joint) { return mismatch(mixture, kinds, joint, to, even_steps); };
    const bool after_constant = kinds.size() == 2 && kinds.front() == OverlapKind::constant;
    double last_joint = std::numeric_limits<double>::quiet_NaN();
    double last_gap = last_joint;
    for (const double joint : trial_joints(mixture, after_constant, to, even_steps)) {
        const double here = gap(joint);
        if (here * last_gap <= 0.0) {
            std::uintmax_t iterations = 100;
            const auto bracket =
                boost::math::tools::toms748_solve(gap, last_joint, joint, last_gap, here,
                                                  boost::math::tools::eps_tolerance<double>(52), iterations);
            const double root = 0.5 * (bracket.first + bracket.second);
            auto pieces = solve_joints(mixture, kinds.first(kinds.size() - 1), root, even_steps);
            if (!pieces) return std::nullopt;
            pieces->push_back(optimal_piece(mixture, kinds.back(), root, to));
            if (std::abs(gap(root)) < 1e-9 && is_admissible(mixture, *pieces)) return pieces;
        }
        last_joint = joint;
        last_gap = here;
    }
    return std::nullopt;
}

GroundState replica_symmetric(const Mixture& mixture) {
    const double level = 1.0 / std::sqrt(mixture.nu1());
    Pieces pieces{{OverlapKind::constant, 0.0, 1.0, level, level}};
    return {-std::sqrt(mixture.nu1()), "RS", profile_defect(mixture, pieces, certificate_points),
            std::move(pieces)};
}

std::optional<GroundState> try_structure(const Mixture& mixture, const Structure& structure) {
    const bool field = mixture.field_weight() > 0.0;
    Kinds kinds = structure.kinds;
    if (field) kinds.insert(kinds.begin(), OverlapKind::constant);
    const int even_steps = kinds.size() <= 2 ? 200 : 24;
    auto pieces = solve_joints(mixture, kinds, 1.0, even_steps);
    if (!pieces || !is_admissible(mixture, *pieces)) return std::nullopt;
    const double defect = profile_defect(mixture, *pieces, certificate_points);
    if (!(defect < accepted_defect)) return std::nullopt;
    return GroundState{profile_energy(mixture, *pieces), structure.name + (field ? "+field" : ""), defect,
                       std::move(*pieces)};
}

}  // namespace

GroundState ground_state(const Mixture& mixture) {
    if (mixture.is_trivial()) return replica_symmetric(mixture);
    for (const auto& structure : structures())
        if (auto state = try_structure(mixture, structure)) return *state;
    return ground_state_on_grid(mixture, grid_cells);
}

}  // namespace glasscape
