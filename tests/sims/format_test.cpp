// What standard output looks like, and what is said beside it.
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

using testing::contains;
using testing::run_program;

TEST_SUITE("program") {
    TEST_CASE("--format: CSV in a pipe, a table or JSON where asked for, CSV alone in files") {
        const testing::ScratchFolder folder;
        const auto csv = run_program("complexity pure:2 --size 37");
        CHECK(csv.output.starts_with("mixture,size,"));
        CHECK(run_program("complexity pure:2 --size 37 --format csv").output == csv.output);
        const auto json = run_program("complexity pure:2 --size 37 --format json");
        CHECK(nlohmann::json::parse(json.output).at("rows").at(0).at("mean_count").get<double>() ==
              doctest::Approx(74.0));
        const auto table = run_program("complexity pure:3 --size 4,5 --format table");
        CHECK(table.output.starts_with("mixture: pure:3\n"));
        CHECK(contains(table.output, "no values: energy"));
        const auto refused =
            run_program("complexity pure:2 --size 4 --format json --out " + folder.file("a.csv"));
        CHECK(refused.status == 2);
        CHECK(contains(refused.error, "a file written by --out is CSV"));
        // On a terminal a table is what people get.
        if (testing::has_command("script"))
            CHECK(contains(testing::run_shell("script -qec '" GLASSCAPE_PROGRAM
                                              " complexity pure:3 --size 4,5' /dev/null")
                               .output,
                           "mixture: pure:3"));
    }

    TEST_CASE("--quiet says nothing, --verbose what was done") {
        const auto spec = std::string("mixture terms:2=0.4,3=0.4");
        CHECK(contains(run_program(spec).error, "note: "));
        CHECK(run_program(spec + " -q").error.empty());
        const auto verbose = run_program(spec + " -v");
        CHECK(contains(verbose.error, "rows: 2 rows"));
        CHECK(contains(verbose.error, "seed 1"));
        CHECK(run_program(spec + " -q -v").status == 2);
    }

    TEST_CASE("what is misspelled is guessed, wherever it stands") {
        const auto guess = [](const std::string& words, const std::string& meant) {
            const auto outcome = run_program(words);
            CHECK(outcome.status == 2);
            CHECK_MESSAGE(contains(outcome.error, "did you mean '" + meant + "'"), outcome.error);
        };
        guess("complexty pure:3", "complexity");
        guess("complexity pure:3 --enrgy=-1.6", "--energy");
        guess("compare depht", "depth");
        guess("compare counts --sampels 4", "--samples");
        CHECK_FALSE(contains(run_program("nonsense").error, "did you mean"));
        CHECK(contains(run_program("compare counts --sampels 4").error, "'glasscape compare counts --help'"));
    }

    TEST_CASE("train --list prints the configurations; without it a folder is asked for") {
        const auto list = run_program("train --list");
        CHECK(list.status == 0);
        CHECK(list.output.starts_with("config,about\n"));
        CHECK(contains(list.output, "\npaper_bn,"));
        const auto refused = run_program("train --config paper_bn");
        CHECK(refused.status == 2);
        CHECK(contains(refused.error, "--out is required"));
    }

    TEST_CASE("status sees the points of all shards; watch ends when none is missing") {
        const testing::ScratchFolder folder;
        const auto in_folder = [&](const std::string& words) {
            return testing::run_shell("cd " + folder.path() + " && " GLASSCAPE_PROGRAM " sweep " + words);
        };
        REQUIRE(in_folder("run complexity_vs_beta --quick --shard 1/2 --progress off").status == 0);
        CHECK(contains(in_folder("status complexity_vs_beta --quick").output, " 0 failed, "));
        CHECK_FALSE(contains(in_folder("status complexity_vs_beta --quick").output, " 0 missing"));
        REQUIRE(in_folder("run complexity_vs_beta --quick --shard 2/2 --progress off").status == 0);
        CHECK(contains(in_folder("status complexity_vs_beta --quick").output, " 0 missing"));
        const auto watched = in_folder("watch complexity_vs_beta --quick");
        CHECK(watched.status == 0);
        CHECK(contains(watched.output, " 0 missing"));
    }

    TEST_CASE("a Slurm script asks for what the cluster wants to know") {
        const auto script = run_program(
            "sweep slurm complexity_vs_beta --partition short --account physics --memory 4G --gpus 1 "
            "--sbatch=--qos=low --sbatch='--comment=two words'");
        CHECK(script.status == 0);
        CHECK(contains(script.output, " --mem=4G --partition=short --account=physics --gpus=1 --qos=low "));
        CHECK(contains(script.output, "'--comment=two words'"));
    }
}

}  // namespace
}  // namespace glasscape
