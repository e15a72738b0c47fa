#include "complexity/kac_rice_rate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/random_matrix/semicircle.hpp"

namespace glasscape {
namespace {

constexpr double pure_line_tolerance = 1e-12;

// (u, x) S^-1 (u, x)^T; for a pure mixture, on its line, the first square alone.
double quadratic_form(const Mixture& mixture, double u, double x) {
    const double s = mixture.nu1() + mixture.nu2();
    if (mixture.is_pure()) return x * x / s;
    const double offset = u - mixture.nu1() * x / s;
    return x * x / s + offset * offset * s / mixture.alpha2();
}

// The limit nu2 -> 0: a linear field has its minimum and its maximum at u = x = -+|J|/sqrt N.
double field_rate(double u) {
    return 0.5 - 0.5 * u * u + std::log(std::abs(u));
}

}  // namespace

double kac_rice_rate(const Mixture& mixture, double u, double x) {
    const double scale = std::max(1.0, std::abs(x));
    if (mixture.is_pure() && std::abs(x - mixture.nu1() * u) > pure_line_tolerance * scale)
        return -std::numeric_limits<double>::infinity();
    if (mixture.nu2() == 0.0) return field_rate(u);
    return 0.5 + 0.5 * std::log(mixture.curvature_ratio()) - 0.5 * quadratic_form(mixture, u, x) +
           log_potential(x / std::sqrt(mixture.nu2()));
}

double low_index_rate(const Mixture& mixture, double u, double w, int k) {
    const double x = -2.0 * std::cosh(w) * std::sqrt(mixture.nu2());
    const double omega = w + 0.5 * std::exp(-2.0 * w);
    return 0.5 + 0.5 * std::log(mixture.curvature_ratio()) - 0.5 * quadratic_form(mixture, u, x) + omega -
           (k > 0 ? k * edge_rate_at(w) : 0.0);
}

double flatness(const Mixture& mixture) {
    return (mixture.nu1() - mixture.nu2()) / (mixture.nu1() + mixture.nu2());
}

double threshold_depth(const Mixture& mixture) {
    return 2.0 * mixture.nu1() * std::sqrt(mixture.nu2()) / (mixture.nu1() + mixture.nu2());
}

double best_bulk_distance(const Mixture& mixture, double below, int k) {
    // Stationarity in w at u = -depth - below, divided by sinh w, is a cosh w + b sinh w = d: a quadratic in
    // exp(w), solved here for exp(w) - 1.
    const double s = mixture.nu1() + mixture.nu2();
    const double depth = threshold_depth(mixture);
    const double alpha2 = mixture.alpha2();
    const double a = s * depth * depth - 2.0 * flatness(mixture) * alpha2;
    const double b = 2.0 * (k + 1.0) * alpha2;
    const double excess = s * depth * below + 2.0 * flatness(mixture) * alpha2;  // d - a
    if (excess <= 0.0) return 0.0;
    const double product = excess * (excess + 2.0 * a);  // d^2 - a^2
    return std::log1p((excess + product / (std::sqrt(product + b * b) + b)) / (a + b));
}

double marginal_complexity(double c) {
    const double z = -c;  // atanh z - z
    if (z > 0.1) return std::atanh(z) - z;
    double power = z * z * z;
    double sum = 0.0;
    for (int n = 3; n < 40; n += 2, power *= z * z)
        sum += power / n;
    return sum;
}

}  // namespace glasscape
