#include "glasscape/complexity/ground_state.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <doctest/doctest.h>

#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/mixture/spec.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

Mixture mixture(const std::string& spec) {
    return parse_mixture(spec).mixture;
}

double integrate(const auto& f, double from, double to) {
    return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(f, from, to, 12, 1e-13);
}

// int f(q) over [from, to], split at the joints of the profile.
double integrate_over(const GroundState& state, double from, double to, const auto& f) {
    double sum = 0.0;
    for (const auto& piece : state.pieces)
        if (piece.to > from && piece.from < to)
            sum += integrate(f, std::max(from, piece.from), std::min(to, piece.to));
    return sum;
}

double b_at(const GroundState& state, const Mixture& m, double q) {
    for (const auto& piece : state.pieces)
        if (q <= piece.to) return piece.b(q, m);
    return state.pieces.back().b(q, m);
}

const std::vector<std::string>& specs() {
    static const std::vector<std::string> list{"pure:3",
                                               "pure:1000",
                                               "terms:2=0.9,4=0.1",
                                               "terms:2=0.95,4=0.05",
                                               "terms:3=0.9,16=0.1",
                                               "terms:1=0.2,2=0.3,3=0.5",
                                               "terms:1=0.01,2=0.9,4=0.09",
                                               "terms:2=0.5,5=0.25,50=0.25",
                                               "resnet:p=3,beta=0.76",
                                               "resnet:p=10,beta=2",
                                               "layers:0.2,0.5,0.9,1.3,0.4"};
    return list;
}

TEST_SUITE("complexity") {
    TEST_CASE("the energy is the functional of the profile, by quadrature") {
        for (const auto& spec : specs()) {
            CAPTURE(spec);
            const auto m = mixture(spec);
            const auto state = ground_state(m);
            CAPTURE(state.structure);
            const double functional =
                m.nu(0.0, 1) * state.pieces.front().b_from + integrate_over(state, 0.0, 1.0, [&](double q) {
                    return m.nu(q, 2) * b_at(state, m, q) + 1.0 / b_at(state, m, q);
                });
            CHECK(-state.energy == doctest::Approx(0.5 * functional).epsilon(tolerance::certified_optimum));
        }
    }

    TEST_CASE("the certificate: g >= 0 everywhere and int B^-2 = nu1, by quadrature" *
              doctest::test_suite("slow")) {
        for (const auto& spec : specs()) {
            CAPTURE(spec);
            const auto m = mixture(spec);
            const auto state = ground_state(m);
            const auto excess = [&](double q) {
                const double b = b_at(state, m, q);
                return 1.0 / (b * b) - m.nu(q, 2);
            };
            CHECK(state.certificate < tolerance::certified_optimum);
            // quadrature of a profile whose joints are roots
            CHECK(integrate_over(state, 0.0, 1.0, excess) ==
                  doctest::Approx(m.field_weight()).epsilon(1e-7).scale(1.0));
            for (double s = 0.0; s < 1.0; s += 0.05) {
                CAPTURE(s);
                CHECK(integrate_over(state, s, 1.0, [&](double q) { return (q - s) * excess(q); }) > -1e-8);
            }
        }
    }

    TEST_CASE("order of the energies: E_0 <= ground state <= E_alg, strict where levels form a continuum") {
        for (const auto& spec : specs()) {
            CAPTURE(spec);
            const auto m = mixture(spec);
            const double state = ground_state(m).energy;
            CHECK(lowest_energy(m, 0) <= state + tolerance::rounding_slack);
            CHECK(state <= algorithmic_energy(m).energy + tolerance::rounding_slack);
        }
        const auto full = mixture("terms:2=0.95,4=0.05");
        CHECK(lowest_energy(full, 0) < ground_state(full).energy - 1e-6);
        CHECK(ground_state(full).energy ==
              doctest::Approx(algorithmic_energy(full).energy).epsilon(tolerance::theory_formula));
    }

    TEST_CASE("the variational bound converges to the ground state from below in energy") {
        const auto m = mixture("terms:2=0.9,4=0.1");
        const double exact = ground_state(m).energy;
        const double coarse = exact - ground_state_on_grid(m, 30).energy;
        const double fine = exact - ground_state_on_grid(m, 120).energy;
        CHECK(fine >= -tolerance::rounding_slack);
        CHECK(fine < 0.15 * coarse);  // second order in the cell
    }

    TEST_CASE("1RSB without a field depends on nu1 alone") {
        CHECK(ground_state(mixture("terms:2=0.5,4=0.5")).energy ==
              doctest::Approx(ground_state(mixture("pure:3")).energy).epsilon(tolerance::closed_form));
        CHECK(ground_state(mixture("pure:3")).energy ==
              doctest::Approx(lowest_energy(mixture("pure:3"), 0)).epsilon(tolerance::closed_form));
    }
}

}  // namespace
}  // namespace glasscape
