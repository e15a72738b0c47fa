#include "glasscape/random_matrix/index_density.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include <Eigen/Core>

#include "glasscape/random_matrix/semicircle.hpp"

#include "core/log_gamma.hpp"
#include "random_matrix/pfaffian.hpp"

namespace glasscape {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
constexpr double minus_infinity = -std::numeric_limits<double>::infinity();
constexpr int circles = 4;

// Integrals of the orthonormal Hermite functions phi_0..phi_n over (x, inf).
struct HalfLine {
    VectorXd single;  // int phi_j
    MatrixXd skew;    // int int sgn(v - u) phi_j(u) phi_k(v)
};

// phi_0..phi_count-1 at x.
VectorXd hermite_functions(int count, double x) {
    VectorXd phi(count);
    phi(0) = std::pow(std::numbers::pi, -0.25) * std::exp(-0.5 * x * x);
    if (count > 1) phi(1) = std::numbers::sqrt2 * x * phi(0);
    for (int j = 1; j + 1 < count; ++j)
        phi(j + 1) = std::sqrt(2.0 / (j + 1)) * x * phi(j) - std::sqrt(j / (j + 1.0)) * phi(j - 1);
    return phi;
}

// K_jk = int_x^inf phi_j phi_k for j, k <= n; only K_{j,j} needs a recursion.
MatrixXd overlaps(int n, double x, const VectorXd& phi) {
    VectorXd slope(n + 1);
    for (int j = 0; j <= n; ++j)
        slope(j) = (j > 0 ? std::sqrt(0.5 * j) * phi(j - 1) : 0.0) - std::sqrt(0.5 * (j + 1)) * phi(j + 1);
    MatrixXd k = MatrixXd::Zero(n + 1, n + 1);
    for (int i = 0; i <= n; ++i)
        for (int j = 0; j < i; ++j)
            k(i, j) = k(j, i) = -(phi(i) * slope(j) - slope(i) * phi(j)) / (2.0 * (i - j));
    k(0, 0) = 0.5 * std::erfc(x);
    for (int j = 1; j < n; ++j) {
        const double before = j >= 2 ? std::sqrt(0.5 * (j - 1)) * k(j - 2, j) : 0.0;
        k(j, j) = k(j - 1, j - 1) + std::sqrt(2.0 / j) * (phi(j - 1) * phi(j) + before -
                                                          std::sqrt(0.5 * (j + 1)) * k(j - 1, j + 1));
    }
    return k;
}

HalfLine right_half(int n, double x) {
    const VectorXd phi = hermite_functions(n + 2, x);
    HalfLine half{VectorXd(n + 1), MatrixXd::Zero(n + 1, n + 1)};
    auto& r = half.single;
    r(0) = std::numbers::sqrt2 * std::pow(std::numbers::pi, 0.25) * 0.5 * std::erfc(x / std::numbers::sqrt2);
    if (n >= 1) r(1) = std::numbers::sqrt2 * phi(0);
    for (int j = 1; j < n; ++j)
        r(j + 1) = std::sqrt(j / (j + 1.0)) * r(j - 1) + std::sqrt(2.0 / (j + 1)) * phi(j);

    const MatrixXd k = overlaps(n, x, phi);
    auto& b = half.skew;
    for (int j = 0; j < n; ++j) {
        for (int i = 0; i <= j; ++i) {
            const double before = j > 0 ? std::sqrt(j / (j + 1.0)) * b(j - 1, i) : 0.0;
            b(j + 1, i) = before - std::sqrt(2.0 / (j + 1)) * (2.0 * k(j, i) - phi(j) * r(i));
            b(i, j + 1) = -b(j + 1, i);
        }
    }
    return half;
}

// From phi_j to psi_j = (y' - x) phi_j: rows of the tridiagonal T with T_{j,j+1} = sqrt((j+1)/2), T_{j,j-1} =
// sqrt(j/2), T_jj = -x, applied to n + 1 numbers.
VectorXd shift(const Eigen::Ref<const VectorXd>& a, double x) {
    const Index n = a.size() - 1;
    VectorXd out(n);
    for (Index j = 0; j < n; ++j) {
        const auto order = static_cast<double>(j);
        out(j) = std::sqrt(0.5 * (order + 1.0)) * a(j + 1) - x * a(j) +
                 (j > 0 ? std::sqrt(0.5 * order) * a(j - 1) : 0.0);
    }
    return out;
}

MatrixXd shift_both(const MatrixXd& a, double x) {
    const Index n = a.rows() - 1;
    MatrixXd half(n, n + 1);
    for (Index j = 0; j <= n; ++j)
        half.col(j) = shift(a.col(j), x);
    MatrixXd out(n, n);
    for (Index i = 0; i < n; ++i)
        out.row(i) = shift(half.row(i).transpose(), x).transpose();
    return out;
}

// The generating matrix A(w) = right + w cross + w^2 left, bordered by (right_edge + w left_edge) for odd n.
struct Pencil {
    MatrixXd right;
    MatrixXd cross;
    MatrixXd left;
    VectorXd right_edge;
    VectorXd left_edge;
};

Pencil pencil(int n, double y) {
    const double x = y / std::numbers::sqrt2;
    const HalfLine above = right_half(n, x);
    HalfLine below = right_half(n, -x);  // reflected: phi_j(-y') = (-1)^j phi_j(y')
    for (int j = 0; j <= n; ++j) {
        if (j % 2 != 0) below.single(j) = -below.single(j);
        for (int i = 0; i <= n; ++i)
            below.skew(i, j) *= (i + j) % 2 == 0 ? -1.0 : 1.0;
    }
    Pencil p;
    p.right_edge = shift(above.single, x);
    p.left_edge = shift(below.single, x);
    p.right = shift_both(above.skew, x);
    p.left = shift_both(below.skew, x);
    p.cross = p.left_edge * p.right_edge.transpose() - p.right_edge * p.left_edge.transpose();
    return p;
}

MatrixXd bordered(MatrixXd a, const VectorXd& edge) {
    const Index n = a.rows();
    if (n % 2 == 0) return a;
    a.conservativeResize(n + 1, n + 1);
    a.col(n).head(n) = edge;
    a.row(n).head(n) = -edge.transpose();
    a(n, n) = 0.0;
    return a;
}

LogPfaffian<std::complex<double>> pfaffian_at(const Pencil& p, std::complex<double> w) {
    const std::complex<double> square = w * w;
    MatrixXd real = bordered(p.right + w.real() * p.cross + square.real() * p.left,
                             p.right_edge + w.real() * p.left_edge);
    MatrixXd imag = bordered(w.imag() * p.cross + square.imag() * p.left, w.imag() * p.left_edge);
    return log_pfaffian(real, imag);
}

// log|coefficient of zeta^k| from values on the circle |zeta| = exp(log_radius), and the noise they carry.
struct Circle {
    std::vector<double> log_coefficient;
    std::vector<double> log_noise;
};

Circle coefficients(int n, const Pencil& p, double log_radius) {
    const int points = n + 1;
    const double radius = std::exp(log_radius);
    std::vector<LogPfaffian<std::complex<double>>> values;  // at angles 0..pi; the rest are conjugates
    for (int j = 0; j <= points / 2; ++j)
        values.push_back(pfaffian_at(p, -std::polar(radius, 2.0 * std::numbers::pi * j / points)));
    double scale = minus_infinity;
    for (const auto& value : values)
        scale = std::max(scale, value.log_magnitude);
    Circle circle{std::vector<double>(static_cast<std::size_t>(points), minus_infinity), {}};
    double largest = minus_infinity;
    for (int k = 0; k < points && scale > minus_infinity; ++k) {
        double sum = 0.0;
        for (int j = 0; j <= points / 2; ++j) {
            const auto& value = values[static_cast<std::size_t>(j)];
            const bool own_conjugate = j == 0 || 2 * j == points;
            const long long turns = static_cast<long long>(j) * k % points;
            const auto turned =
                value.phase * std::polar(std::exp(value.log_magnitude - scale),
                                         -2.0 * std::numbers::pi * static_cast<double>(turns) / points);
            sum += (own_conjugate ? 1.0 : 2.0) * turned.real();
        }
        const double log_size = std::log(std::abs(sum) / points) + scale;
        circle.log_coefficient[static_cast<std::size_t>(k)] = log_size - k * log_radius;
        largest = std::max(largest, log_size);
    }
    // A circle on which everything underflowed tells nothing.
    if (scale == minus_infinity) largest = -minus_infinity;
    for (int k = 0; k < points; ++k)
        circle.log_noise.push_back(largest - k * log_radius);
    return circle;
}

// For each k the value of the circle with the least noise.
Circle best_circle(int n, double y) {
    const Pencil p = pencil(n, y);
    const double outward =
        std::min(n * edge_rate(std::abs(y) / std::sqrt(static_cast<double>(n))), 600.0 / n);
    Circle best = coefficients(n, p, y <= 0.0 ? outward : -outward);
    for (int i = 1; i < circles; ++i) {
        const Circle other = coefficients(n, p, (y <= 0.0 ? outward : -outward) - 2.0 * i);
        for (std::size_t k = 0; k < best.log_noise.size(); ++k) {
            if (other.log_noise[k] >= best.log_noise[k]) continue;
            best.log_noise[k] = other.log_noise[k];
            best.log_coefficient[k] = other.log_coefficient[k];
        }
    }
    return best;
}

double log_normalisation(int n) {
    double log_k =
        0.5 * n * std::numbers::ln2 + log_gamma(n + 1.0) - 0.5 * n * std::log(2.0 * std::numbers::pi);
    for (int j = 1; j <= n; ++j)
        log_k -= log_gamma(1.0 + 0.5 * j) - log_gamma(1.5);
    for (int j = 0; j < n; ++j)
        log_k -= 0.5 * (j * std::numbers::ln2 - log_gamma(j + 1.0) - 0.5 * std::log(std::numbers::pi));
    return log_k;
}

}  // namespace

IndexDensity::IndexDensity(int n) : n_(n), log_normalisation_(log_normalisation(n)) {}

IndexDensity::Values IndexDensity::log_all(double y) const {
    // Rounding of a coefficient as a multiple of the largest coefficient on its circle: the recursions for
    // the matrix lose up to a thousand N^2 units where D_k is small. An upper bound, from 18-digit counts at
    // N = 3..8.
    const double log_unit = std::log(3e-13 * (n_ + 1.0) * (n_ + 1.0));
    const Circle here = best_circle(n_, y);
    const Circle there = best_circle(n_, -y);
    Values values;
    for (int k = 0; k <= n_; ++k) {
        const auto i = static_cast<std::size_t>(k);
        const auto mirror = static_cast<std::size_t>(n_ - k);
        const bool own = here.log_noise[i] <= there.log_noise[mirror];
        values.log_density.push_back((own ? here.log_coefficient[i] : there.log_coefficient[mirror]) +
                                     log_normalisation_);
        values.log_error.push_back((own ? here.log_noise[i] : there.log_noise[mirror]) + log_normalisation_ +
                                   log_unit);
    }
    return values;
}

double IndexDensity::log_none_below(double y) const {
    const double x = y / std::numbers::sqrt2;
    const HalfLine above = right_half(n_, x);
    MatrixXd a = bordered(shift_both(above.skew, x), shift(above.single, x));
    return log_pfaffian(a).log_magnitude + log_normalisation_;
}

}  // namespace glasscape
