// Second moments and the view from a minimum as a user meets them.
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

#include "run_program.hpp"
#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;
using testing::contains;
using testing::run_program;

TEST_SUITE("program") {
    TEST_CASE("complexity --second-moment: closed forms, the same bytes for any number of threads") {
        const std::string command = "complexity pure:3 --size 2,4 --second-moment --samples 2000 --threads ";
        const auto one = run_program(command + "1");
        CHECK(one.status == 0);
        CHECK(contains(one.error, "signed sum"));
        const auto csv = parse_csv(one.output, "second moments");
        REQUIRE(csv.rows.size() == 2);
        CHECK(csv.number(0, "second_moment") == doctest::Approx(30.3320209770334).epsilon(1e-12));
        CHECK(csv.number(0, "std_error") == 0.0);
        CHECK(csv.at(0, "method") == "exact");
        CHECK(csv.at(1, "method") == "sample");
        CHECK(std::abs(csv.number(1, "second_moment") - 382.45) <
              tolerance::standard_errors * csv.number(1, "std_error"));
        CHECK(one.output == run_program(command + "3").output);
    }

    TEST_CASE("count --second-moment: measured beside predicted") {
        const testing::ScratchFolder folder;
        const auto file = folder.file("products.csv");
        const auto overlaps = folder.file("overlaps.csv");
        const std::string command =
            "count pure:3 --size 4 --samples 30 --second-moment --matrices 2000 --overlaps " + overlaps +
            " --progress off --out ";
        CHECK(run_program(command + file).status == 0);
        const auto products = read_csv(file);
        CHECK(products.rows.size() == 11);
        CHECK(products.at(0, "index") == "total");
        CHECK(products.number(0, "ratio") > 1.0);
        const auto bins = read_csv(overlaps);
        CHECK(bins.rows.size() == 40);
    }

    TEST_CASE("pairs: q*, u* and the barrier of a published energy") {
        const testing::ScratchFolder folder;
        const auto map = folder.file("map.csv");
        const auto lowest = folder.file("lowest.csv");
        const auto barrier = folder.file("barrier.csv");
        const auto result = run_program("pairs pure:3 --energy -1.650387227289 --overlap 0.1:0.7:0.1 --out " +
                                        map + " --lowest " + lowest + " --barrier " + barrier);
        CHECK(result.status == 0);
        CHECK(contains(result.error, "q* = 0.6772636592"));
        CHECK(contains(result.error, "u* = -1.6371976"));
        CHECK(read_csv(map).rows.size() == 700);
        CHECK(read_csv(lowest).number(0, "energy") == doctest::Approx(-1.652228300977).epsilon(1e-11));
        CHECK(read_csv(barrier).number(0, "barrier_height") == doctest::Approx(0.0131896247).epsilon(1e-8));
    }

    TEST_CASE(
        "pairs: points of samples are laid over the map, and the reference is asked whether it is typical") {
        const testing::ScratchFolder folder;
        const auto map = folder.file("map.csv");
        const auto points = folder.file("points.csv");
        const auto barrier = folder.file("barrier.csv");
        const auto result = run_program(
            "pairs pure:3 --energy -1.64 --size 4 --samples 3 --overlap=-0.9:0.9:0.1 --second=-2.5:2.5:0.5 "
            "--out " +
            map + " --points " + points + " --barrier " + barrier);
        REQUIRE_MESSAGE(result.status == 0, result.error);
        const auto cells = read_csv(map);
        double counted = 0.0;
        for (std::size_t row = 0; row < cells.rows.size(); ++row)
            counted += cells.number(row, "sampled_points");
        const auto all = read_csv(points);
        double inside = 0.0;
        for (std::size_t row = 0; row < all.rows.size(); ++row)
            inside += std::abs(all.number(row, "overlap")) < 0.95 ? 1.0 : 0.0;
        CHECK(inside > 0.0);
        CHECK(counted == inside);
        CHECK(read_csv(barrier).at(0, "reference_phase") == "RS");
        const auto clusters = run_program(
            "pairs terms:3=0.9411764705882353,16=0.0588235294117647 --energy -1.766 --overlap 0.5 "
            "--barrier " +
            barrier);
        CHECK(contains(clusters.error, "fewer minima"));
        CHECK(read_csv(barrier).at(0, "reference_phase") == "1RSB");
    }

    TEST_CASE("what has no pairs is refused in words") {
        const auto below = run_program("pairs pure:3 --energy -1.7");
        CHECK(below.status == 2);
        CHECK(contains(below.error, "no minima there"));
        CHECK(contains(run_program("pairs terms:1=0.2,3=0.8 --energy -1.6 --typical").error, "field=drop"));
        CHECK(contains(run_program("pairs pure:3 --energy -1.65 --overlap 0.5:1.5:0.5").error,
                       "between -1 and 1"));
        CHECK(contains(run_program("pairs pure:3 --energy -1.65 --points p.csv").error, "--size"));
        CHECK(contains(run_program("complexity pure:3 --second-moment").error, "finite --size"));
        CHECK(contains(run_program("complexity pure:3 --size 4 --second-moment --energy -1").error,
                       "--count below"));
        CHECK(contains(run_program("complexity pure:3 --size 4 --spread 1.5").error, "--second-moment"));
        CHECK(contains(run_program("count pure:3 --size 4 --second-moment --spread 0.5").error, "1 to 10"));
        for (const auto* command : {"complexity pure:3 --second-moment", "pairs pure:3 --energy -1.7"})
            CHECK(run_program(command).status == 2);
    }
}

}  // namespace
}  // namespace glasscape
