#include "glasscape/sphere/sphere.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::random_states;
using testing::random_vector;
namespace tolerance = testing::tolerance;

TEST_SUITE("sphere") {
    TEST_CASE("a geodesic turns by its length over sqrt N, a retraction by the arctangent of it") {
        for (const int size : {2, 3, 31}) {
            const auto start = random_states(size, 1, 1);
            auto v = random_vector(size, 2);
            project_to_tangent(start, v);
            CHECK(std::abs(dot(start, v)) < tolerance::long_sum * size);
            const double angle = std::sqrt(dot(v, v) / size);
            auto s = start;
            move_along_geodesic(s, v);
            CHECK(overlap(s, s) == doctest::Approx(1.0).epsilon(tolerance::closed_form));
            CHECK(overlap(s, start) == doctest::Approx(std::cos(angle)).epsilon(tolerance::long_sum));
            s = start;
            retract(s, v);
            CHECK(overlap(s, s) == doctest::Approx(1.0).epsilon(tolerance::closed_form));
            CHECK(overlap(s, start) ==
                  doctest::Approx(std::cos(std::atan(angle))).epsilon(tolerance::long_sum));
        }
    }

    TEST_CASE("the tangent frame is orthonormal and turns matrices as its vectors do") {
        const int size = 7;
        const std::size_t n = 7;
        for (auto s : {random_states(size, 1, 3), std::vector<double>{0, 0, 0, 0, 0, 0, std::sqrt(7.0)},
                       std::vector<double>{0, 0, 0, 0, 0, 0, -std::sqrt(7.0)}}) {
            const TangentFrame frame(s);
            std::vector<std::vector<double>> basis;
            for (std::size_t a = 0; a + 1 < n; ++a) {
                std::vector<double> unit(n - 1, 0.0);
                unit[a] = 1.0;
                basis.emplace_back(n);
                frame.vector(unit, basis.back());
                CHECK(std::abs(dot(basis.back(), s)) < tolerance::sum_of_terms);
                for (std::size_t b = 0; b <= a; ++b)
                    CHECK(std::abs(dot(basis[a], basis[b]) - (a == b ? 1.0 : 0.0)) < tolerance::sum_of_terms);
            }
            const auto rows = random_vector(size * size, 4);
            std::vector<double> matrix(n * n);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j)
                    matrix[i * n + j] = rows[i * n + j] + rows[j * n + i];
            std::vector<double> restricted((n - 1) * (n - 1));
            frame.restrict(matrix, restricted);
            for (std::size_t a = 0; a + 1 < n; ++a)
                for (std::size_t b = 0; b + 1 < n; ++b) {
                    double expected = 0.0;
                    for (std::size_t i = 0; i < n; ++i)
                        for (std::size_t j = 0; j < n; ++j)
                            expected += basis[a][i] * matrix[i * n + j] * basis[b][j];
                    CHECK(restricted[a * (n - 1) + b] ==
                          doctest::Approx(expected).epsilon(tolerance::cancelling_terms));
                }
        }
    }

    TEST_CASE("uniform points: <s_i^4>/<s_i^2>^2 = 3 N/(N + 2), within four errors") {
        for (const int size : {2, 5, 40}) {
            RunningMean fourth;
            for (std::uint64_t i = 0; i < 20'000; ++i) {
                RandomStream stream(11, Stream::start, i);
                std::vector<double> s(static_cast<std::size_t>(size));
                draw_uniform_point(stream, s);
                fourth.add(std::pow(s.front(), 4));
            }
            CHECK(std::abs(fourth.mean() - 3.0 * size / (size + 2.0)) <
                  tolerance::standard_errors * fourth.std_error());
        }
    }

    TEST_CASE("what has no direction cannot be put on the sphere") {
        std::vector<double> zero(3, 0.0);
        CHECK_THROWS_AS(rescale_to_sphere(zero), std::invalid_argument);
        std::vector<double> bad{1.0, std::numeric_limits<double>::quiet_NaN(), 0.0};
        CHECK_THROWS_AS(rescale_to_sphere(bad), std::invalid_argument);
        std::vector<double> huge{1e200, 1e200, 1e200};
        rescale_to_sphere(huge);
        CHECK(overlap(huge, huge) == doctest::Approx(1.0).epsilon(tolerance::closed_form));
    }
}

}  // namespace
}  // namespace glasscape
