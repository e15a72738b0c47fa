#include "commands/ranges.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

namespace glasscape::cli {
namespace {

TEST_SUITE("program") {
    TEST_CASE("energies of a decimal range are the nearest doubles of the decimal grid, both ends included") {
        const auto energies = parse_energies("-1.70:-1.55:0.001");
        REQUIRE(energies.size() == 151);
        CHECK(energies.front() == -1.7);
        CHECK(energies[3] == -1.697);
        CHECK(energies[100] == -1.6);
        CHECK(energies.back() == -1.55);
        CHECK(parse_energies("-1:1:0.3").size() == 7);
        CHECK(parse_energies("2").front() == 2.0);
        CHECK(parse_energies("0:1e-2:1e-3").size() == 11);
        CHECK(parse_energies("1:1:1").size() == 1);
    }

    TEST_CASE("bad ranges, sizes and indices are refused") {
        for (const auto* text :
             {"", "x", "1:2", "1:2:3:4", "2:1:0.1", "0:1:0", "0:1:-0.1", "0:1:x", "nan", "0:1e9:1e-9"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(parse_energies(text), std::invalid_argument);
        }
        for (const auto* text : {"", "0", "1", "-5", "2.5", "10,", "infinite", "99999999"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(parse_sizes(text), std::invalid_argument);
        }
        for (const auto* text : {"", "all", "-1", "0.5", "gamma=", "gamma=1.5", "total,", "gamma=x"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(parse_indices(text), std::invalid_argument);
        }
        for (const auto* text : {"50,50", "10,inf,inf", "10,010"})
            CHECK_THROWS_WITH_AS(parse_sizes(text), doctest::Contains("stands there twice"),
                                 std::invalid_argument);
        for (const auto* text : {"0,0", "total,1,total", "gamma=0.1,gamma=0.10", "1,01"})
            CHECK_THROWS_WITH_AS(parse_indices(text), doctest::Contains("stands there twice"),
                                 std::invalid_argument);
        CHECK(parse_sizes("10,inf").size() == 2);
        CHECK(parse_indices("total,0,gamma=0.1").size() == 3);
    }
}

}  // namespace
}  // namespace glasscape::cli
