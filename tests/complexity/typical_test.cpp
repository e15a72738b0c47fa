#include "glasscape/complexity/typical.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <Eigen/LU>
#include <doctest/doctest.h>

#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/typical_energies.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

#include "complexity/kac_rice_rate.hpp"
#include "complexity/typical/annealed_test.hpp"
#include "complexity/typical/replicated_count.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

const std::string two_orders = "terms:3=0.9411764705882353,16=0.0588235294117647";

Mixture mixture_of(const std::string& spec) {
    return parse_mixture(spec).mixture;
}

ReplicaLevels levels_of(const Mixture& mixture, const std::vector<double>& overlaps,
                        const std::vector<double>& sizes) {
    ReplicaLevels levels;
    for (const double c : overlaps)
        levels.overlaps.push_back(overlap_level(mixture, c));
    for (const double m : sizes)
        levels.sizes.push_back(m);
    return levels;
}

// One step, field dropped, from its own three equations.
double one_step_count(const Mixture& mixture, double u, double x, double c, double m) {
    const double nu1 = mixture.nu1();
    const double a1 = (nu1 - mixture.nu(c, 1)) / (1.0 - c);
    const double a2 = (nu1 - (1.0 - m) * mixture.nu(c, 1)) / (1.0 - (1.0 - m) * c);
    Eigen::Matrix3d system;
    system << 1.0 - (1.0 - m) * mixture.nu(c), nu1, -(1.0 - m) * mixture.nu(c, 1),  //
        nu1, mixture.nu2() + (1.0 - 1.0 / m) * a1 + a2 / m, (1.0 - m) / m * (a1 - a2), -mixture.nu(c, 1),
        (a1 - a2) / m, -mixture.nu(c, 2) - a1 / m + (1.0 - m) * a2 / m;
    const Eigen::Vector3d y = system.partialPivLu().solve(Eigen::Vector3d(-u, -x, 0.0));
    return 0.5 + 0.5 * std::log(mixture.nu2()) + log_potential(x / std::sqrt(mixture.nu2())) -
           0.5 * ((1.0 - 1.0 / m) * std::log(a1) + std::log(a2) / m) + 0.5 * (u * y(0) + x * y(1));
}

// d/dt of f(t) by central differences.
double difference(const auto& f, double t) {
    constexpr double step = 1e-5;
    return (f(t + step) - f(t - step)) / (2.0 * step);
}

void check_derivatives(const Mixture& mixture, double u, double x, const std::vector<double>& overlaps,
                       const std::vector<double>& sizes) {
    const auto value = [&](double energy, double radial, const auto& c, const auto& m) {
        return replicated_count(mixture, energy, radial, levels_of(mixture, c, m)).value;
    };
    const auto count = replicated_count(mixture, u, x, levels_of(mixture, overlaps, sizes));
    const auto near = [](double expected) {
        return doctest::Approx(expected).epsilon(tolerance::fine_difference);
    };
    CHECK(count.energy_conjugate ==
          near(difference([&](double t) { return value(t, x, overlaps, sizes); }, u)));
    CHECK(count.by_radial == near(difference([&](double t) { return value(u, t, overlaps, sizes); }, x)));
    for (std::size_t i = mixture.field_weight() > 0.0 ? 0 : 1; i < overlaps.size(); ++i) {
        const auto at = [&](double c) {
            auto moved = overlaps;
            moved[i] = c;
            return value(u, x, moved, sizes);
        };
        const double weight = (i > 0 ? sizes[i - 1] : 0.0) - (i < sizes.size() ? sizes[i] : 1.0);
        CHECK(weight * count.by_overlap[i] == near(difference(at, overlaps[i])));
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto at = [&](double m) {
            auto moved = sizes;
            moved[i] = m;
            return value(u, x, overlaps, moved);
        };
        CHECK(count.by_size[i] == near(difference(at, sizes[i])));
    }
}

TEST_SUITE("complexity") {
    TEST_CASE("the replicated count has the derivatives that it says, with one to three levels") {
        const auto dropped = mixture_of(two_orders);
        check_derivatives(dropped, -1.7, -8.0, {0.0, 0.6}, {0.7});
        check_derivatives(dropped, -1.5, -7.0, {0.0, 0.3, 0.7}, {0.3, 0.6});
        check_derivatives(mixture_of("terms:2=0.5,4=0.5"), -1.5, -5.6, {0.0, 0.2, 0.5, 0.8}, {0.2, 0.4, 0.9});
        const auto kept = mixture_of("terms:1=0.2,2=0.3,3=0.5");
        check_derivatives(kept, -1.2, -3.0, {0.1}, {});
        check_derivatives(kept, -1.2, -4.0, {0.1, 0.5}, {0.4});
        check_derivatives(kept, -1.2, -3.0, {0.1, 0.3, 0.7}, {0.3, 0.6});
    }

    TEST_CASE("levels that are no levels change nothing") {
        const auto m = mixture_of(two_orders);
        const double u = -1.7;
        const double x = -8.0;
        const auto value = [&](const std::vector<double>& c, const std::vector<double>& sizes) {
            return replicated_count(m, u, x, levels_of(m, c, sizes)).value;
        };
        const auto same = [](double expected) {
            return doctest::Approx(expected).epsilon(tolerance::sum_of_terms);
        };
        const double theta = kac_rice_rate(m, u, x);
        CHECK(value({0.0}, {}) == same(theta));
        CHECK(value({0.0, 0.6}, {1.0}) == same(theta));
        CHECK(value({0.0, 0.0}, {0.4}) == same(theta));
        const double one = value({0.0, 0.6}, {0.7});
        CHECK(one == same(one_step_count(m, u, x, 0.6, 0.7)));
        CHECK(value({0.0, 0.6, 0.6}, {0.7, 0.9}) == same(one));
        CHECK(value({0.0, 0.0, 0.6}, {0.3, 0.7}) == same(one));
        CHECK(value({0.0, 0.3, 0.6}, {0.7, 0.7}) == same(one));
        // At c -> 1 inside the bulk on Theta = 0 the block size drops out: (Theta + I)/m - I.
        const double far = value({0.0, 1.0 - 1e-9}, {0.5});
        CHECK(far == doctest::Approx(theta / 0.5).epsilon(tolerance::central_difference));
    }

    TEST_CASE("phi is the slope of the count in the weight of blocks") {
        for (const auto& spec :
             {two_orders, std::string("terms:2=0.5,4=0.5"), std::string("resnet:p=10,beta=0.5,field=drop")}) {
            CAPTURE(spec);
            const auto m = mixture_of(spec);
            const double u = -1.6;
            const double x = -1.9 * std::sqrt(m.nu2());
            const auto y = annealed_conjugates(m, u, x);
            for (const double c : {1e-3, 0.1, 0.5, 0.9, 0.999}) {
                CAPTURE(c);
                const auto count = replicated_count(m, u, x, levels_of(m, {0.0, c}, {1.0}));
                CHECK(c * c * annealed_slope(m, y, overlap_level(m, c)) ==
                      doctest::Approx(-count.by_size[0]).epsilon(tolerance::sum_of_terms));
            }
            CHECK(annealed_slope(m, y, overlap_level(m, 0.0)) ==
                  doctest::Approx(annealed_slope(m, y, overlap_level(m, 1e-4))).epsilon(1e-3));
            // phi(1) = Theta + I, and its slope there.
            const double end = kac_rice_rate(m, u, x) + edge_rate(x / std::sqrt(m.nu2()));
            const auto phi = [&](double c) { return c * c * annealed_slope(m, y, overlap_level(m, c)); };
            CHECK(phi(1.0 - 1e-8) == doctest::Approx(end).epsilon(tolerance::central_difference));
            const double slope = (phi(1.0 - 1e-5) - phi(1.0 - 3e-5)) / 2e-5;
            CHECK(annealed_slope_end(m, y) == doctest::Approx(slope).epsilon(2e-3));
        }
    }

    TEST_CASE("one step: no lower on a grid of overlaps and block sizes, in the plane" *
              doctest::test_suite("slow")) {
        const auto m = mixture_of(two_orders);
        const TypicalComplexity typical(m);
        for (const auto& [u, t] : {std::pair{-1.76, -1.96}, std::pair{-1.7, -1.75}, std::pair{-1.6, -1.4},
                                   std::pair{-1.7, -1.8}}) {
            const double x = t * std::sqrt(m.nu2());
            const auto point = typical.at(u, x);
            double least = kac_rice_rate(m, u, x);
            for (int i = 1; i < 100; ++i)
                for (int j = 1; j < 100; ++j)
                    least = std::min(least, one_step_count(m, u, x, 0.01 * i, 0.01 * j));
            CHECK(point.value <= least + tolerance::rounding_slack);
            CHECK(point.value > least - 1e-4);
        }
    }

    TEST_CASE("typical <= annealed, equal exactly where the test allows") {
        int lowered = 0;
        for (const auto& spec :
             {two_orders, std::string("terms:3=0.5,8=0.5"), std::string("resnet:p=5,beta=1,field=drop"),
              std::string("resnet:p=10,beta=0.5,field=drop"), std::string("terms:2=0.3,3=0.7")}) {
            const auto m = mixture_of(spec);
            const TypicalComplexity typical(m);
            for (const double u : {-1.76, -1.7, -1.6, -1.5, -1.2})
                for (double t = -2.2; t < 0.0; t += 0.04) {
                    CAPTURE(spec);
                    CAPTURE(u);
                    CAPTURE(t);
                    const auto point = typical.at(u, t * std::sqrt(m.nu2()));
                    if (point.phase == TypicalPhase::empty) continue;
                    if (point.phase == TypicalPhase::rs) {
                        CHECK(point.test >= 0.0);
                        CHECK(std::abs(point.value - point.annealed) < tolerance::theory_formula);
                    } else {
                        CHECK(point.value < point.annealed);
                        CHECK(point.value >= 0.0);
                        ++lowered;
                    }
                }
        }
        CHECK(lowered > 10);
    }

    TEST_CASE("over all energies: no energy has more, and few of any other mixture") {
        for (const auto& spec : {"resnet:p=10,beta=0.5", "resnet:p=10,beta=1", "terms:1=0.2,2=0.3,3=0.5",
                                 "terms:1=0.3,3=0.7", "resnet:p=10,beta=0.5,field=drop", "pure:4"}) {
            CAPTURE(spec);
            const auto m = mixture_of(spec);
            const TypicalComplexity typical(m);
            for (const auto& index : {IndexClass::total(), IndexClass::fixed(0)}) {
                const auto most = typical.most_numerous(index);
                CAPTURE(most.energy);
                CHECK(most.point.phase == TypicalPhase::rs);
                CHECK(most.point.annealed == doctest::Approx(complexity_all(m, index)));
                if (m.field_weight() > 0.0)
                    CHECK(most.point.value < most.point.annealed);
                else
                    CHECK(std::abs(most.point.value - most.point.annealed) < tolerance::theory_formula);
                CHECK(std::abs(typical.density(index, most.energy).value - most.point.value) <
                      tolerance::theory_formula);
                for (const double step : {-0.1, -0.01, 0.01, 0.1})
                    CHECK(!(typical.density(index, most.energy + step).value > most.point.value));
            }
        }
        // With the field alone beside order 3, replicas of the points at u = x = 0 do not overlap: in closed form.
        const auto m = mixture_of("terms:1=0.3,3=0.7");
        const double share = m.field_weight() / m.nu1();
        CHECK(TypicalComplexity(m).most_numerous(IndexClass::total()).point.value ==
              doctest::Approx(0.5 *
                              (std::log(m.nu2() / m.nu1()) - std::log(1.0 - share) - share / (1.0 - share)))
                  .epsilon(tolerance::theory_formula));
        const auto trivial = TypicalComplexity(mixture_of("terms:1=0.9,3=0.1"));
        CHECK(trivial.most_numerous(IndexClass::fixed(0)).point.value == 0.0);
        CHECK_THROWS_AS(trivial.most_numerous(IndexClass::fixed(1)), std::invalid_argument);
    }

    TEST_CASE("the typical count of an energy is largest at its x" * doctest::test_suite("slow")) {
        const struct {
            std::string spec;
            double u;
        } cases[] = {{two_orders, -1.76},
                     {two_orders, -1.7655},
                     {"terms:2=0.5,16=0.5", -1.8},
                     {"terms:1=0.2,2=0.3,3=0.5", -1.45}};
        for (const auto& one : cases) {
            CAPTURE(one.spec);
            CAPTURE(one.u);
            const TypicalComplexity typical(mixture_of(one.spec));
            const auto best = typical.density(IndexClass::total(), one.u);
            REQUIRE(best.phase != TypicalPhase::empty);
            CHECK(typical.at(one.u, best.x).value ==
                  doctest::Approx(best.value).epsilon(tolerance::theory_formula));
            for (double shift = -0.3; shift <= 0.3; shift += 0.05)
                if (const auto beside = typical.at(one.u, best.x + shift);
                    beside.phase != TypicalPhase::empty)
                    CHECK(beside.value <= best.value + tolerance::rounding_slack);
            const auto mirrored = typical.density(IndexClass::total(), -one.u);
            CHECK(mirrored.value == best.value);
            CHECK(mirrored.x == -best.x);
        }
    }

    TEST_CASE("typical points end at the ground state" * doctest::test_suite("slow")) {
        for (const auto& spec :
             {two_orders, std::string("terms:3=0.9,16=0.1"), std::string("terms:3=0.5,8=0.5"),
              std::string("resnet:p=5,beta=1,field=drop"), std::string("resnet:p=10,beta=0.5,field=drop"),
              std::string("resnet:p=10,beta=0.5"), std::string("resnet:p=10,beta=2"),
              std::string("terms:1=0.2,2=0.3,3=0.5"), std::string("terms:1=0.1,3=0.9"),
              std::string("layers:0.2,0.5,0.9,1.3,0.4"), std::string("terms:2=0.5,4=0.5"),
              std::string("resnet:p=3,beta=1"), std::string("pure:4")}) {
            CAPTURE(spec);
            const auto m = mixture_of(spec);
            const auto energies = typical_energies(m);
            const auto state = ground_state(m);
            REQUIRE(state.certificate < tolerance::rounding_slack);
            CHECK(energies.zero == doctest::Approx(state.energy).epsilon(tolerance::bracketed_root));
        }
    }

    TEST_CASE("beyond one step the zero bounds the ground state from below") {
        for (const auto& spec : {"terms:2=0.5,16=0.5", "terms:2=0.9,4=0.1"}) {
            CAPTURE(spec);
            const auto m = mixture_of(spec);
            const auto energies = typical_energies(m);
            CHECK(energies.zero_phase == TypicalPhase::beyond);
            const double excess = ground_state(m).energy - energies.zero;
            CHECK(excess > 0.0);
            CHECK(excess < 1e-4);
        }
    }

    TEST_CASE("through the transition in the weights nothing jumps") {
        std::vector<double> gaps;
        int changes = 0;
        bool was_rs = false;
        for (int i = 0; i <= 50; ++i) {
            const double weight = 0.056 + 0.0002 * i;
            std::vector<double> weights(16, 0.0);
            weights[2] = 1.0 - weight;
            weights[15] = weight;
            const TypicalComplexity typical(weighted_mixture("two orders", weights));
            const auto point = typical.density(IndexClass::total(), -1.75);
            gaps.push_back(point.annealed - point.value);
            const bool rs = point.phase == TypicalPhase::rs;
            changes += rs != was_rs ? 1 : 0;
            was_rs = rs;
        }
        CHECK(changes == 1);
        CHECK(was_rs);
        CHECK(gaps.front() > 9e-5);
        // The gap closes with a slope that vanishes.
        for (std::size_t i = 1; i < gaps.size(); ++i) {
            CHECK(gaps[i] <= gaps[i - 1] + tolerance::rounding_slack);
            CHECK(gaps[i - 1] - gaps[i] <
                  1e-3 * std::sqrt(std::max(gaps[i - 1], 0.0)) + tolerance::rounding_slack);
        }
    }

    TEST_CASE("pure mixtures: the mean is typical") {
        const TypicalComplexity typical(mixture_of("pure:3"));
        const auto point = typical.density(IndexClass::fixed(0), -1.65);
        CHECK(point.phase == TypicalPhase::rs);
        CHECK(point.value == complexity_density(typical.mixture(), IndexClass::fixed(0), -1.65).value);
        CHECK(typical.density(IndexClass::fixed(0), -1.6).phase == TypicalPhase::empty);
        CHECK(typical.at(-1.5, -4.0).phase == TypicalPhase::empty);
        CHECK(typical.at(-1.5, -4.5).value == typical.density(IndexClass::total(), -1.5).value);
        const TypicalComplexity linear(mixture_of("pure:1"));
        CHECK(linear.density(IndexClass::total(), -1.0).value == doctest::Approx(0.0));
        CHECK(linear.density(IndexClass::total(), -0.9).phase == TypicalPhase::empty);
    }

    TEST_CASE("what is not known is refused") {
        const TypicalComplexity typical(mixture_of(two_orders));
        CHECK_THROWS_WITH_AS(typical.density(IndexClass::fixed(1), -1.7),
                             "the typical count of a fixed index k >= 1 is not known", std::invalid_argument);
    }

    TEST_CASE("a fraction of eigenvalues counts at its own x") {
        const TypicalComplexity typical(mixture_of("terms:3=0.5,8=0.5"));
        const auto point = typical.density(IndexClass::fraction(0.05), -1.5);
        CHECK(point.value == typical.at(-1.5, point.x).value);
        CHECK(semicircle_mass(point.x / std::sqrt(typical.mixture().nu2())) == doctest::Approx(0.05));
    }
}

}  // namespace
}  // namespace glasscape
