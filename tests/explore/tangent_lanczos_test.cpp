#include "glasscape/explore/tangent_lanczos.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"

#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE("explore") {
    TEST_CASE("Lanczos on the tangent space finds the ends and the moments of the dense spectrum") {
        constexpr int size = 24;
        CouplingOptions options;
        options.precision = Precision::double_float;
        const Hamiltonian hamiltonian(parse_mixture("terms:2=0.3,3=0.7").mixture, size, {5, 0}, options);
        const auto state = testing::random_states(size, 1, 3);
        const auto dense = tangent_spectrum(hamiltonian, state);
        REQUIRE(dense.size() == size - 1);
        const auto found = tangent_lanczos(hamiltonian, state, {200, 3, 1});
        CHECK(found.lowest == doctest::Approx(dense.front()).epsilon(tolerance::lanczos_end));
        CHECK(found.highest == doctest::Approx(dense.back()).epsilon(tolerance::lanczos_end));
        const double mean = std::accumulate(dense.begin(), dense.end(), 0.0) / (size - 1);
        CHECK(std::abs(found.mean - mean) <
              tolerance::standard_errors_of_many * found.mean_error + tolerance::lanczos_end);
    }
}

}  // namespace
}  // namespace glasscape
