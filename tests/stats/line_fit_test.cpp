#include "stats/line_fit.hpp"

#include <cmath>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "stats/jackknife.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

const std::vector<double> x{0.1, 0.2, 0.4};
const std::vector<double> line{1.2, 1.4, 1.8};
const std::vector<double> errors{0.01, 0.03, 0.02};

TEST_SUITE("stats") {
    TEST_CASE("weighted line: exact on a line, its covariances are the scatter of fits") {
        const auto exact = fit_weighted_line(x, line, errors);
        CHECK(exact.intercept == doctest::Approx(1.0).epsilon(tolerance::sum_of_terms));
        CHECK(exact.slope == doctest::Approx(2.0).epsilon(tolerance::sum_of_terms));
        // squares of roundings over errors of 0.01 to 0.03
        CHECK(exact.chi_squared < 1e-20);
        RunningMean intercepts;
        RunningMean slopes;
        RunningMean products;
        RunningMean chi_squared;
        for (std::uint64_t i = 0; i < 4000; ++i) {
            RandomStream stream(1, Stream::data, i);
            std::vector<double> noise(3);
            draw_normal(stream, noise);
            auto y = line;
            for (std::size_t k = 0; k < 3; ++k)
                y[k] += errors[k] * noise[k];
            const auto fit = fit_weighted_line(x, y, errors);
            intercepts.add(fit.intercept);
            slopes.add(fit.slope);
            products.add((fit.intercept - 1.0) * (fit.slope - 2.0));
            chi_squared.add(fit.chi_squared);
        }
        CHECK(std::abs(intercepts.mean() - 1.0) < tolerance::standard_errors * intercepts.std_error());
        // the error of a standard deviation from n values is its share 1/sqrt(2 n)
        const double within = tolerance::standard_errors / std::sqrt(8000.0);
        CHECK(std::abs(std::sqrt(intercepts.variance()) / exact.intercept_error - 1.0) < within);
        CHECK(std::abs(std::sqrt(slopes.variance()) / exact.slope_error - 1.0) < within);
        CHECK(std::abs(products.mean() - exact.covariance) <
              tolerance::standard_errors * products.std_error());
        CHECK(std::abs(chi_squared.mean() - 1.0) <
              tolerance::standard_errors * chi_squared.std_error());  // one degree of freedom
    }

    TEST_CASE("line: intercept, slope and share explained of four points by hand") {
        // Means 3/2 and 2; Sxy = 8, Sxx = 5, Syy = 14.
        const auto fit = fit_line(std::vector<double>{0, 1, 2, 3}, std::vector<double>{0, 1, 2, 5});
        CHECK(fit.slope == doctest::Approx(1.6));
        CHECK(fit.intercept == doctest::Approx(-0.4));
        CHECK(fit.r_squared == doctest::Approx(64.0 / 70.0));
        CHECK_THROWS_AS(fit_line(std::vector<double>{1.0}, std::vector<double>{1.0}), std::invalid_argument);
        CHECK_THROWS_AS(fit_weighted_line(x, line, std::vector<double>{0.1, 0.0, 0.1}),
                        std::invalid_argument);
    }

    TEST_CASE("jackknife: of a mean it is the standard error") {
        const std::vector<double> values{1.0, 2.0, 4.0, 7.0};
        RunningMean mean;
        std::vector<double> without;
        for (const double value : values) {
            mean.add(value);
            without.push_back((14.0 - value) / 3.0);
        }
        CHECK(jackknife_error(without) == doctest::Approx(mean.std_error()).epsilon(tolerance::closed_form));
    }
}

}  // namespace
}  // namespace glasscape
