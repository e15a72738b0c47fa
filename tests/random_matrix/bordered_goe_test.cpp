// Bordered GOE matrices: their band form against matrices drawn entry by entry, the semicircle law, and the laws of
// extreme eigenvalues and outliers.
#include "glasscape/random_matrix/bordered_goe.hpp"

#include <cmath>
#include <stdexcept>

#include <Eigen/Eigenvalues>
#include <boost/random/normal_distribution.hpp>
#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/random_matrix/semicircle.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "hotelling.hpp"

namespace glasscape {
namespace {

/// Three known directions, two of them coupled in a skew way.
BorderedGoe small_matrix(double rest) {
    BorderedGoe matrix;
    matrix.block = 3;
    matrix.known = {-4.0, 1.0, 0.3, 1.0, 2.0, -0.5, 0.3, -0.5, 6.0};
    matrix.coupled = 2;
    matrix.coupling = {0.9, 0.4, 0.0, -0.3, 0.2, 0.7};
    matrix.rest = rest;
    matrix.deviation = 0.8;
    matrix.shift = 0.5;
    return matrix;
}

BorderedGoe goe(double size) {
    BorderedGoe matrix;
    matrix.rest = size;
    return matrix;
}

/// Eigenvalues of the definition, entry by entry.
Eigen::VectorXd drawn_entry_by_entry(const BorderedGoe& matrix, std::uint64_t sample) {
    RandomStream stream(77, Stream::control, sample);
    boost::random::normal_distribution<double> normal;
    const int d = matrix.block;
    const int m = static_cast<int>(matrix.rest);
    Eigen::MatrixXd full = Eigen::MatrixXd::Zero(d + m, d + m);
    for (int i = 0; i < d; ++i)
        for (int k = 0; k < d; ++k)
            full(i, k) = matrix.known[static_cast<std::size_t>(i * d + k)];
    for (int i = d; i < d + m; ++i) {
        for (int c = 0; c < matrix.coupled; ++c) {
            const double z = normal(stream);
            for (int k = 0; k < d; ++k)
                full(i, k) += z * matrix.coupling[static_cast<std::size_t>(c * d + k)];
        }
        for (int k = d; k < i; ++k)
            full(i, k) = matrix.deviation * normal(stream);
        full(i, i) = matrix.shift + matrix.deviation * std::sqrt(2.0) * normal(stream);
    }
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(full, Eigen::EigenvaluesOnly).eigenvalues();
}

TEST_SUITE_BEGIN("random_matrix");

TEST_CASE("a bordered GOE has the eigenvalues of the matrix drawn entry by entry, in law" *
          doctest::test_suite("slow")) {
    constexpr int samples = 2000;
    for (const double rest : {1.0, 2.0, 12.0}) {
        CAPTURE(rest);
        const auto matrix = small_matrix(rest);
        const int n = matrix.block + static_cast<int>(rest);
        Eigen::MatrixXd ours(samples, n + 2);
        Eigen::MatrixXd theirs(samples, n + 2);
        const auto with_products = [n](Eigen::MatrixXd& table, int sample) {
            table(sample, n) = table(sample, 0) * table(sample, n - 1);
            table(sample, n + 1) = table(sample, 0) * table(sample, 0);
        };
        for (int sample = 0; sample < samples; ++sample) {
            BorderedSpectrum spectrum(matrix, static_cast<std::uint64_t>(sample));
            for (int k = 0; k < n; ++k)
                ours(sample, k) = spectrum.from_below(k);
            theirs.row(sample).head(n) = drawn_entry_by_entry(matrix, static_cast<std::uint64_t>(sample));
            with_products(ours, sample);
            with_products(theirs, sample);
        }
        CHECK(hotelling(ours, theirs) > 1e-4);  // a right program is refused once in ten thousand seeds
    }
}

TEST_CASE("counts, eigenvalues from below and from above are those of one matrix") {
    for (const double rest : {0.0, 5.0, 300.0}) {
        CAPTURE(rest);
        BorderedSpectrum spectrum(small_matrix(rest), 4);
        const int n = 3 + static_cast<int>(rest);
        const double radius = 0.8 * std::sqrt(n);
        for (const int k : {0, 1, n / 2, n - 1}) {
            const double value = spectrum.from_below(k);
            CHECK(std::abs(value - spectrum.from_above(n - 1 - k)) < 2e-7 * radius);
            CHECK(spectrum.count_below(value - 1e-6 * radius).count == k);
            CHECK(spectrum.count_below(value + 1e-6 * radius).count == k + 1);
            CHECK(spectrum.count_below(value).error == 0.0);
        }
    }
}

TEST_CASE("rows that are not drawn hold no sign: counts do not depend on where the ends are looked for") {
    // Sylvester's law counts all rows; a wider band of no effect moves the row where the counting may end.
    auto narrow = goe(4000.0);
    for (const double value : {-125.0, -115.0, -60.0, 0.5, 80.0, 119.0}) {
        const double share = semicircle_mass(value / std::sqrt(4000.0));
        BorderedSpectrum spectrum(narrow, 9);
        CHECK(std::abs(spectrum.count_below(value).count - 4000.0 * share) < 6.0);  // sqrt(log m)/pi = 0.9
    }
}

TEST_CASE("the semicircle law, to the rigidity of eigenvalues") {
    constexpr double size = 1e5;
    auto matrix = small_matrix(size);
    for (auto* numbers : {&matrix.known, &matrix.coupling})
        for (double& x : *numbers)
            x *= numbers == &matrix.known ? std::sqrt(size) : 1.0;
    BorderedSpectrum spectrum(matrix, 1);
    for (const double t : {-1.9, -1.0, 0.3, 1.95}) {
        const auto found = spectrum.count_below(0.5 + 0.8 * std::sqrt(size) * t);
        CHECK(std::abs(found.count - size * semicircle_mass(t)) < 9.0);  // three are the block's
    }
}

TEST_CASE("the largest eigenvalue of a million rows has the law of Tracy and Widom" *
          doctest::test_suite("slow")) {
    constexpr double size = 1e6;
    RunningMean highest;
    RunningMean lowest;
    for (std::uint64_t sample = 0; sample < 300; ++sample) {
        BorderedSpectrum spectrum(goe(size), sample);
        const double unit = std::pow(size, -1.0 / 6.0);
        highest.add((spectrum.from_above(0) - 2.0 * std::sqrt(size)) / unit);
        lowest.add((-spectrum.from_below(0) - 2.0 * std::sqrt(size)) / unit);
    }
    constexpr double mean = -1.2065335745820;  // beta = 1 (Bornemann 2010)
    constexpr double deviation = 1.26798;
    CHECK(std::abs(highest.mean() - mean) < 4.0 * deviation / std::sqrt(300.0));
    CHECK(std::abs(lowest.mean() - mean) < 4.0 * deviation / std::sqrt(300.0));
    CHECK(highest.std_error() * std::sqrt(300.0) == doctest::Approx(deviation).epsilon(0.2));
}

TEST_CASE(
    "outliers: a spike in one direction lies at theta + 1/theta, and samples have them where the equation "
    "says") {
    constexpr double size = 1e6;
    BorderedGoe spiked = goe(size);  // H = GOE/sqrt m + theta e e^T
    spiked.deviation = 1.0 / std::sqrt(size);
    spiked.block = spiked.coupled = 1;
    spiked.coupling = {1.0 / std::sqrt(size)};
    for (const double theta : {-3.0, -1.5, 0.7, 2.0}) {
        spiked.known = {theta};
        const auto found = outliers(spiked);
        REQUIRE(found.below.size() == (theta < -1.0 ? 1 : 0));
        REQUIRE(found.above.size() == (theta > 1.0 ? 1 : 0));
        for (const double z : found.below)
            CHECK(z == doctest::Approx(theta + 1.0 / theta).epsilon(1e-9));
        for (const double z : found.above)
            CHECK(z == doctest::Approx(theta + 1.0 / theta).epsilon(1e-9));
    }
    auto matrix = small_matrix(size);
    for (double& x : matrix.known)
        x *= 0.8 * std::sqrt(size);
    const auto expected = outliers(matrix);
    BorderedSpectrum spectrum(matrix, 3);
    // Of order 1 around their place: the block does not fluctuate, what it is coupled with does.
    REQUIRE(expected.below.size() == 1);
    REQUIRE(expected.above.size() == 2);
    CHECK(std::abs(spectrum.from_below(0) - expected.below[0]) < 6.0);
    CHECK(std::abs(spectrum.from_above(0) - expected.above[1]) < 6.0);
    CHECK(std::abs(spectrum.from_above(1) - expected.above[0]) < 6.0);
}

TEST_CASE("beyond what can be counted: interlacing, and the count lies within") {
    auto matrix = goe(1e15);
    BorderedSpectrum spectrum(matrix, 1);
    const auto found = spectrum.count_below(0.0);
    CHECK(found.count == doctest::Approx(5e14).epsilon(1e-12));
    CHECK(found.error > 1.0);
    CHECK(found.error < 10.0);
}

TEST_CASE("bordered matrices that make no sense are refused") {
    auto matrix = small_matrix(5.0);
    matrix.known.pop_back();
    CHECK_THROWS_AS(BorderedSpectrum(matrix, 1), std::invalid_argument);
    CHECK_THROWS_AS(BorderedSpectrum(goe(0.0), 1), std::invalid_argument);
    CHECK_THROWS_AS(BorderedSpectrum(goe(2.5), 1), std::invalid_argument);
    BorderedSpectrum spectrum(goe(3.0), 1);
    CHECK_THROWS_AS(spectrum.from_below(3), std::invalid_argument);
    CHECK_THROWS_AS(spectrum.from_above(-1), std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
