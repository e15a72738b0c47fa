#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/mixture/resnet.hpp"
#include "glasscape/mixture/spec.hpp"

#include "mixture/depth_law.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

Mixture mixture(const std::string& spec) {
    return parse_mixture(spec).mixture;
}

double weight_sum(const Mixture& m) {
    double sum = 0.0;
    for (const auto& term : m.terms())
        sum += term.weight;
    return sum;
}

std::string complaint(const std::string& spec) {
    try {
        parse_mixture(spec);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

TEST_SUITE("mixture") {
    TEST_CASE("weights sum to 1 within 1e-14 up to p = 10000 and beta from 1e-9 to 1e6") {
        for (const int p : {1, 2, 3, 10, 1000, 10000})
            for (const double beta : {1e-9, 1e-3, 0.1, 1.0, 7.0, 1e3, 999999.0}) {
                CAPTURE(p);
                CAPTURE(beta);
                const auto m = resnet_mixture("", p, beta, Field::keep);
                CHECK(std::abs(weight_sum(m) - 1.0) < tolerance::mixture_moments);
                CHECK(m.depth_mode() == resnet_mode(p, beta, Field::keep));
            }
    }

    TEST_CASE("moments of a residual network in closed form by Legendre functions") {
        for (const int p : {2, 5, 12, 40})
            for (const double beta : {0.03, 0.4, 0.9, 1.0, 2.5}) {
                CAPTURE(p);
                CAPTURE(beta);
                const auto m = resnet_mixture("", p, beta, Field::keep);
                const int k_max = p - 1;
                const double x = beta * beta;
                double mean = 0.5 * k_max;
                double square = std::pow(k_max, 3) / (2.0 * (2.0 * k_max - 1.0));
                if (beta != 1.0) {
                    const double t = (1.0 + x) / (1.0 - x);
                    const auto legendre = [&](int l) {  // Bonnet's recursion, for |t| > 1
                        double before = 1.0;
                        double here = l == 0 ? 1.0 : t;
                        for (int j = 1; j < l; ++j) {
                            const double next = ((2.0 * j + 1.0) * t * here - j * before) / (j + 1.0);
                            before = here;
                            here = next;
                        }
                        return here;
                    };
                    const double ratio = legendre(k_max - 1) / legendre(k_max);
                    mean = 0.5 * k_max * (1.0 - ratio);
                    square = k_max * k_max * x * ratio / (1.0 - x);
                }
                CHECK(m.nu1() == doctest::Approx(1.0 + mean).epsilon(tolerance::long_sum));
                CHECK(m.nu2() == doctest::Approx(square + mean).epsilon(tolerance::long_sum));
            }
    }

    TEST_CASE("ties beta = k/(p-k) go to the smaller order") {
        int ties = 0;
        for (const int p : {3, 10, 97, 1000, 10000})
            for (int k = 1; k < p; k += std::max(1, p / 40)) {
                const double beta = static_cast<double>(k) / (p - k);
                CHECK(resnet_mode(p, beta, Field::keep) == k);
                CHECK(resnet_mixture("", p, beta, Field::keep).depth_mode() == k);
                ++ties;
            }
        CHECK(ties > 100);
    }

    TEST_CASE("mode by the closed rule equals the argmax of the weights, field kept and dropped") {
        RandomStream stream(11, Stream::data, 0);
        for (int i = 0; i < 2000; ++i) {
            const int p = 2 + static_cast<int>(stream() % 300);
            const double beta = std::exp(8.0 * (static_cast<double>(stream() >> 11) * 0x1p-53 - 0.5));
            for (const auto field : {Field::keep, Field::drop})
                CHECK(resnet_mode(p, beta, field) == resnet_mixture("", p, beta, field).depth_mode());
            const auto interval = mode_interval(p, resnet_mode(p, beta, Field::keep));
            CHECK(interval.low <= beta * (1.0 + tolerance::rounding_slack));
            CHECK(beta <= interval.high * (1.0 + tolerance::rounding_slack));
        }
    }

    TEST_CASE("layers of equal scale are a residual network") {
        const std::vector<double> scales(11, 0.37);
        const auto layers = layers_mixture("", scales, Field::keep);
        const auto network = resnet_mixture("", 12, 0.37, Field::keep);
        REQUIRE(layers.terms().size() == network.terms().size());
        for (std::size_t i = 0; i < layers.terms().size(); ++i)
            CHECK(layers.terms()[i].epsilon ==
                  doctest::Approx(network.terms()[i].epsilon).epsilon(tolerance::mixture_weights));
    }

    TEST_CASE("negative scales: signed coefficients, an overall flip changes no weight") {
        // t (1 + 2t)(1 - t) = t + t^2 - 2t^3
        const auto m = mixture("layers:2,-1");
        REQUIRE(m.terms().size() == 3);
        CHECK(m.terms()[0].weight == doctest::Approx(1.0 / 6.0));
        CHECK(m.terms()[2].epsilon == doctest::Approx(-2.0 / std::sqrt(6.0)));
        CHECK(mixture("layers:-2,1").nu2() == doctest::Approx(m.nu2()).epsilon(tolerance::few_roundings));
        // (1 + t)(1 - t): the middle coefficient cancels and is left out
        CHECK(mixture("layers:1,-1").terms().size() == 2);
        CHECK(mixture("layers:0,0").terms().size() == 1);
        CHECK(std::abs(weight_sum(mixture("layers:1e90,-1e90,1e-90")) - 1.0) < tolerance::mixture_moments);
    }

    TEST_CASE("path counting squares nothing: weights are binomial") {
        const auto m = mixture("paths:p=3,b=1");
        CHECK(m.terms()[0].weight == doctest::Approx(0.25).epsilon(tolerance::few_roundings));
        CHECK(m.terms()[1].weight == doctest::Approx(0.5).epsilon(tolerance::few_roundings));
        CHECK(mixture("paths:p=3,b=1,field=drop").terms()[0].weight ==
              doctest::Approx(2.0 / 3.0).epsilon(tolerance::few_roundings));
    }

    TEST_CASE("derivatives of nu agree with finite differences") {
        const auto m = mixture("terms:1=0.1,2=0.2,5=0.3,17=0.4");
        const double h = 1e-5;
        for (const double t : {-0.7, 0.3, 0.9})
            for (int d = 0; d < 4; ++d)
                CHECK(m.nu(t, d + 1) == doctest::Approx((m.nu(t + h, d) - m.nu(t - h, d)) / (2.0 * h))
                                            .epsilon(tolerance::central_difference));
        CHECK(m.nu(0.0, 1) == doctest::Approx(0.1));
        CHECK(m.nu(0.0, 2) == doctest::Approx(0.4));
        CHECK(m.nu(1.0, 1) == doctest::Approx(m.nu1()).epsilon(tolerance::few_roundings));
    }

    TEST_CASE("a pure mixture has alpha2 = 0 exactly, a nearly pure one is snapped") {
        CHECK(mixture("pure:7").is_pure());
        CHECK(mixture("terms:3=1,4=1e-13").is_pure());
        CHECK_FALSE(mixture("terms:3=1,4=1e-9").is_pure());
    }

    TEST_CASE("weights that do not sum to 1 are normalised with a note") {
        CHECK(parse_mixture("terms:2=2,3=6").note.find("sum to 8") != std::string::npos);
        CHECK(parse_mixture("terms:2=0.4,3=0.6").note.empty());
        CHECK(mixture("terms:2=2,3=6").terms()[1].weight ==
              doctest::Approx(0.75).epsilon(tolerance::few_roundings));
    }

    TEST_CASE("the mode is the largest |epsilon|, also a negative one") {
        // t(1 + 2t)(1 - t) = t + t^2 - 2 t^3
        const auto mixture = parse_mixture("layers:2,-1").mixture;
        REQUIRE(mixture.terms().size() == 3);
        CHECK(mixture.terms()[2].epsilon < 0.0);
        CHECK(mixture.depth_mode() == 3);
    }

    TEST_CASE("a bad spec is refused with the offending part and an example") {
        for (const auto* spec : {"",
                                 "pure",
                                 "pure:",
                                 "pure:0",
                                 "pure:-3",
                                 "pure:3.5",
                                 "pure:3x",
                                 "spin:3",
                                 "terms:",
                                 "terms:2",
                                 "terms:2=",
                                 "terms:2=-0.4,3=1",
                                 "terms:2=0,3=0",
                                 "terms:2=0.5,2=0.5",
                                 "terms:2=nan",
                                 "terms:2=inf",
                                 "resnet:p=10",
                                 "resnet:beta=1",
                                 "resnet:p=10,beta=0",
                                 "resnet:p=10,beta=-1",
                                 "resnet:p=0,beta=1",
                                 "resnet:p=10,beta=1,p=10",
                                 "resnet:p=10,beta=1,field=maybe",
                                 "resnet:p=1,beta=1,field=drop",
                                 "resnet:p=2000000,beta=1",
                                 "layers:",
                                 "layers:0.5,x",
                                 "layers:0,0,field=drop",
                                 "layers:field=drop",
                                 "paths:p=3,beta=1"}) {
            CAPTURE(spec);
            const auto message = complaint(spec);
            CHECK(message.find(spec) != std::string::npos);
            CHECK(message.find("a correct example is") != std::string::npos);
        }
    }
}

}  // namespace
}  // namespace glasscape
