#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

#include "complexity/kac_rice_rate.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

constexpr double infinity = std::numeric_limits<double>::infinity();

Mixture mixture(const std::string& spec) {
    return parse_mixture(spec).mixture;
}

const std::vector<std::string>& mixed_specs() {
    static const std::vector<std::string> specs{"terms:2=0.5,3=0.5",       "terms:1=0.2,2=0.3,3=0.5",
                                                "terms:1=0.6,2=0.3,3=0.1", "resnet:p=10,beta=0.5",
                                                "resnet:p=10,beta=0.05",   "terms:3=0.99999,4=0.00001"};
    return specs;
}

// sup over a fine grid of x and refinements: slow, but shares no formula with the library's maximiser.
double brute_supremum(const Mixture& m, int k, double u) {
    const double edge = -2.0 * std::sqrt(m.nu2());
    const auto objective = [&](double x) {
        return kac_rice_rate(m, u, x) - k * edge_rate(x / std::sqrt(m.nu2()));
    };
    double best_x = edge;
    double width = 40.0;
    for (int round = 0; round < 12; ++round, width /= 20.0) {
        const double centre = best_x;
        for (int i = -40; i <= 40; ++i) {
            const double x = std::min(edge, centre + width * i / 40.0);
            if (objective(x) > objective(best_x)) best_x = x;
        }
    }
    return objective(best_x);
}

TEST_SUITE("complexity") {
    TEST_CASE("Theta_k(u) is the supremum that a grid search finds") {
        for (const auto& spec : mixed_specs())
            for (const int k : {0, 1, 3})
                for (const double u : {-2.2, -1.7, -1.4, -0.9, 0.3}) {
                    CAPTURE(spec);
                    CAPTURE(k);
                    CAPTURE(u);
                    const auto m = mixture(spec);
                    const double value = complexity_density(m, IndexClass::fixed(k), u).value;
                    const double brute = brute_supremum(m, k, u);
                    CHECK(value >= brute - tolerance::rounding_slack * std::max(1.0, std::abs(brute)));
                    // how far the search may fall short of the supremum
                    CHECK(value == doctest::Approx(brute).epsilon(1e-7));
                }
    }

    TEST_CASE("pure p-spin values of Auffinger, Ben Arous, Cerny") {
        for (const int p : {3, 4, 10, 10000}) {
            CAPTURE(p);
            const auto m = mixture("pure:" + std::to_string(p));
            CHECK(complexity_all(m, IndexClass::total()) ==
                  doctest::Approx(0.5 * std::log(p - 1.0)).epsilon(tolerance::closed_form));
            CHECK(threshold_energy(m) ==
                  doctest::Approx(-2.0 * std::sqrt((p - 1.0) / p)).epsilon(tolerance::closed_form));
            CHECK(complexity_density(m, IndexClass::fixed(0), threshold_energy(m) + 1e-6).value == -infinity);
            CHECK(
                complexity_density(m, IndexClass::fixed(0), threshold_energy(m)).value ==
                doctest::Approx(complexity_all(m, IndexClass::fixed(0))).epsilon(tolerance::theory_formula));
        }
    }

    TEST_CASE("the symmetry u -> -u of the total, and of nothing else") {
        const auto m = mixture("resnet:p=10,beta=0.5");
        for (const double u : {0.1, 0.8, 1.5, 1.9})
            CHECK(complexity_density(m, IndexClass::total(), u).value ==
                  complexity_density(m, IndexClass::total(), -u).value);
        CHECK(complexity_density(m, IndexClass::fixed(0), 1.0).value <
              complexity_density(m, IndexClass::fixed(0), -1.0).value);
    }

    TEST_CASE("below is the running supremum of the density and ends at the value over all energies") {
        for (const auto& spec : mixed_specs())
            for (const auto index : {IndexClass::total(), IndexClass::fixed(0), IndexClass::fixed(2),
                                     IndexClass::fraction(0.1)}) {
                CAPTURE(spec);
                if (mixture(spec).alpha2() < 1e-3) continue;  // its curves are narrower than the grid below
                const auto m = mixture(spec);
                double running = -infinity;
                for (double u = -4.0; u <= 4.0; u += 0.001) {
                    running = std::max(running, complexity_density(m, index, u).value);
                    const double below = complexity_below(m, index, u);
                    CHECK(below >= running - tolerance::sum_of_terms);
                    // what a grid of 0.001 misses between two of its points; less at the flat maximum
                    CHECK(below - running < 1e-4 * std::max(1.0, std::abs(below)));
                }
                CHECK(complexity_below(m, index, 4.0) ==
                      doctest::Approx(complexity_all(m, index)).epsilon(tolerance::closed_form));
                CHECK(running == doctest::Approx(complexity_all(m, index)).epsilon(1e-5));
            }
    }

    TEST_CASE("a trivial landscape: minima and maxima only, at -+sqrt(nu1)") {
        for (const auto* spec :
             {"terms:1=0.6,2=0.3,3=0.1", "resnet:p=10,beta=0.02", "resnet:p=10,beta=1e-5", "pure:1"}) {
            CAPTURE(spec);
            const auto m = mixture(spec);
            CHECK(complexity_all(m, IndexClass::total()) == 0.0);
            CHECK(complexity_all(m, IndexClass::fixed(0)) == 0.0);
            CHECK(complexity_all(m, IndexClass::fixed(1)) < 0.0);
            CHECK(std::abs(complexity_density(m, IndexClass::fixed(0), -std::sqrt(m.nu1())).value) <
                  tolerance::theory_formula);
            CHECK(lowest_energy(m, 0) == -std::sqrt(m.nu1()));
            CHECK(std::isnan(lowest_energy(m, 1)));
            CHECK(ground_state(m).structure == "RS");
        }
    }

    TEST_CASE("a linear field has the rate function of a chi variable and no saddles") {
        const auto field = mixture("pure:1");
        CHECK(complexity_density(field, IndexClass::fixed(0), -1.3).value ==
              doctest::Approx(0.5 - 0.5 * 1.69 + std::log(1.3)).epsilon(tolerance::closed_form));
        CHECK(complexity_density(field, IndexClass::fixed(0), 0.5).value == -infinity);
        CHECK(complexity_density(field, IndexClass::total(), 0.0).value == -infinity);
        CHECK(complexity_density(field, IndexClass::fixed(1), -1.0).value == -infinity);
        CHECK(complexity_all(field, IndexClass::fixed(1)) == -infinity);
        // It is also what a mixture with a vanishing rest tends to.
        const auto nearly = mixture("terms:1=0.99999999,2=0.00000001");
        CHECK(complexity_density(nearly, IndexClass::fixed(0), -1.3).value ==
              doctest::Approx(0.5 - 0.5 * 1.69 + std::log(1.3)).epsilon(tolerance::nearly_pure));
    }

    TEST_CASE("curves are never NaN, whatever the mixture and energy") {
        for (const auto* spec :
             {"pure:1", "pure:2", "pure:3", "resnet:p=10000,beta=1e-7", "resnet:p=10000,beta=99999",
              "resnet:p=2,beta=1", "layers:0.5,-0.5", "terms:1=1,100000=1e-12"})
            for (const auto index :
                 {IndexClass::total(), IndexClass::fixed(0), IndexClass::fixed(5), IndexClass::fraction(0.0),
                  IndexClass::fraction(0.3), IndexClass::fraction(1.0)})
                for (const double u : {-1e3, -2.0, -1.0, -1e-9, 0.0, 0.5, 3.0}) {
                    CAPTURE(spec);
                    CAPTURE(u);
                    const auto m = mixture(spec);
                    CHECK_FALSE(std::isnan(complexity_density(m, index, u).value));
                    CHECK_FALSE(std::isnan(complexity_below(m, index, u)));
                    CHECK_FALSE(std::isnan(complexity_all(m, index)));
                }
    }

    TEST_CASE("E_k are zeros of Theta_k at its lower end, and increase with k") {
        for (const auto* spec :
             {"pure:3", "pure:50", "terms:2=0.5,3=0.5", "resnet:p=10,beta=2", "resnet:p=1000,beta=1"}) {
            const auto m = mixture(spec);
            double last = -infinity;
            for (int k = 0; k <= 4; ++k) {
                CAPTURE(spec);
                CAPTURE(k);
                const double energy = lowest_energy(m, k);
                CHECK(energy > last);
                CHECK(std::abs(complexity_density(m, IndexClass::fixed(k), energy).value) <
                      tolerance::bracketed_root);
                CHECK(complexity_density(m, IndexClass::fixed(k), energy - 1e-4).value < 0.0);
                last = energy;
            }
        }
    }

    TEST_CASE("E_0 keeps its digits at the onset of complexity") {
        // rho = 1 + 2 delta + ...: E_0 - |u_th| is of order delta^(3/2) and must not drown in rounding.
        const auto below_threshold = [](double delta) {
            const auto m =
                parse_mixture("terms:2=" + std::to_string(1.0 - delta) + ",3=" + std::to_string(delta))
                    .mixture;
            return threshold_energy(m) - lowest_energy(m, 0);
        };
        const double ratio = below_threshold(0.0004) / below_threshold(0.0001);
        CHECK(ratio > 4.0);
        CHECK(ratio < 20.0);
        CHECK(below_threshold(0.000001) > 0.0);
    }

    TEST_CASE("the ends of the marginal energies are where the marginal line's rate vanishes") {
        for (const auto* spec : {"terms:2=0.5,4=0.5", "resnet:p=10,beta=0.5", "terms:3=0.7,6=0.3"}) {
            CAPTURE(spec);
            const auto m = parse_mixture(spec).mixture;
            const double line = -2.0 * std::sqrt(m.nu2());
            const auto ends = marginal_energies(m);
            CHECK(ends.minus < ends.plus - 1e-3);
            for (const double end : {ends.minus, ends.plus})
                CHECK(std::abs(kac_rice_rate(m, end, line)) < tolerance::bracketed_root);
            CHECK(kac_rice_rate(m, 0.5 * (ends.minus + ends.plus), line) > 1e-6);
        }
    }

    TEST_CASE("eq. 31: no dependence on k, and Theorem 5's monotonicity in rho") {
        const auto m = mixture("resnet:p=10,beta=1,field=drop");
        const double rho = m.curvature_ratio();
        for (const int k : {0, 1, 7})
            CHECK(complexity_all(m, IndexClass::fixed(k)) ==
                  doctest::Approx(0.5 * std::log(rho) - (rho - 1.0) / (rho + 1.0))
                      .epsilon(tolerance::closed_form));
    }
}

}  // namespace
}  // namespace glasscape
