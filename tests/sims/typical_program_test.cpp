// `complexity --typical` and the typical energies of `thresholds`, as a user runs them.
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

#include "run_program.hpp"
#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::contains;
using testing::run_program;
namespace tolerance = testing::tolerance;

const std::string two_orders = "terms:3=0.9411764705882353,16=0.0588235294117647";

CsvText table_of(const std::string& arguments, const testing::ScratchFolder& folder, std::string* notes) {
    const auto result = run_program(arguments + " --out " + folder.file("t.csv"));
    REQUIRE_MESSAGE(result.status == 0, result.error);
    if (notes != nullptr) *notes = result.error;
    return read_csv(folder.file("t.csv"));
}

TEST_SUITE("program") {
    TEST_CASE("the typical curve beside the annealed one: 1RSB below its onset, empty below its zero") {
        const testing::ScratchFolder folder;
        std::string notes;
        const auto table =
            table_of("complexity " + two_orders + " --typical --energy -1.77:-1.70:0.001", folder, &notes);
        REQUIRE(table.rows.size() == 71);
        CHECK(contains(notes, "a typical sample has no such points in 4 of 71 rows (phase empty)"));
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            CAPTURE(row);
            const double u = table.number(row, "energy");
            const auto& phase = table.at(row, "phase");
            CHECK(phase == (u < -1.766580214 ? "empty" : u < -1.747758342 ? "1RSB" : "RS"));
            CHECK(table.at(row, "typical_complexity").empty() == (phase == "empty"));
            CHECK(table.at(row, "block_size").empty() == (phase != "1RSB"));
            if (phase == "RS")
                CHECK(table.number(row, "typical_complexity") ==
                      doctest::Approx(table.number(row, "complexity")).epsilon(tolerance::theory_formula));
            if (phase == "1RSB")
                CHECK(table.number(row, "typical_complexity") < table.number(row, "complexity"));
        }
    }

    TEST_CASE("a field kept lowers the typical curve a little, for all points and for minima") {
        const testing::ScratchFolder folder;
        const auto table =
            table_of("complexity resnet:p=10,beta=0.5 --typical --index total,0 --energy -1.785:-1.60:0.005",
                     folder, nullptr);
        double largest = 0.0;
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            if (table.at(row, "phase") == "empty") continue;
            CHECK(table.at(row, "phase") == "RS");
            const double gap = table.number(row, "complexity") - table.number(row, "typical_complexity");
            CHECK(gap > 0.0);
            if (table.at(row, "index") == "total") largest = std::max(largest, gap);
        }
        CHECK(largest > 3e-6);
        CHECK(largest < 1e-5);
    }

    TEST_CASE("the plane, a fraction of eigenvalues, and an index whose typical count is not known") {
        const testing::ScratchFolder folder;
        std::string notes;
        const auto plane = table_of(
            "complexity terms:3=0.5,8=0.5 --typical --energy -1.5:-1.2:0.3 "
            "--radial=-7.5:-4.9:0.1",
            folder, &notes);
        REQUIRE(plane.rows.size() == 2 * 27);
        CHECK(plane.number(1, "radial") == -7.4);
        CHECK(plane.at(0, "phase") == "RS");
        CHECK(plane.at(4, "phase") == "1RSB");
        const auto index =
            table_of("complexity pure:3 --typical --index 0,1,gamma=0.2 --energy -1.65", folder, &notes);
        CHECK(index.at(0, "phase") == "RS");
        CHECK(index.at(1, "phase") == "annealed_bound");
        CHECK(index.at(1, "typical_complexity") == index.at(1, "complexity"));
        CHECK(index.at(2, "phase") == "empty");
        CHECK(contains(notes, "the typical count of a fixed index k >= 1 is not known"));
    }

    TEST_CASE("what the typical count cannot answer is refused with a reason") {
        const struct {
            std::string arguments;
            std::string why;
        } cases[] = {
            {"pure:3 --typical", "--typical needs --energy"},
            {"pure:3 --typical --energy -1.6 --size 10", "--typical needs --size inf"},
            {"pure:3 --typical --energy -1.6 --count below", "--typical counts at given energies"},
            {"pure:3 --radial=-4 --energy -1.6", "--radial needs --typical"},
            {"pure:3 --typical --energy -1.6 --radial=-4 --index 0", "--radial needs --index total"},
            {"pure:3 --typical --energy -1.6 --radial=-4:x:1", "--radial '-4:x:1': 'x' is not a number"}};
        for (const auto& [arguments, why] : cases) {
            const auto result = run_program("complexity " + arguments);
            CHECK_MESSAGE(result.status == 2, result.error);
            CHECK_MESSAGE(contains(result.error, why), result.error);
            CHECK(result.output.empty());
        }
    }

    TEST_CASE("thresholds: the zero of the typical curve is the ground state") {
        const testing::ScratchFolder folder;
        const auto table =
            table_of("thresholds " + two_orders + " resnet:p=10,beta=0.5 terms:2=0.9,4=0.1", folder, nullptr);
        int zeros = 0;
        double ground_state = 0.0;
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            if (table.at(row, "name") == "ground_state") ground_state = table.number(row, "energy");
            if (table.at(row, "name") != "typical_zero") continue;
            const double distance = std::abs(table.number(row, "energy") - ground_state);
            CHECK(table.number(row, "certificate") == distance);
            CHECK(distance < (table.at(row, "structure") == "beyond" ? 1e-5 : tolerance::bracketed_root));
            ++zeros;
        }
        CHECK(zeros == 3);
    }
}

}  // namespace
}  // namespace glasscape
