// Pairs of critical points found in drawn Hamiltonians against Kac-Rice for pairs.
#include "glasscape/experiment/pair_counts.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/experiment/points_around_minima.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/table/csv.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

std::vector<SampleCensus> censuses_of(const CountRequest& request) {
    std::vector<std::optional<SampleCensus>> done;
    run_censuses(request, done);
    std::vector<SampleCensus> list;
    for (const auto& census : done)
        list.push_back(*census);
    return list;
}

CsvText text_of(const Table& table) {
    return parse_csv(to_csv(table), "table");
}

TEST_SUITE("experiment") {
    TEST_CASE("products of counts and overlaps of pairs agree with Kac-Rice for pairs" *
              doctest::test_suite("slow")) {
        for (const auto* spec : {"pure:3", "terms:2=0.3,3=0.7"}) {
            const CountRequest request{parse_mixture(spec).mixture, 4, 150, 11, true};
            const auto censuses = censuses_of(request);
            const std::vector<EnergyWindow> windows{{-3.0, -0.5}};
            const auto predicted = predicted_pairs(request, windows, 20'000, 1.3);
            Table table = count_products_table();
            add_count_products(table, request, censuses, windows, predicted);
            const auto products = text_of(table);
            CHECK(products.rows.size() == 22);
            CAPTURE(spec);
            for (std::size_t row = 0; row < products.rows.size(); ++row) {
                CAPTURE(row);
                if (products.at(row, "z_score").empty()) continue;
                CHECK(std::abs(products.number(row, "z_score")) < tolerance::standard_errors_of_many);
            }
            Table bins = pair_overlaps_table();
            add_pair_overlaps(bins, request, censuses, predicted);
            const auto overlaps = text_of(bins);
            double squares = 0.0;
            int compared = 0;
            for (std::size_t row = 0; row < overlaps.rows.size(); ++row) {
                if (overlaps.at(row, "index") != "total" || overlaps.at(row, "z_score").empty()) continue;
                squares += std::pow(overlaps.number(row, "z_score"), 2);
                ++compared;
            }
            CHECK(compared == 20);
            // Mean of 20 squares of normals that are not quite independent: 1 +- 0.32 at least.
            CHECK(squares / compared < 1.0 + tolerance::standard_errors_of_many * std::sqrt(2.0 / 20.0));
        }
    }

    TEST_CASE("bins of overlap hold every ordered pair of a sample but antipodes" *
              doctest::test_suite("slow")) {
        for (const auto* spec : {"pure:3", "pure:4", "terms:2=0.3,3=0.7"}) {
            const CountRequest request{parse_mixture(spec).mixture, 4, 3, 2, true};
            for (const auto& census : censuses_of(request)) {
                const auto n = static_cast<std::int64_t>(census.points.size());
                std::int64_t pairs = 0;
                for (std::size_t bin = 0; bin < pair_overlap_bins; ++bin)
                    pairs += census.pair_overlaps[bin];
                CAPTURE(spec);
                CHECK(pairs == n * (n - 1) - (spec == std::string("terms:2=0.3,3=0.7") ? 0 : n));
            }
        }
    }

    TEST_CASE("a census with its pairs comes back from a part") {
        const CountRequest request{parse_mixture("pure:3").mixture, 4, 2, 5, true};
        const auto census = census_of_sample(request, 1);
        Table table = census_part_table(request);
        add_to_part(table, request, census);
        const auto restored = census_of_points(text_of(table), request);
        REQUIRE(restored);
        CHECK(restored->pair_overlaps == census.pair_overlaps);
        auto lost = text_of(table);
        lost.rows.front().back().clear();
        CHECK_FALSE(census_of_points(lost, request));
    }

    TEST_CASE("points around a minimum: the reference is the sample's minimum nearest in energy") {
        const CountRequest request{parse_mixture("pure:3").mixture, 5, 1, 3};
        const auto census = whole_census(request, 0);
        double nearest = 1e300;
        for (const auto& point : census.points)
            if (point.index == 0 && std::abs(point.energy + 1.2) < std::abs(nearest + 1.2))
                nearest = point.energy;
        Table table = points_around_minima_table();
        add_points_around_minimum(table, request, 0, -1.2);
        const auto points = text_of(table);
        CHECK(static_cast<std::int64_t>(points.rows.size()) == census.total() - 1);
        int antipodes = 0;
        for (std::size_t row = 0; row < points.rows.size(); ++row) {
            CHECK(points.number(row, "reference_energy") == nearest);
            CHECK(std::abs(points.number(row, "overlap")) <= 1.0 + tolerance::few_roundings);
            antipodes += points.at(row, "expected_complexity").empty() ? 1 : 0;
        }
        CHECK(antipodes == 1);
    }
}

}  // namespace
}  // namespace glasscape
