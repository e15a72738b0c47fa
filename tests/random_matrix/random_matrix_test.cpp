#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <Eigen/Eigenvalues>
#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/random_matrix/goe_spectra.hpp"
#include "glasscape/random_matrix/index_density.hpp"
#include "glasscape/random_matrix/one_point_density.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

#include "random_matrix/correlated_goe.hpp"
#include "random_matrix/pfaffian.hpp"
#include "random_matrix/signed_determinant.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

Eigen::VectorXd eigen_spectrum(const TridiagonalBatch& batch, std::size_t lane) {
    const auto n = static_cast<Eigen::Index>(batch.diagonal.size());
    Eigen::VectorXd diagonal(n);
    Eigen::VectorXd off(n - 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        diagonal(i) = batch.diagonal[static_cast<std::size_t>(i)][lane];
        if (i + 1 < n) off(i) = std::sqrt(batch.off_diagonal_squares[static_cast<std::size_t>(i)][lane]);
    }
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(diagonal, off, Eigen::EigenvaluesOnly);
    return solver.eigenvalues();
}

void check_against_eigen(const TridiagonalBatch& matrices) {
    TridiagonalBatch batch = matrices;
    tridiagonal_eigenvalues(batch);
    for (std::size_t lane = 0; lane < tridiagonal_lanes; ++lane) {
        const auto expected = eigen_spectrum(matrices, lane);
        const double norm = std::max(1e-300, expected.cwiseAbs().maxCoeff());
        for (Eigen::Index i = 0; i < expected.size(); ++i)
            CHECK(std::abs(batch.diagonal[static_cast<std::size_t>(i)][lane] - expected(i)) <
                  1e-14 * norm * 10.0);
    }
}

TEST_SUITE("random_matrix") {
    TEST_CASE("semicircle: quantile inverts mass to rounding, down to the edge") {
        for (const double mass : {1e-12, 1e-6, 0.01, 0.1, 0.25, 0.5, 0.9, 0.999}) {
            const double t = semicircle_quantile(mass);
            // the mass is a difference of numbers of order 1, whose rounding it keeps
            CHECK(semicircle_mass(t) / mass ==
                  doctest::Approx(1.0).epsilon(tolerance::sum_of_terms + 3e-16 / mass));
        }
        CHECK(semicircle_quantile(0.0) == -2.0);
        CHECK(semicircle_quantile(1.0) == 2.0);
        // near the edge the mass is (2/(3 pi)) (t+2)^(3/2)
        const double distance = semicircle_quantile(1e-9) + 2.0;
        CHECK(distance / std::pow(1.5e-9 * std::numbers::pi, 2.0 / 3.0) ==
              doctest::Approx(1.0).epsilon(1e-5));
        CHECK_THROWS_AS(semicircle_quantile(1.5), std::invalid_argument);
    }

    TEST_CASE("edge rate: definition, edge law (2/3)(t-2)^(3/2), logarithmic potential") {
        for (const double t : {2.5, 3.0, 10.0, 1e4}) {
            const double root = std::sqrt((t - 2.0) * (t + 2.0));
            CHECK(edge_rate(t) == doctest::Approx(t * root / 4.0 - std::log((t + root) / 2.0))
                                      .epsilon(tolerance::sum_of_terms));
            CHECK(edge_rate(-t) == edge_rate(t));
        }
        CHECK(edge_rate(1.9) == 0.0);
        CHECK(edge_rate(2.0 + 1e-8) / (2.0 / 3.0 * 1e-12) == doctest::Approx(1.0).epsilon(1e-6));
        CHECK(log_potential(3.0) ==
              doctest::Approx(9.0 / 4.0 - 0.5 - edge_rate(3.0)).epsilon(tolerance::closed_form));
        CHECK(log_potential(1e9) == doctest::Approx(std::log(1e9)).epsilon(tolerance::closed_form));
        CHECK(log_potential(2.0) == doctest::Approx(0.5).epsilon(tolerance::few_roundings));
    }

    TEST_CASE("one-point density integrates to N and is the exact one at N = 1") {
        CHECK(std::exp(log_scaled_one_point_density(1, 0.7) - 0.245) ==
              doctest::Approx(std::exp(-0.245) / std::sqrt(2.0 * std::numbers::pi))
                  .epsilon(tolerance::sum_of_terms));
        for (const int n : {1, 2, 3, 10, 51, 200}) {
            CAPTURE(n);
            double sum = 0.0;
            const double step = 0.02;
            const double reach = std::sqrt(2.0 * n) + 8.0;
            for (double y = -reach; y <= reach; y += step)
                sum += step * std::exp(log_scaled_one_point_density(n, y) - 0.5 * y * y);
            CHECK(sum == doctest::Approx(n).epsilon(tolerance::long_sum));
        }
    }

    TEST_CASE("mean Gaussian sum against closed forms over curvature ratios 1e-6 to 1e6") {
        // With kappa = rho/(1+rho) and the count's prefactor: N = 2 gives 2 sqrt(3 rho + 1), N = 3 the
        // saddles and extrema.
        for (const double rho : {1e-6, 1e-3, 0.5, 1.0, 2.0, 30.0, 1e3, 1e6}) {
            CAPTURE(rho);
            const double kappa = rho / (1.0 + rho);
            const auto log_total = [&](int n) {
                return std::log(2.0) + 0.5 * std::log(2.0 * kappa) + 0.5 * (n - 1.0) * std::log(rho) +
                       log_mean_gaussian_sum(n, kappa);
            };
            CHECK(std::abs(log_total(2) - std::log(2.0 * std::sqrt(3.0 * rho + 1.0))) <
                  tolerance::closed_form);
            const double saddles = 4.0 * std::pow(rho, 1.5) / std::sqrt(3.0 * rho + 1.0);
            CHECK(std::abs(log_total(3) - std::log(2.0 + 2.0 * saddles)) < tolerance::sum_of_terms);
        }
    }

    TEST_CASE("batched tridiagonal eigenvalues agree with a library") {
        for (const int n : {2, 3, 17, 100}) {
            TridiagonalBatch batch;
            draw_goe_batch(n, 1, 0, batch);
            check_against_eigen(batch);
        }
    }

    TEST_CASE("batched tridiagonal eigenvalues of awkward matrices") {
        TridiagonalBatch batch;
        for (int i = 0; i < 12; ++i) {
            auto& d = batch.diagonal.emplace_back();
            auto& e = batch.off_diagonal_squares.emplace_back();
            for (std::size_t lane = 0; lane < tridiagonal_lanes; ++lane) {
                const double graded = std::pow(10.0, -i * 0.9);
                d[lane] = lane % 4 == 0 ? 0.0 : lane % 4 == 1 ? 2.0 : lane % 4 == 2 ? graded : i % 3 - 1.0;
                e[lane] = lane % 4 == 0   ? 1.0
                          : lane % 4 == 1 ? 0.0
                          : lane % 4 == 2 ? graded * 1e-3
                          : i == 5        ? 0.0
                                          : 1e-20;
            }
        }
        check_against_eigen(batch);
    }

    TEST_CASE("sampled spectra: moments of the GOE within five standard errors") {
        constexpr int n = 20;
        constexpr int batches = 400;
        double second = 0.0;
        double fourth = 0.0;
        double second_square = 0.0;
        double trace = 0.0;
        for (int b = 0; b < batches; ++b) {
            TridiagonalBatch batch;
            draw_goe_batch(n, 9, static_cast<std::uint64_t>(b) * tridiagonal_lanes, batch);
            tridiagonal_eigenvalues(batch);
            for (std::size_t lane = 0; lane < tridiagonal_lanes; ++lane) {
                double sum1 = 0.0;
                double sum2 = 0.0;
                for (const auto& row : batch.diagonal) {
                    sum1 += row[lane];
                    sum2 += row[lane] * row[lane];
                    fourth += std::pow(row[lane], 4);
                }
                trace += sum1;
                second += sum2;
                second_square += sum2 * sum2;
            }
        }
        const double samples = batches * static_cast<double>(tridiagonal_lanes);
        const double mean2 = second / samples;
        const double error2 = std::sqrt((second_square / samples - mean2 * mean2) / samples);
        CHECK(std::abs(mean2 - n * (n + 1.0)) <
              tolerance::standard_errors_of_many * error2);  // E tr M^2 = n(n+1)
        CHECK(std::abs(trace / samples) <
              tolerance::standard_errors_of_many * std::sqrt(2.0 * n / samples));  // E tr M = 0, variance 2n
        CHECK(
            fourth / samples ==
            doctest::Approx(n * (2.0 * n * n + 5.0 * n + 5.0)).epsilon(tolerance::moment_share));  // E tr M^4
    }

    TEST_CASE("a draw is a function of seed, size and sample number alone") {
        TridiagonalBatch first;
        TridiagonalBatch shifted;
        draw_goe_batch(5, 4, 0, first);
        draw_goe_batch(5, 4, 3, shifted);
        for (std::size_t i = 0; i < 5; ++i)
            CHECK(first.diagonal[i][3] == shifted.diagonal[i][0]);
    }

    TEST_CASE("Pfaffian squared is the determinant; its sign follows row swaps") {
        Eigen::MatrixXd a(4, 4);
        a << 0, 1, 2, 3, -1, 0, 4, 5, -2, -4, 0, 6, -3, -5, -6, 0;
        Eigen::MatrixXd work = a;
        const auto pf = log_pfaffian(work);  // 1*6 - 2*5 + 3*4 = 8
        CHECK(pf.phase * std::exp(pf.log_magnitude) == doctest::Approx(8.0).epsilon(tolerance::closed_form));
        Eigen::MatrixXd real = a;
        Eigen::MatrixXd imag = 0.5 * a;
        const auto complex = log_pfaffian(real, imag);  // Pf(z A) = z^2 Pf(A), z = 1 + i/2
        const auto value = complex.phase * std::exp(complex.log_magnitude);
        CHECK(value.real() == doctest::Approx(8.0 * 0.75).epsilon(tolerance::closed_form));
        CHECK(value.imag() == doctest::Approx(8.0).epsilon(tolerance::closed_form));
    }

    TEST_CASE("index densities: n = 1 in closed form, and their sum is the one-point density of size n + 1") {
        const IndexDensity one(1);
        for (const double y : {-2.0, 0.3, 1.5}) {  // E (l - y)_+ for l ~ N(0, 2)
            const double z = y / std::numbers::sqrt2;
            const double density = std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
            const double expected =
                std::numbers::sqrt2 * (density - z * 0.5 * std::erfc(z / std::numbers::sqrt2));
            CHECK(std::exp(one.log_all(y).log_density[0]) ==
                  doctest::Approx(expected).epsilon(tolerance::sum_of_terms));
            CHECK(std::exp(one.log_none_below(y)) ==
                  doctest::Approx(expected).epsilon(tolerance::sum_of_terms));
        }
        for (const int n : {2, 5, 10, 21}) {
            CAPTURE(n);
            const IndexDensity density(n);
            const auto log_sum_at = [&](double y) {
                double sum = 0.0;
                for (const double value : density.log_all(y).log_density)
                    sum += std::exp(value);
                return std::log(sum) - log_scaled_one_point_density(n + 1, y / std::numbers::sqrt2);
            };
            const double constant = log_sum_at(0.0);  // the ratio does not depend on y
            for (const double y : {-6.0, -1.7, 0.9, 4.0})
                CHECK(std::abs(log_sum_at(y) - constant) < tolerance::count_by_index);
        }
    }

    TEST_CASE("the rate of the extreme eigenvalue near the edge, and the quantiles of small masses") {
        for (const double w : {0.05, 0.2, 0.35, 0.4999, 0.5001})
            CHECK(edge_rate_at(w) ==
                  doctest::Approx(0.5 * std::sinh(2.0 * w) - w).epsilon(1e-16 / (w * w * w) + 1e-14));
        // Mass below t = -2 cos(a/2) is (a - sin a)/(2 pi) = a^3/(12 pi) (1 - a^2/20 + a^4/840 - ...).
        for (const double mass : {1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3}) {
            const double a = 2.0 * std::acos(-0.5 * semicircle_quantile(mass));
            const double series = a * a * a / (12.0 * std::numbers::pi) *
                                  (1.0 - a * a / 20.0 + std::pow(a, 4) / 840.0 - std::pow(a, 6) / 60480.0);
            CHECK(series / mass == doctest::Approx(1.0).epsilon(1e-7));
        }
    }

    TEST_CASE("determinant and index of a symmetric matrix from one factorisation") {
        RandomStream stream(3, Stream::pairs, 0);
        for (const int n : {0, 1, 2, 5, 12}) {
            CorrelatedGoe matrices(n);
            matrices.draw(stream);
            std::vector<double> first(static_cast<std::size_t>(n * (n + 1) / 2));
            std::vector<double> second(first.size());
            matrices.pair(0.3, 1.7, first, second);
            Eigen::MatrixXd full(n, n);
            for (int i = 0; i < n; ++i)
                for (int j = 0; j <= i; ++j)
                    full(i, j) = full(j, i) = first[static_cast<std::size_t>(i * (i + 1) / 2 + j)];
            const Eigen::VectorXd spectrum =
                n == 0 ? Eigen::VectorXd()
                       : Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(full).eigenvalues();
            const auto determinant = signed_determinant(first, n);
            CAPTURE(n);
            CHECK(determinant.value == doctest::Approx(n == 0 ? 1.0 : spectrum.prod()).epsilon(1e-10));
            CHECK(determinant.negative == (n == 0 ? 0 : (spectrum.array() < 0.0).count()));
        }
    }

    TEST_CASE("pairs of GOE matrices have the correlation asked for, entry by entry") {
        constexpr int draws = 20'000;
        for (const double rho : {-1.0, -0.4, 0.0, 0.7, 1.0}) {
            CorrelatedGoe matrices(2);
            std::vector<double> first(3);
            std::vector<double> second(3);
            double squares[3] = {};
            double products[3] = {};
            for (int i = 0; i < draws; ++i) {
                RandomStream stream(5, Stream::pairs, static_cast<std::uint64_t>(i));
                matrices.draw(stream);
                matrices.pair(rho, 1.0, first, second);
                for (std::size_t e = 0; e < 3; ++e) {
                    squares[e] += first[e] * first[e] / draws;
                    products[e] += first[e] * second[e] / draws;
                }
            }
            CAPTURE(rho);
            for (std::size_t e = 0; e < 3; ++e) {
                const double variance = e == 1 ? 1.0 : 2.0;  // rows (0,0); (1,0), (1,1)
                const double error = variance * std::sqrt(2.0 / draws);
                CHECK(std::abs(squares[e] - variance) < tolerance::standard_errors_of_many * error);
                CHECK(std::abs(products[e] - rho * variance) < tolerance::standard_errors_of_many * error);
            }
        }
    }

    TEST_CASE("D_0 alone agrees with D_0 among all indices, each within its stated error") {
        for (const int n : {3, 8, 20, 31}) {
            CAPTURE(n);
            const IndexDensity density(n);
            for (const double y : {-12.0, -5.0, -1.0, 0.5}) {
                CAPTURE(y);
                const auto all = density.log_all(y);
                const double error = std::exp(all.log_error[0] - all.log_density[0]);
                if (error < 1e-3)
                    CHECK(std::abs(density.log_none_below(y) - all.log_density[0]) <
                          error + tolerance::sum_of_terms);
            }
        }
    }
}

}  // namespace
}  // namespace glasscape
