// All critical points, against landscapes where their number is known.
#include "glasscape/explore/census.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "core/linear_algebra.hpp"
#include "own_landscapes.hpp"
#include "states.hpp"
#include "stats/unseen_species.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::Quartic;
using testing::Slope;
namespace tolerance = testing::tolerance;

Hamiltonian drawn(const char* spec, int size, std::uint32_t sample) {
    return {parse_mixture(spec).mixture, size, {31, sample}};
}

TEST_SUITE("explore") {
    TEST_CASE("Euler characteristic of spheres: two points on even N - 1, none on odd") {
        CHECK(euler_characteristic_holds({2, 2, 2}));
        CHECK(euler_characteristic_holds({1, 0, 1}));
        CHECK_FALSE(euler_characteristic_holds({1, 1, 1}));
        CHECK(euler_characteristic_holds({1, 1}));
        CHECK_FALSE(euler_characteristic_holds({2, 1}));
        CHECK(euler_characteristic_holds({3, 5, 5, 3}));
    }

    TEST_CASE("p = 2: two points of each index, at the eigenvectors of the coupling matrix") {
        for (const int size : {2, 3, 8}) {
            const auto hamiltonian = drawn("pure:2", size, 1);
            const auto census = take_census(hamiltonian);
            CHECK(census.complete);
            CHECK(census.counts == std::vector<std::int64_t>(static_cast<std::size_t>(size), 2));
            std::vector<double> matrix(static_cast<std::size_t>(size * size));
            hamiltonian.hessian(testing::random_states(size, 1, 1), matrix);
            const Eigen::Map<const Eigen::MatrixXd> view(matrix.data(), size, size);
            const auto eigenvalues = symmetric_eigenvalues(view);
            for (std::size_t i = 0; i < census.points.size(); ++i) {
                const auto& point = census.points[i];
                CHECK(point.energy == doctest::Approx(0.5 * eigenvalues[static_cast<Eigen::Index>(i / 2)])
                                          .epsilon(tolerance::energy_at_rest));
                CHECK(point.radial == doctest::Approx(2.0 * point.energy).epsilon(tolerance::energy_at_rest));
                CHECK(point.index == static_cast<int>(i / 2));
            }
        }
    }

    TEST_CASE("a landscape of one's own: a slope has two points, s^4 has 3^N - 1") {
        const auto slope = take_census(Slope({1.0, -2.0, 0.5, 3.0}));
        CHECK(slope.counts == std::vector<std::int64_t>{1, 0, 0, 1});
        CHECK(slope.complete);
        const auto quartic = take_census(Quartic(4));
        CHECK(quartic.total() == 80);
        // sets of k spins, C(4,k) 2^k of them, have index N - k
        CHECK(quartic.counts == std::vector<std::int64_t>{16, 32, 24, 8});
        CHECK(quartic.complete);
    }

    TEST_CASE("every point of a census is critical, and has the index and energy it says") {
        for (const auto* spec : {"pure:3", "resnet:p=5,beta=1"}) {
            const auto hamiltonian = drawn(spec, 5, 2);
            const auto census = take_census(hamiltonian);
            CHECK(census.complete);
            CHECK(census.euler_holds);
            CHECK(census.found_once() == 0);
            CHECK(std::is_sorted(census.points.begin(), census.points.end(),
                                 [](const auto& a, const auto& b) { return a.energy < b.energy; }));
            for (const auto& point : census.points) {
                CHECK(point.gradient_norm < tolerance::newton_gradient);
                const auto spectrum = tangent_spectrum(hamiltonian, point.state);
                CHECK(point.index ==
                      std::count_if(spectrum.begin(), spectrum.end(), [](double x) { return x < 0; }));
                CHECK(5.0 * point.energy == doctest::Approx(testing::energy_at(hamiltonian, point.state)));
            }
            for (std::size_t i = 0; i < census.points.size(); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    CHECK(overlap(census.points[i].state, census.points[j].state) <
                          1.0 - tolerance::same_overlap);
        }
    }

    TEST_CASE("softest is the eigenvalue next to 0, at mirror points too") {
        for (const auto* spec : {"pure:3", "terms:2=0.5,4=0.5"})
            for (const auto& point : take_census(drawn(spec, 5, 1)).points)
                CHECK(point.softest == doctest::Approx(describe_point(drawn(spec, 5, 1), point.state).softest)
                                           .epsilon(tolerance::softest_eigenvalue));
        // A flat direction: H = s_1^4/N on three spins has its minima all along the equator.
        class Belt final : public Landscape {
            int size() const override { return 3; }
            void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                        std::span<double> gradients) const override {
                for (std::size_t m = 0; m < energies.size(); ++m) {
                    energies[m] = states[3 * m] * states[3 * m];
                    gradients[3 * m] = 2.0 * states[3 * m];
                    gradients[3 * m + 1] = gradients[3 * m + 2] = 0.0;
                }
            }
        };
        const std::vector<double> equator{0.0, std::sqrt(3.0), 0.0};
        CHECK(std::abs(describe_point(Belt(), equator).softest) < tolerance::softest_eigenvalue);
    }

    TEST_CASE("unseen points are estimated from the pairs of a mirror symmetry") {
        CensusOptions early;
        early.starts_at_least = 1;
        early.starts_per_point = 0.0;
        early.most_starts_per_point = 0.0;
        const auto hamiltonian = drawn("pure:3", 8, 0);
        const auto census = take_census(hamiltonian, early);
        std::vector<std::int64_t> times;
        for (std::size_t i = 0; i < census.points.size(); ++i) {
            std::size_t image = census.points.size();
            for (std::size_t j = 0; j < census.points.size(); ++j)
                if (overlap(census.points[i].state, census.points[j].state) < -1.0 + tolerance::same_overlap)
                    image = j;
            REQUIRE(image < census.points.size());
            CHECK(census.times_found[image] == census.times_found[i]);
            if (i < image) times.push_back(census.times_found[i]);
        }
        CHECK(2 * times.size() == census.points.size());
        const double expected = 2.0 * unseen_species(times).unseen();
        CHECK(expected > 10.0);
        CHECK(census.unseen == doctest::Approx(expected).epsilon(tolerance::closed_form));
    }

    TEST_CASE("points a few thousandths of a radian apart are two") {
        // On the circle H/N = (sin^2 t - sin^2 a)^2: minima at +-a and opposite, maxima between them and at
        // the sides.
        class Twins final : public Landscape {
            int size() const override { return 2; }
            void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                        std::span<double> gradients) const override {
                const double square = std::pow(std::sin(1.5e-3), 2);
                for (std::size_t m = 0; m < energies.size(); ++m) {
                    const double y = states[2 * m + 1];
                    const double rest = 0.5 * y * y - square;
                    energies[m] = 2.0 * rest * rest;
                    gradients[2 * m] = 0.0;
                    gradients[2 * m + 1] = 4.0 * rest * y;
                }
            }
        };
        CHECK(take_census(Twins()).counts == std::vector<std::int64_t>{4, 4});
    }

    TEST_CASE("other starts find the same points") {
        const auto hamiltonian = drawn("terms:2=0.3,3=0.4,4=0.3", 5, 3);
        CensusOptions options;
        const auto first = take_census(hamiltonian, options);
        options.seed = 99;
        const auto second = take_census(hamiltonian, options);
        REQUIRE(first.counts == second.counts);
        for (std::size_t i = 0; i < first.points.size(); ++i)
            CHECK(first.points[i].energy ==
                  doctest::Approx(second.points[i].energy).epsilon(tolerance::found_energy));
    }

    TEST_CASE("a census stopped too early says that it is not complete") {
        CensusOptions options;
        options.starts_at_least = 4;
        options.starts_per_point = 0.1;
        options.most_starts_per_point = 0.2;
        int incomplete = 0;
        for (std::uint32_t sample = 0; sample < 5; ++sample) {
            const auto census = take_census(drawn("pure:3", 8, sample), options);
            incomplete += census.complete ? 0 : 1;
            if (!census.euler_holds) CHECK_FALSE(census.complete);
        }
        CHECK(incomplete == 5);
    }
}

}  // namespace
}  // namespace glasscape
