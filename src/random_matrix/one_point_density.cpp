#include "glasscape/random_matrix/one_point_density.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace glasscape {
namespace {

// exp(z^2) erfc(z) for z >= 0.
double scaled_erfc(double z) {
    if (z < 5.0) {
        const double square = z * z;
        return std::exp(square) * (1.0 + std::fma(z, z, -square)) * std::erfc(z);
    }
    double tail = z;  // Laplace's continued fraction, evaluated from the inside
    for (int k = 40; k >= 1; --k)
        tail = z + 0.5 * k / tail;
    return std::numbers::inv_sqrtpi / tail;
}

// F_j = int phi_j over the line: F_0 = sqrt2 pi^(1/4), F_1 = 0, F_{j+1} = sqrt(j/(j+1)) F_{j-1}.
double hermite_integral(int j) {
    if (j % 2 != 0) return 0.0;
    double value = std::numbers::sqrt2 * std::pow(std::numbers::pi, 0.25);
    for (int i = 1; i < j; i += 2)
        value *= std::sqrt(i / (i + 1.0));
    return value;
}

}  // namespace

double log_scaled_one_point_density(int n, double y) {
    y = std::abs(y);  // rho_N is even
    constexpr double big = 0x1p400;
    const double log_big = 400.0 * std::numbers::ln2;
    // phi_j = f_j exp(log_scale - y^2/2), int_y^inf phi_j = g_j exp(log_scale - y^2/2).
    double log_scale = 0.0;
    double f_before = 0.0;
    double f = std::pow(std::numbers::pi, -0.25);
    double g =
        std::numbers::sqrt2 * std::pow(std::numbers::pi, 0.25) * 0.5 * scaled_erfc(y / std::numbers::sqrt2);
    double g_next = std::numbers::sqrt2 * f;
    double sum = f * f;  // sum of f_i^2, i <= j
    for (int j = 0; j + 1 < n; ++j) {
        const double f_next = std::sqrt(2.0 / (j + 1)) * y * f - std::sqrt(j / (j + 1.0)) * f_before;
        const double g_after = std::sqrt((j + 1.0) / (j + 2)) * g + std::sqrt(2.0 / (j + 2)) * f_next;
        f_before = f;
        f = f_next;
        g = g_next;
        g_next = g_after;
        sum += f * f;
        if (std::abs(f) > big || std::abs(g_next) > big) {
            for (double* value : {&f, &f_before, &g, &g_next})
                *value /= big;
            sum = sum / big / big;
            log_scale += log_big;
        }
    }
    // Now f = f_{n-1}, g_next = g_n.
    const double half_width = std::sqrt(0.5 * n);
    double single = half_width * f * 0.5 * hermite_integral(n);
    if (n % 2 != 0) single += f / hermite_integral(n - 1);
    const double pair = sum - half_width * f * g_next;
    const double scale = std::exp(log_scale - 0.5 * y * y);
    return std::log(single + pair * scale) + log_scale;
}

double log_mean_gaussian_sum(int n, double kappa) {
    const double b = std::sqrt(2.0 * n);
    const double step = 3.0 / (b * (b + 20.0));
    const double reach =
        std::max(b + 8.0, (std::sqrt(static_cast<double>(n)) + 9.0) / std::sqrt(2.0 * kappa));
    const int points = static_cast<int>(std::ceil(std::asinh(reach / b) / step)) + 1;
    std::vector<double> logs(static_cast<std::size_t>(points));
    for (int i = 0; i < points; ++i) {
        const double t = i * step;
        const double y = b * std::sinh(t);
        const double weight = (i == 0 ? 1.0 : 2.0) * step * b * std::cosh(t);  // both signs of y
        logs[static_cast<std::size_t>(i)] =
            log_scaled_one_point_density(n, y) - kappa * y * y + std::log(weight);
    }
    const double largest = *std::max_element(logs.begin(), logs.end());
    double sum = 0.0;
    for (const double value : logs)
        sum += std::exp(value - largest);
    return largest + std::log(sum);
}

}  // namespace glasscape
