#include "complexity/overlap_profile.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/tools/roots.hpp>

namespace glasscape {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double shape_tolerance = 1e-9;

// (1+y)(y - log(1+y))/y^2: first moment of B^-2 over a linear piece, per length and mass, with B falling by
// 1+y. From 1/2 at y = 0 to 1.
double moment_ratio(double y) {
    if (y > 0.1) return (1.0 + y) * (y - std::log1p(y)) / (y * y);
    double sum = 0.0;
    double power = 1.0;
    for (int n = 2; n < 22; ++n, power *= -y)
        sum += power / n;
    return (1.0 + y) * sum;
}

double moment_ratio_inverse(double ratio) {
    if (!(ratio > 0.5 && ratio < 1.0)) return undefined;
    const auto excess = [&](double log_y) { return moment_ratio(std::exp(log_y)) - ratio; };
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        excess, -40.0, 60.0, boost::math::tools::eps_tolerance<double>(52), iterations);
    return std::exp(0.5 * (bracket.first + bracket.second));
}

double full_b(const Mixture& mixture, double q) {
    return 1.0 / std::sqrt(mixture.nu(q, 2));
}

OverlapPiece optimal_linear(const Mixture& mixture, double from, double to) {
    const double length = to - from;
    const double mass = mixture.nu(to, 1) - mixture.nu(from, 1);
    const double moment = length * mixture.nu(to, 1) - (mixture.nu(to) - mixture.nu(from));
    const double y = moment_ratio_inverse(moment / (length * mass));
    const double b_from = std::sqrt(length * (1.0 + y) / mass);
    return {OverlapKind::linear, from, to, b_from, b_from / (1.0 + y)};
}

// int_s^to of B^-2 and of (q - s) B^-2 over a constant or linear piece with B(s) = b_s.
double inverse_square_mass(double length, double b_s, double b_to) {
    return length / (b_s * b_to);
}
double inverse_square_moment(double length, double b_s, double b_to) {
    return length * length / (b_s * b_to) * moment_ratio(b_s / b_to - 1.0);
}

double integral_of_root(const Mixture& mixture, double from, double to) {
    boost::math::quadrature::tanh_sinh<double> quadrature;
    return quadrature.integrate([&](double q) { return std::sqrt(mixture.nu(q, 2)); }, from, to, 1e-14);
}

double piece_energy(const Mixture& mixture, const OverlapPiece& piece) {
    if (piece.kind == OverlapKind::full) return -integral_of_root(mixture, piece.from, piece.to);
    const double length = piece.to - piece.from;
    const double y = piece.b_from / piece.b_to - 1.0;
    const double mean_inverse = (y < 1e-8 ? 1.0 - 0.5 * y : std::log1p(y) / y) / piece.b_to;
    const double curvature = mixture.nu(piece.to, 1) * piece.b_to - mixture.nu(piece.from, 1) * piece.b_from +
                             piece.slope() * (mixture.nu(piece.to) - mixture.nu(piece.from));
    return -0.5 * (curvature + length * mean_inverse);
}

// -B' at the two ends of a piece.
double slope_at(const Mixture& mixture, const OverlapPiece& piece, double q) {
    if (piece.kind != OverlapKind::full) return piece.slope();
    const double curvature = mixture.nu(q, 2);
    return 0.5 * mixture.nu(q, 3) / (curvature * std::sqrt(curvature));
}

// Whether dB' has weight at the joint between two pieces (no lower piece: at q = 0), where g must vanish.
bool carries_weight(const Mixture& mixture, const OverlapPiece* lower, const OverlapPiece& upper) {
    constexpr double noticeable_jump = 1e-6;
    if (lower != nullptr && lower->kind == OverlapKind::full) return true;
    const double before = lower == nullptr ? 0.0 : slope_at(mixture, *lower, lower->to);
    return slope_at(mixture, upper, upper.from) - before > noticeable_jump;
}

bool full_is_concave(const Mixture& mixture, const OverlapPiece& piece) {
    constexpr int points = 400;
    for (int i = 0; i <= points; ++i) {
        const double q = piece.from + (piece.to - piece.from) * i / points;
        const double third = mixture.nu(q, 3);
        const double right = 2.0 * mixture.nu(q, 2) * mixture.nu(q, 4);
        if (!(mixture.nu(q, 2) > 0.0) || 3.0 * third * third > right * (1.0 + shape_tolerance) + 1e-300)
            return false;
    }
    return true;
}

}  // namespace

double OverlapPiece::b(double q, const Mixture& mixture) const {
    if (kind == Kind::full) return full_b(mixture, q);
    return b_from - slope() * (q - from);
}

OverlapPiece optimal_piece(const Mixture& mixture, OverlapKind kind, double from, double to) {
    if (kind == OverlapKind::linear) return optimal_linear(mixture, from, to);
    if (kind == OverlapKind::full) return {kind, from, to, full_b(mixture, from), full_b(mixture, to)};
    const double level = std::sqrt(to / mixture.nu(to, 1));
    return {kind, from, to, level, level};
}

double profile_energy(const Mixture& mixture, std::span<const OverlapPiece> pieces) {
    double energy = -0.5 * mixture.field_weight() * pieces.front().b_from;
    for (const auto& piece : pieces)
        energy += piece_energy(mixture, piece);
    return energy;
}

double profile_defect(const Mixture& mixture, std::span<const OverlapPiece> pieces, int grid) {
    double g = 0.0;     // g at the upper end of the piece
    double mass = 0.0;  // int_{upper end}^1 (B^-2 - nu'')
    double defect = 0.0;
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        if (piece->kind == OverlapKind::full) continue;  // B^-2 = nu'' there
        const double to = piece->to;
        double g_at = g;
        double mass_at = mass;
        for (int i = 1; i <= grid; ++i) {
            const double s = i == grid ? piece->from : to - (to - piece->from) * i / grid;
            const double length = to - s;
            const double b_s = piece->b_from - piece->slope() * (s - piece->from);
            const double moment = inverse_square_moment(length, b_s, piece->b_to) -
                                  (length * mixture.nu(to, 1) - mixture.nu(to) + mixture.nu(s));
            g_at = g + length * mass + moment;
            mass_at =
                mass + inverse_square_mass(length, b_s, piece->b_to) - (mixture.nu(to, 1) - mixture.nu(s, 1));
            defect = std::max(defect, -g_at);
        }
        g = g_at;
        mass = mass_at;
        const auto below = std::next(piece);
        if (carries_weight(mixture, below == pieces.rend() ? nullptr : &*below, *piece))
            defect = std::max(defect, std::abs(g));
    }
    return std::max(defect, std::abs(mass - mixture.field_weight()));
}

bool is_admissible(const Mixture& mixture, std::span<const OverlapPiece> pieces) {
    double steepest = 0.0;
    for (const auto& piece : pieces) {
        if (!(piece.b_from > 0.0 && piece.b_to > 0.0 && std::isfinite(piece.b_from))) return false;
        if (piece.kind == OverlapKind::full && !full_is_concave(mixture, piece)) return false;
        const double first = slope_at(mixture, piece, piece.from);
        if (first < steepest * (1.0 - shape_tolerance) - shape_tolerance) return false;
        steepest = slope_at(mixture, piece, piece.to);
    }
    return true;
}

}  // namespace glasscape
