#include "complexity/typical/replicated_count.hpp"

#include <array>
#include <cmath>

#include <Eigen/LU>

#include "glasscape/random_matrix/semicircle.hpp"

namespace glasscape {
namespace {

constexpr int most_conjugates = static_cast<int>(max_overlap_levels) + 1;
using LevelValues = std::array<double, max_overlap_levels + 2>;
using ConjugateSystem =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, most_conjugates + 1, most_conjugates + 1>;
using ConjugateVector = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, most_conjugates + 1, 1>;

double square_of(double x) {
    return x * x;
}

// Block sizes, weights and the two hierarchical matrices, indices as in the header.
struct Hierarchy {
    Hierarchy(const Mixture& mixture, const ReplicaLevels& levels) : k(levels.overlaps.size() - 1) {
        for (std::size_t i = 1; i <= k; ++i)
            m[i] = levels.sizes[i - 1];
        m[k + 1] = 1.0;
        for (std::size_t i = 0; i <= k; ++i)
            w[i] = m[i] - m[i + 1];
        for (std::size_t j = 1; j <= k + 1; ++j)
            mu[j] = 1.0 / m[j] - (j > 1 ? 1.0 / m[j - 1] : 0.0);
        double c_sum = 1.0;
        double v_sum = mixture.nu1();
        for (std::size_t j = k + 1; j >= 1; --j) {
            if (j <= k) {
                c_sum += w[j] * levels.overlaps[j].c;
                v_sum += w[j] * levels.overlaps[j].nu1;
            }
            c[j] = c_sum - m[j] * levels.overlaps[j - 1].c;
            v[j] = v_sum - m[j] * levels.overlaps[j - 1].nu1;
            a[j] = v[j] / c[j];
        }
        const auto& lowest = levels.overlaps[0];
        b0 = lowest.nu1 / c[1] - v[1] * lowest.c / square_of(c[1]);
    }

    // Adds `factor` R_j to a row of the linear system; the unknowns are beta, R_d, r_0..r_k.
    void add_eigenvalue(ConjugateSystem& system, Eigen::Index row, std::size_t j, double factor) const {
        system(row, 1) += factor;
        system(row, static_cast<Eigen::Index>(j + 1)) -= factor * m[j];
        for (std::size_t i = j; i <= k; ++i)
            system(row, static_cast<Eigen::Index>(i + 2)) += factor * w[i];
    }

    std::size_t k;
    LevelValues m{};
    LevelValues w{};
    LevelValues mu{};
    LevelValues c{};
    LevelValues v{};
    LevelValues a{};  // V_j/C_j
    double b0 = 0.0;
};

// Rows of r_i are divided by w_i: regular where a level has no weight.
ConjugateVector conjugates(const Mixture& mixture, double u, double x, const ReplicaLevels& levels,
                           const Hierarchy& h) {
    const auto size = static_cast<Eigen::Index>(h.k + 3);
    ConjugateSystem system = ConjugateSystem::Zero(size, size);
    ConjugateVector right = ConjugateVector::Zero(size);
    system(0, 0) = 1.0;
    system(0, 1) = system(1, 0) = mixture.nu1();
    system(1, 1) = mixture.nu2();
    for (std::size_t j = 1; j <= h.k + 1; ++j)
        h.add_eigenvalue(system, 1, j, h.mu[j] * h.a[j]);
    system(1, 2) += h.a[1];
    h.add_eigenvalue(system, 1, 1, h.b0);
    right(0) = -u;
    right(1) = -x;
    for (std::size_t i = 0; i <= h.k; ++i) {
        const auto row = static_cast<Eigen::Index>(i + 2);
        const auto& level = levels.overlaps[i];
        system(0, 0) += h.w[i] * level.nu;
        system(0, row) += h.w[i] * level.nu1;
        system(row, 0) += level.nu1;
        system(row, row) += level.nu2;
        system(row, 2) += h.a[1];
        h.add_eigenvalue(system, row, 1, h.b0);
        if (i == 0) continue;
        for (std::size_t j = 1; j <= i; ++j)
            h.add_eigenvalue(system, row, j, h.mu[j] * h.a[j]);
        h.add_eigenvalue(system, row, i + 1, -h.a[i + 1] / h.m[i]);
    }
    return system.partialPivLu().solve(right);
}

// dOmega/dx.
double potential_slope(const Mixture& mixture, double x) {
    const double t = x / std::sqrt(mixture.nu2());
    const double outside = std::abs(t) > 2.0 ? std::sqrt((std::abs(t) - 2.0) * (std::abs(t) + 2.0)) : 0.0;
    return 0.5 * (t - std::copysign(outside, t)) / std::sqrt(mixture.nu2());
}

}  // namespace

OverlapLevel overlap_level(const Mixture& mixture, double c) {
    return {c, mixture.nu(c), mixture.nu(c, 1), mixture.nu(c, 2), mixture.nu(c, 3)};
}

ReplicatedCount replicated_count(const Mixture& mixture, double u, double x, const ReplicaLevels& levels) {
    const Hierarchy h(mixture, levels);
    const auto y = conjugates(mixture, u, x, levels, h);
    const double beta = y(0);
    const auto r = [&](std::size_t i) { return y(static_cast<Eigen::Index>(i + 2)); };
    LevelValues big_r{};
    double r_sum = y(1);
    for (std::size_t j = h.k + 1; j >= 1; --j) {
        if (j <= h.k) r_sum += h.w[j] * r(j);
        big_r[j] = r_sum - h.m[j] * r(j - 1);
    }
    const auto& lowest = levels.overlaps[0];
    double logarithms = lowest.nu1 / h.v[1] - lowest.c / h.c[1];
    for (std::size_t j = 1; j <= h.k + 1; ++j)
        logarithms += h.mu[j] * std::log(h.a[j]);

    ReplicatedCount count;
    count.energy_conjugate = beta;
    count.radial_conjugate = y(1);
    count.by_radial = potential_slope(mixture, x) + y(1);
    count.value = 0.5 + 0.5 * std::log(mixture.nu2()) + log_potential(x / std::sqrt(mixture.nu2())) -
                  0.5 * logarithms + 0.5 * (u * beta + x * y(1));

    // Through C_1 and V_1 outside the sums over j.
    const double c1 = h.c[1];
    const double v1 = h.v[1];
    const double cross = big_r[1] * r(0);
    const double by_v1 = 0.5 * (lowest.nu1 / square_of(v1) + 2.0 * cross / c1 -
                                square_of(big_r[1]) * lowest.c / square_of(c1));
    const double by_c1 = 0.5 / square_of(c1) *
                         (-lowest.c - 2.0 * cross * v1 - square_of(big_r[1]) * lowest.nu1 +
                          2.0 * square_of(big_r[1]) * v1 * lowest.c / c1);
    const double by_r1 = r(0) * h.a[1] + big_r[1] * h.b0;

    for (std::size_t i = 0; i <= h.k; ++i) {
        const auto& level = levels.overlaps[i];
        double sum =
            square_of(beta) * level.nu1 + 2.0 * beta * r(i) * level.nu2 + square_of(r(i)) * level.nu3;
        if (i > 0) {
            const auto term = [&](std::size_t j) {
                return (square_of(big_r[j]) * h.a[j] - 1.0) * (level.nu2 / h.v[j] - 1.0 / h.c[j]);
            };
            for (std::size_t j = 1; j <= i; ++j)
                sum += h.mu[j] * term(j);
            sum -= term(i + 1) / h.m[i];
        }
        count.by_overlap.push_back(0.5 * sum + by_v1 * level.nu2 + by_c1);
    }
    const auto weight = [&](std::size_t i) {
        const auto& level = levels.overlaps[i];
        return square_of(beta) * level.nu + 2.0 * beta * r(i) * level.nu1 + square_of(r(i)) * level.nu2;
    };
    for (std::size_t i = 1; i <= h.k; ++i) {
        const double dc = levels.overlaps[i].c - levels.overlaps[i - 1].c;
        const double dv = levels.overlaps[i].nu1 - levels.overlaps[i - 1].nu1;
        const double dr = r(i) - r(i - 1);
        double sum = weight(i) - weight(i - 1);
        sum += (square_of(big_r[i + 1]) * h.a[i + 1] - square_of(big_r[i]) * h.a[i] -
                std::log(h.a[i + 1] / h.a[i])) /
               square_of(h.m[i]);
        for (std::size_t j = 1; j <= i; ++j)
            sum += h.mu[j] * (2.0 * big_r[j] * dr * h.a[j] +
                              (square_of(big_r[j]) * h.a[j] - 1.0) * (dv / h.v[j] - dc / h.c[j]));
        count.by_size.push_back(0.5 * sum + by_v1 * dv + by_c1 * dc + by_r1 * dr);
    }
    return count;
}

}  // namespace glasscape
