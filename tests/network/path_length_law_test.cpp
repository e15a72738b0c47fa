// Laws of path lengths and their fits.
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/network/depth_spectrum.hpp"

#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE_BEGIN("network");

TEST_CASE("fitted beta inverts the mean depth of either law") {
    for (const auto law : {DepthLaw::coherent, DepthLaw::incoherent})
        for (const double beta : {0.05, 0.4, 1.0, 3.0}) {
            const std::vector<double> b(9, beta);
            const double depth = mean_depth(law_shares(law, b));
            CHECK(testing::close_relative(fitted_beta(law, 10, depth), beta, tolerance::bracketed_root));
        }
    CHECK(fitted_beta(DepthLaw::coherent, 10, 1.0) == 0.0);
    CHECK(std::isinf(fitted_beta(DepthLaw::incoherent, 10, 10.0)));
    CHECK_THROWS_AS(fitted_beta(DepthLaw::coherent, 10, 0.5), std::invalid_argument);
}

TEST_CASE("a law fitted to its own shares lies at distance 0, the other law away from them") {
    const std::vector<double> b(9, 0.7);
    for (const auto law : {DepthLaw::coherent, DepthLaw::incoherent}) {
        const auto other = law == DepthLaw::coherent ? DepthLaw::incoherent : DepthLaw::coherent;
        const auto shares = law_shares(law, b);
        const auto own = fit_law(law, shares);
        CHECK(testing::close_relative(own.beta, 0.7, tolerance::bracketed_root));
        CHECK(own.total_variation < tolerance::bracketed_root);
        CHECK(fit_law(other, shares).total_variation > 0.1);
    }
    const std::vector<double> apart{0.5, 0.0, 0.5};
    // The coherent law of mean 2 is 1/6, 4/6, 1/6, the incoherent one 1/4, 1/2, 1/4.
    CHECK(testing::close_relative(fit_law(DepthLaw::coherent, apart).total_variation, 2.0 / 3.0,
                                  tolerance::bracketed_root));
    CHECK(testing::close_relative(fit_law(DepthLaw::incoherent, apart).total_variation, 0.5,
                                  tolerance::bracketed_root));
    const std::vector<double> longest{0.0, 0.0, 1.0};
    CHECK(fit_law(DepthLaw::coherent, longest).total_variation == 0.0);
    CHECK(std::isnan(fit_law(DepthLaw::coherent, {}).total_variation));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
