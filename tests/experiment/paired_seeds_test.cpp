// Systems compared seed by seed.
#include "experiment/paired_seeds.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

namespace glasscape {
namespace {

TEST_SUITE_BEGIN("experiment");

TEST_CASE("paired differences by hand") {
    const auto table = paired_table({"error"},
                                    {{"a", 1, {2.0}},
                                     {"a", 2, {3.0}},
                                     {"a", 3, {1.0}},
                                     {"b", 1, {3.0}},
                                     {"b", 2, {5.0}},
                                     {"b", 3, {4.0}}},
                                    compared_with_those_before({"a", "b"}));
    REQUIRE(table.rows().size() == 1);
    const auto texts = texts_of(table);
    const auto at = [&](const std::string& column) { return texts.number(0, column); };
    CHECK(at("mean") == doctest::Approx(4.0));
    CHECK(at("against_mean") == doctest::Approx(2.0));
    CHECK(at("difference") == doctest::Approx(2.0));
    CHECK(at("difference_std_error") == doctest::Approx(std::sqrt(1.0 / 3.0)));
}

TEST_CASE("runs come by arm, then by seed") {
    const auto runs = by_arm_and_seed<std::uint64_t>(
        "test", 2, seeds_from(5, 3), [](std::size_t arm, std::uint64_t seed) { return 100 * arm + seed; });
    CHECK(runs == std::vector<std::vector<std::uint64_t>>{{5, 6, 7}, {105, 106, 107}});
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
