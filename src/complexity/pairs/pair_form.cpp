#include "complexity/pairs/pair_form.hpp"

#include <cmath>

#include "glasscape/random_matrix/semicircle.hpp"

namespace glasscape {

PairForm pair_form(const Mixture& mixture, double q) {
    const double s = (1.0 - q) * (1.0 + q);
    const double nu1 = mixture.nu1();
    const double n0 = mixture.nu(q);
    const double n1 = mixture.nu(q, 1);
    const double n2 = mixture.nu(q, 2);
    const Eigen::Vector2d gradient(n1, n1 + q * n2);
    const auto form = [&](double sign) {
        Eigen::Matrix2d k;
        k << 1.0 + sign * n0, nu1 + sign * q * n1, nu1 + sign * q * n1,
            nu1 + mixture.nu2() + sign * (q * n1 + q * q * n2);
        return Eigen::Matrix2d(k - s / (nu1 + sign * (s * n2 - q * n1)) * gradient * gradient.transpose());
    };
    return {form(1.0), form(-1.0),
            1.0 + std::log(mixture.nu2()) + 0.5 * std::log(s / ((nu1 - n1) * (nu1 + n1)))};
}

RadialMaximum radial_maximum(double nu2, double mean, double variance) {
    const double root = std::sqrt(nu2);
    double x = mean / (1.0 - 0.5 * variance / nu2);
    if (std::abs(x) > 2.0 * root) {
        // x = -+ 2 sqrt(nu2) cosh w with Omega' = -+ exp(-w): a quadratic for exp(w).
        const double depth = std::abs(mean);
        const double e = (depth + std::sqrt(depth * depth - 4.0 * (nu2 - variance))) / (2.0 * root);
        x = std::copysign(root * (e + 1.0 / e), mean);
    }
    return {log_potential(x / root) - 0.5 * (x - mean) * (x - mean) / variance, x};
}

}  // namespace glasscape
