#include "glasscape/explore/saddle_search.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"

#include "own_landscapes.hpp"
#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE("explore") {
    TEST_CASE("searches from anywhere end at critical points of every kind of index") {
        const int size = 20;
        const Hamiltonian hamiltonian(parse_mixture("pure:3").mixture, size, {41, 0});
        const auto starts = testing::random_states(size, 100, 1);
        std::set<int> indices;
        int converged = 0;
        for (const auto& result : search_critical_points(hamiltonian, starts)) {
            if (result.status != SearchStatus::converged) continue;
            ++converged;
            const auto point = describe_point(hamiltonian, result.state);
            CHECK(point.gradient_norm < tolerance::newton_gradient);
            CHECK(result.gradient_norm < tolerance::newton_gradient);
            indices.insert(point.index);
        }
        CHECK(converged > 80);
        CHECK(indices.size() > 5);
        CHECK(*indices.begin() < size / 2);
        CHECK(*indices.rbegin() > size / 2 - 2);
    }

    TEST_CASE("a result does not depend on the company of its start") {
        const Hamiltonian hamiltonian(parse_mixture("terms:2=0.5,3=0.5").mixture, 7, {41, 1});
        const auto starts = testing::random_states(7, 5, 2);
        const auto together = search_critical_points(hamiltonian, starts);
        for (std::size_t m = 0; m < 5; ++m) {
            const std::vector<double> alone(starts.begin() + static_cast<std::ptrdiff_t>(7 * m),
                                            starts.begin() + static_cast<std::ptrdiff_t>(7 * m + 7));
            const auto one = search_critical_points(hamiltonian, alone).front();
            CHECK(one.status == together[m].status);
            CHECK(testing::largest_difference(one.state, together[m].state) < tolerance::found_state);
        }
    }

    TEST_CASE("Newton's fixed points of a slope are its two ends") {
        const testing::Slope slope({2.0, 0.0, 1.0});
        for (const auto& result : search_critical_points(slope, testing::random_states(3, 10, 3))) {
            CHECK(result.status == SearchStatus::converged);
            CHECK(std::abs(result.state[1]) < tolerance::found_state);
            CHECK(result.state[0] == doctest::Approx(2.0 * result.state[2]).epsilon(tolerance::found_state));
        }
    }

    TEST_CASE("a start that is no point is refused") {
        const testing::Slope slope({2.0, 0.0, 1.0});
        const std::vector<double> bad{1.0, std::numeric_limits<double>::quiet_NaN(), 0.0};
        CHECK_THROWS_AS(search_critical_points(slope, bad), std::invalid_argument);
    }
}

}  // namespace
}  // namespace glasscape
