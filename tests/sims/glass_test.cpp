// count and descend as a user meets them.
#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

#include "run_program.hpp"
#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::run_program;

TEST_SUITE("program") {
    TEST_CASE("count pure:2: exactly two points of each index in every sample") {
        const auto result = run_program("count pure:2 --size 7 --samples 5 --progress off");
        CHECK(result.status == 0);
        CHECK(result.error.empty());
        const auto csv = parse_csv(result.output, "count");
        REQUIRE(csv.rows.size() == 8);
        for (std::size_t row = 0; row < csv.rows.size(); ++row) {
            CHECK(csv.number(row, "mean_count") == (csv.at(row, "index") == "total" ? 14.0 : 2.0));
            CHECK(csv.number(row, "std_error") == 0.0);
            CHECK(csv.number(row, "z_score") == 0.0);
            CHECK(csv.number(row, "euler_ok") == 1.0);
            CHECK(csv.number(row, "mean_log_count") == doctest::Approx(csv.number(row, "log_mean_count")));
        }
    }

    TEST_CASE("count pure:3 agrees with Kac-Rice by index and window; points and windows add up") {
        const testing::ScratchFolder folder;
        const auto points_file = folder.file("points.csv");
        const auto result = run_program(
            "count pure:3 --size 5 --samples 60 --energy -2.5:2.5:0.5 --progress off "
            "--points " +
            points_file);
        CHECK(result.status == 0);
        const auto csv = parse_csv(result.output, "count");
        std::map<std::string, double> all;
        std::map<std::string, double> windows;
        for (std::size_t row = 0; row < csv.rows.size(); ++row) {
            auto& sums = csv.at(row, "energy_lo").empty() ? all : windows;
            sums[csv.at(row, "index")] += csv.number(row, "mean_count");
            CHECK(csv.number(row, "euler_ok") == 1.0);
            if (!csv.at(row, "z_score").empty())
                CHECK(std::abs(csv.number(row, "z_score")) < testing::tolerance::standard_errors);
            // rounding takes the digits of a prediction only where next to nothing is
            if (csv.at(row, "predicted").empty()) CHECK(csv.number(row, "mean_count") == 0.0);
        }
        for (const auto& [index, count] : all)
            CHECK(windows.at(index) == doctest::Approx(count));
        const auto points = read_csv(points_file);
        CHECK(static_cast<double>(points.rows.size()) == doctest::Approx(60.0 * all.at("total")));
        CHECK(fs::exists(points_file + ".json"));
    }

    TEST_CASE("descend: one row a replica and recorded step, the same bytes for any number of threads") {
        const std::string command =
            "descend terms:3=0.5,4=0.5 --size 30 --replicas 5 --disorders 3 --steps 40 --progress off "
            "--threads ";
        const auto result = run_program(command + "1");
        CHECK(result.status == 0);
        const auto csv = parse_csv(result.output, "descend");
        std::map<std::string, double> first;
        std::map<std::string, double> last;
        for (std::size_t row = 0; row < csv.rows.size(); ++row) {
            const auto key = csv.at(row, "disorder") + "," + csv.at(row, "replica");
            first.emplace(key, csv.number(row, "energy"));
            last[key] = csv.number(row, "energy");
        }
        CHECK(last.size() == 15);
        for (const auto& [key, energy] : last) {
            CHECK(energy < first.at(key) - 0.5);
            CHECK(energy > -1.9);  // a ground state of -1.733 and its fluctuations
        }
        CHECK(result.output == run_program(command + "3").output);
    }

    TEST_CASE("--dry-run says what would be chosen and how long it takes, and writes nothing") {
        const testing::ScratchFolder folder;
        const auto file = folder.file("r.csv");
        const auto descent = run_program("descend resnet:p=10,beta=0.5 --size 200 --dry-run --out " + file);
        CHECK(descent.status == 0);
        CHECK(descent.output.find("conditional couplings") != std::string::npos);
        const auto count = run_program("count pure:3 --size 8 --samples 200 --dry-run --out " + file);
        CHECK(count.status == 0);
        CHECK(count.output.find(" s on ") != std::string::npos);
        CHECK(fs::is_empty(folder.path()));
    }

    TEST_CASE("sentences of refusal name what would be right") {
        const auto large = run_program("descend pure:4 --size 3000 --couplings packed").error;
        CHECK(large.find("bytes") != std::string::npos);
        CHECK(large.find("free memory") != std::string::npos);
        CHECK(run_program("descend pure:3 --size 9 --method uphill").error.find("gradient, ") !=
              std::string::npos);
        CHECK(run_program("descend pure:3 --size 9 --steps 0").error.find("at least one step") !=
              std::string::npos);
        CHECK(run_program("descend pure:3 --size 9 --method langevin --temperature -2")
                  .error.find("temperature = -2") != std::string::npos);
        CHECK(run_program("count pure:3 --size 60").error.find("critical points in the mean") !=
              std::string::npos);
    }
}

}  // namespace
}  // namespace glasscape
