#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

#include "report/drawn_cells.hpp"

namespace glasscape {
namespace {

std::vector<double> tics_of(const std::string& cells, bool own_values) {
    return tics_within_a_decade(parse_csv("x\n" + cells, "table"), "x", own_values);
}

TEST_SUITE("report") {
    TEST_CASE("numbers along a logarithmic axis: few, and those of the cells where these are few") {
        CHECK(tics_of("2\n64\n4\n8\n2\n", true) == std::vector{2.0, 4.0, 8.0, 64.0});
        CHECK(tics_of("2\n64\n4\n8\n2\n", false) == std::vector{10.0, 2.0, 20.0, 5.0, 50.0});
        CHECK(tics_of("1\n0.1\n0.3\n", true) == std::vector{0.1, 0.3, 1.0});
        CHECK(tics_of("1\n0.1\n0.3\n", false).empty());
        CHECK(tics_of("3\n3.5\n4\n", true) == std::vector{3.0, std::sqrt(12.0), 4.0});
        CHECK(tics_of("2\n9\n", false) == std::vector{2.0, 3.0, 5.0, 7.0});
        CHECK(tics_of("10\n1000\n", true).empty());
        CHECK(tics_of("0\n-1\n", true).empty());
        CHECK(tics_of("7\n7\n", true) == std::vector{7.0});
    }
}

}  // namespace
}  // namespace glasscape
