#include "glasscape/experiment/network_fluctuations.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE("experiment") {
    TEST_CASE("counts of isotropic samples fluctuate as Kac-Rice for pairs says") {
        NetworkCountRequest request;
        request.network.unique = 4;
        request.samples = 200;
        request.kac_rice_disorders = 50;
        request.covariance_disorders = 400;
        request.sharings = {EdgeSharing::signed_edges};
        const auto result = count_network_points(request);
        REQUIRE(result.control_totals.size() > 190);
        const auto table =
            parse_csv(to_csv(network_fluctuations_table(request, result, 4000)), "fluctuations");
        REQUIRE(table.rows.size() == 2);
        CHECK(table.at(0, "networks") == "signed");
        CHECK(table.at(1, "networks") == "control");
        CHECK(std::abs(table.number(1, "z_score")) < tolerance::standard_errors);
        CHECK(table.number(1, "predicted") > 0.0);
        // The error of a fit comes on top of that of the matrices.
        CHECK(table.number(0, "predicted_error") > 0.0);
        CHECK(table.number(0, "mean") == doctest::Approx(result.networks.front().counted.mean.back()));
    }
}

}  // namespace
}  // namespace glasscape
