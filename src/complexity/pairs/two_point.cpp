#include "glasscape/complexity/pairs/two_point.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <boost/math/tools/toms748_solve.hpp>
#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

#include "complexity/kac_rice_rate.hpp"
#include "complexity/pairs/pair_form.hpp"
#include "complexity/pairs/pair_law.hpp"

namespace glasscape {
namespace {

constexpr double pure_line = 1e-12;

// Coefficients of (u0, x0, u1, x1) in the mean of the corner entries of both Hessians. For a pure mixture those of
// x alone.
Eigen::Matrix<double, 2, 4> corner_coefficients(const Mixture& mixture, double q) {
    const auto covariance = critical_plane_covariance(mixture, q);  // (h0, r0, m0, h1, r1, m1)
    Eigen::Matrix<double, 2, 4> coefficients = Eigen::Matrix<double, 2, 4>::Zero();
    if (mixture.is_pure()) {
        constexpr std::array radial{1, 4};
        constexpr std::array corner{2, 5};
        const Eigen::Matrix2d law = covariance(radial, radial);
        const Eigen::Matrix2d cross = covariance(corner, radial);
        const Eigen::Matrix2d solved = cross * law.inverse();
        coefficients.col(1) = solved.col(0);
        coefficients.col(3) = solved.col(1);
        return coefficients;
    }
    constexpr std::array given{0, 1, 3, 4};
    constexpr std::array corner{2, 5};
    const Eigen::Matrix4d law = covariance(given, given);
    const Eigen::Matrix<double, 4, 2> cross = covariance(given, corner);
    coefficients = law.ldlt().solve(cross).transpose();
    return coefficients;
}

}  // namespace

double pair_complexity(const Mixture& mixture, double q, double u0, double x0, double u1, double x1) {
    const auto form = pair_form(mixture, q);
    const double root = std::sqrt(mixture.nu2());
    double quadratic = 0.0;
    if (mixture.is_pure()) {
        for (const auto& [u, x] : {std::pair{u0, x0}, std::pair{u1, x1}})
            if (std::abs(x - mixture.nu1() * u) > pure_line * std::max(1.0, std::abs(x)))
                return -std::numeric_limits<double>::infinity();
        quadratic = 0.5 * (x0 + x1) * (x0 + x1) / form.sum(1, 1) +
                    0.5 * (x0 - x1) * (x0 - x1) / form.difference(1, 1);
    } else {
        const Eigen::Vector2d sum(u0 + u1, x0 + x1);
        const Eigen::Vector2d difference(u0 - u1, x0 - x1);
        quadratic = 0.5 * sum.dot(form.sum.ldlt().solve(sum)) +
                    0.5 * difference.dot(form.difference.ldlt().solve(difference));
    }
    return form.log_volume + log_potential(x0 / root) + log_potential(x1 / root) - 0.5 * quadratic;
}

ReferencePoint reference_minimum(const Mixture& mixture, double u0) {
    if (mixture.nu2() == 0.0 || (mixture.is_pure() && mixture.nu1() == 2.0))
        throw std::invalid_argument(fmt::format(
            "{}: a linear or quadratic landscape has no exponential number of points to see from a minimum",
            mixture.spec()));
    const auto minima = complexity_density(mixture, IndexClass::fixed(0), u0);
    if (!(minima.value >= 0.0))
        throw std::invalid_argument(
            fmt::format("energy {}: {} has no minima there (their complexity is negative): they begin at E_0 "
                        "= {:.9g} and the "
                        "threshold is u_th = {:.9g}",
                        u0, mixture.spec(), lowest_energy(mixture, 0), threshold_energy(mixture)));
    const double edge = 2.0 * std::sqrt(mixture.nu2());
    return {u0, minima.x, minima.value, minima.x < -edge * (1.0 + pure_line)};
}

ReferencePoint reference_at(const Mixture& mixture, double u0, double x0) {
    const double x = mixture.is_pure() ? mixture.nu1() * u0 : x0;
    const double edge = 2.0 * std::sqrt(mixture.nu2());
    return {u0, x, kac_rice_rate(mixture, u0, x), x < -edge * (1.0 + pure_line)};
}

std::string_view name_of(PointKind kind) {
    switch (kind) {
        case PointKind::minimum:
            return "minimum";
        case PointKind::index1:
            return "index1";
        case PointKind::extensive:
            return "extensive";
    }
    return "";
}

TwoPointComplexity::TwoPointComplexity(const Mixture& mixture, const ReferencePoint& reference, double q)
    : q_(q),
      reference_(reference),
      pure_(mixture.is_pure()),
      nu1_(mixture.nu1()),
      edge_(2.0 * std::sqrt(mixture.nu2())),
      row_variance_(row_law(mixture, q).variance) {
    const auto form = pair_form(mixture, q);
    constant_ =
        form.log_volume + log_potential(reference.radial / std::sqrt(mixture.nu2())) - reference.complexity;
    const auto coefficients = corner_coefficients(mixture, q);
    for (int point = 0; point < 2; ++point)
        for (int i = 0; i < 4; ++i)
            corner_[point][i] = coefficients(point, i);
    if (pure_) {
        const double sum = form.sum(1, 1);
        const double difference = form.difference(1, 1);
        mean_radial_ = (sum - difference) / (sum + difference) * reference.radial;
        radial_variance_ = 2.0 * sum * difference / (sum + difference);
        constant_ -= reference.radial * reference.radial / (sum + difference);
        return;
    }
    // The law of one point and of the other given it: (K_+ + K_-)/2, and 2 K_+ (K_+ + K_-)^-1 K_-.
    const Eigen::Vector2d first(reference.energy, reference.radial);
    const Eigen::Matrix2d both = form.sum + form.difference;
    const Eigen::Vector2d solved = both.ldlt().solve(first);
    const Eigen::Vector2d mean = (form.sum - form.difference) * solved;
    const Eigen::Matrix2d law = 2.0 * form.sum * both.ldlt().solve(form.difference);
    constant_ -= first.dot(solved);
    mean_energy_ = mean[0];
    mean_radial_ = mean[1];
    energy_variance_ = law(0, 0);
    covariance_ = 0.5 * (law(0, 1) + law(1, 0));
    radial_variance_ = law(1, 1);
}

NeighbourCount TwoPointComplexity::at(double u1) const {
    const double nu2 = 0.25 * edge_ * edge_;
    if (pure_) {
        const double x = nu1_ * u1;
        const double distance = x - mean_radial_;
        return {constant_ + log_potential(2.0 * x / edge_) - 0.5 * distance * distance / radial_variance_, x};
    }
    const double distance = u1 - mean_energy_;
    const double slope = covariance_ / energy_variance_;
    const auto best =
        radial_maximum(nu2, mean_radial_ + slope * distance, radial_variance_ - slope * covariance_);
    return {constant_ + best.value - 0.5 * distance * distance / energy_variance_, best.x};
}

double TwoPointComplexity::peak_radial() const {
    return radial_maximum(0.25 * edge_ * edge_, mean_radial_, radial_variance_).x;
}

double TwoPointComplexity::most_likely_energy() const {
    if (pure_) return peak_radial() / nu1_;
    return mean_energy_ + covariance_ / radial_variance_ * (peak_radial() - mean_radial_);
}

std::optional<LowestPoint> TwoPointComplexity::lowest() const {
    const double peak = most_likely_energy();
    if (at(peak).complexity < 0.0) return std::nullopt;
    double step = 0.01;
    double below = peak - step;
    while (at(below).complexity >= 0.0)
        below -= step *= 2.0;  // ends: concave in u1
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        [&](double u) { return at(u).complexity; }, below, peak,
        boost::math::tools::eps_tolerance<double>(std::numeric_limits<double>::digits - 2), iterations);
    const double energy = 0.5 * (bracket.first + bracket.second);
    return LowestPoint{energy, at(energy).radial};
}

double TwoPointComplexity::corner(double u1, double x1, bool second) const {
    const double* c = corner_[second ? 1 : 0];
    return c[0] * reference_.energy + c[1] * reference_.radial + c[2] * u1 + c[3] * x1;
}

double TwoPointComplexity::corner_mean(double u1, double x1) const {
    return corner(u1, x1, true);
}

HessianType TwoPointComplexity::type_of(double corner_mean, double radial) const {
    const double nu2 = 0.25 * edge_ * edge_;
    HessianType type{PointKind::minimum, std::nullopt, std::nullopt, -edge_ - radial};
    // Schur complement of the corner: z - mean - s2 G(z), with the resolvent G of the semicircle of radius 2 sqrt nu2.
    const auto resolvent = [&](double z) { return (z + std::sqrt(z * z - edge_ * edge_)) / (2.0 * nu2); };
    const auto secular = [&](double z) { return z - corner_mean - row_variance_ * resolvent(z); };
    if (secular(-edge_) > 0.0) {
        double reach = edge_ + std::abs(corner_mean) + 1.0;
        while (secular(-reach) > 0.0)
            reach *= 2.0;
        std::uintmax_t iterations = 200;
        const auto bracket = boost::math::tools::toms748_solve(
            secular, -reach, -edge_,
            boost::math::tools::eps_tolerance<double>(std::numeric_limits<double>::digits - 2), iterations);
        const double z = 0.5 * (bracket.first + bracket.second);
        const double slope = (1.0 - std::abs(z) / std::sqrt(z * z - edge_ * edge_)) / (2.0 * nu2);
        type.isolated = z - radial;
        type.towards_other = 1.0 / (1.0 - row_variance_ * slope);
        type.lowest = *type.isolated;
    }
    // A pure reference at the threshold, or a minimum held at the edge, has x = -2 sqrt nu2 to rounding.
    if (radial > -edge_ * (1.0 - pure_line))
        type.kind = PointKind::extensive;
    else if (type.lowest < 0.0 && type.isolated)
        type.kind = PointKind::index1;
    return type;
}

HessianType TwoPointComplexity::second_point(double u1, double x1) const {
    return type_of(corner(u1, x1, true), x1);
}

HessianType TwoPointComplexity::reference_point(double u1, double x1) const {
    return type_of(corner(u1, x1, false), reference_.radial);
}

}  // namespace glasscape
