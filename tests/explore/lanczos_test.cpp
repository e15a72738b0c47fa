#include "glasscape/explore/lanczos.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>

#include <doctest/doctest.h>

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

SymmetricOperator diagonal(const std::vector<double>& values) {
    return [values](std::span<const double> v, std::span<double> out) {
        for (std::size_t i = 0; i < v.size(); ++i)
            out[i] = values[i] * v[i];
    };
}

std::vector<double> evenly(double low, double high, int count) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i)
        values.push_back(low + (high - low) * i / (count - 1));
    return values;
}

TEST_SUITE_BEGIN("explore");

TEST_CASE("as many steps as dimensions give the whole spectrum") {
    const auto values = evenly(-2.0, 3.0, 12);
    const auto spectrum = lanczos_spectrum(12, diagonal(values), {12, 1, 3});
    REQUIRE(spectrum.nodes.size() == 12);
    for (std::size_t i = 0; i < values.size(); ++i)
        CHECK(spectrum.nodes[i] == doctest::Approx(values[i]).epsilon(tolerance::long_sum));
    CHECK(std::accumulate(spectrum.weights.begin(), spectrum.weights.end(), 0.0) ==
          doctest::Approx(1.0).epsilon(tolerance::sum_of_terms));
    CHECK(spectrum.lowest_residual < tolerance::lanczos_rounding);
}

TEST_CASE("few steps find the ends, and moments within their errors") {
    auto values = evenly(-1.0, 1.0, 2000);
    values.front() = -5.0;
    values.back() = 20.0;
    const auto spectrum = lanczos_spectrum(2000, diagonal(values), {40, 10, 1});
    CHECK(std::abs(spectrum.highest - 20.0) <= spectrum.highest_residual + tolerance::lanczos_rounding);
    CHECK(std::abs(spectrum.lowest + 5.0) <= spectrum.lowest_residual + tolerance::lanczos_rounding);
    CHECK(spectrum.highest_residual < 1e-6);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 2000.0;
    CHECK(spectrum.mean_error > 0.0);
    CHECK(std::abs(spectrum.mean - mean) < tolerance::standard_errors * spectrum.mean_error);
    // a node near 0 carries some per cent of the mass
    CHECK(mass_below(spectrum, 0.0) == doctest::Approx(0.5).epsilon(0.1));
    double integral = 0.0;
    for (int i = 0; i < 4000; ++i)
        integral += 0.01 * smoothed_density(spectrum, -10.0 + 0.01 * i, 0.3);
    // The sum over Gaussians thirty steps wide is their integral to far better than this.
    CHECK(integral == doctest::Approx(1.0).epsilon(1e-6));
}

TEST_CASE("residuals bound how far either end is from an eigenvalue, each its own") {
    // The upper end is well apart and found at once, the lower one is dense and is not.
    auto values = evenly(0.0, 1.0, 3000);
    values.back() = 100.0;
    const auto spectrum = lanczos_spectrum(3000, diagonal(values), {12, 1, 5});
    CHECK(std::abs(spectrum.highest - 100.0) <= spectrum.highest_residual + tolerance::lanczos_end);
    CHECK(spectrum.highest_residual < 1e-8);
    CHECK(spectrum.lowest_residual > 1e-4);
    CHECK(spectrum.lowest_residual < 1.0);
}

TEST_CASE("an operator with few distinct eigenvalues ends early") {
    std::vector<double> values(50, 1.0);
    values[7] = 4.0;
    const auto spectrum = lanczos_spectrum(50, diagonal(values), {20, 1, 2});
    CHECK(spectrum.nodes.size() == 2);
    CHECK(spectrum.lowest == doctest::Approx(1.0));
    CHECK(spectrum.highest == doctest::Approx(4.0));
    CHECK_THROWS_AS(lanczos_spectrum(0, diagonal(values), {}), std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
