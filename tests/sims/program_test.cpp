// The program as a user meets it: exit status, one sentence on standard error, files whole or absent.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/table/csv.hpp"

#include "run_program.hpp"
#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::run_program;
namespace tolerance = testing::tolerance;

long lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
}

TEST_SUITE("program") {
    TEST_CASE("characteristic energies of the 3-spin glass") {
        const auto result = run_program("thresholds pure:3");
        CHECK(result.status == 0);
        CHECK(result.error.empty());
        const auto csv = parse_csv(result.output, "thresholds");
        CHECK(csv.header ==
              std::vector<std::string>{"mixture", "name", "energy", "structure", "certificate"});
        CHECK(csv.number(0, "energy") ==
              doctest::Approx(-1.656998363527).epsilon(tolerance::twelve_decimals));
        for (std::size_t row = 0; row < csv.rows.size(); ++row)
            if (csv.at(row, "name") == "u_th")
                CHECK(csv.number(row, "energy") ==
                      doctest::Approx(-1.632993161855).epsilon(tolerance::twelve_decimals));
    }

    TEST_CASE("exact totals to ten digits") {
        const auto spin2 = parse_csv(run_program("complexity pure:2 --size 37").output, "complexity");
        CHECK(std::abs(spin2.number(0, "mean_count") / 74.0 - 1.0) < tolerance::ten_digits);
        const auto trivial =
            parse_csv(run_program("complexity resnet:p=10,beta=0.02 --size 500").output, "complexity");
        CHECK(std::abs(trivial.number(0, "mean_count") / 2.0 - 1.0) < tolerance::ten_digits);
        CHECK(trivial.at(0, "method") == "exact");
        // beyond the range of a double the count is empty, its logarithm is not
        const auto huge = parse_csv(run_program("complexity pure:100 --size 500").output, "complexity");
        CHECK(huge.at(0, "mean_count").empty());
        CHECK(huge.number(0, "log_mean_count") > 1000.0);
    }

    TEST_CASE("a curve: one row per size, index and energy, and a sidecar") {
        const testing::ScratchFolder folder;
        const auto file = folder.file("curves.csv");
        CHECK(run_program("complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2,3 --out " + file)
                  .status == 0);
        const auto csv = read_csv(file);
        CHECK(csv.rows.size() == 151 * 5);
        CHECK(csv.header.size() == 11);
        CHECK(csv.at(0, "count") == "density");
        CHECK(fs::exists(file + ".json"));
        CHECK_FALSE(fs::exists(file + ".part"));
        CHECK(run_program("plot " + file + " --out " + folder.file("curves.svg")).status == 0);
        CHECK(fs::exists(folder.file("curves.svg")));
    }

    TEST_CASE("the same bytes whatever the number of threads") {
        const std::string command =
            "complexity resnet:p=10,beta=0.5 --size 12,20 --index total,0,1 --method sample --samples 5000 "
            "--threads ";
        const auto one = run_program(command + "1");
        CHECK(one.status == 0);
        CHECK(one.output == run_program(command + "3").output);
        const std::string exact = "complexity pure:3 --size 10 --index 0,1 --energy -1.8:-1.2:0.1 --threads ";
        CHECK(run_program(exact + "1").output == run_program(exact + "4").output);
    }

    TEST_CASE("usage errors: one sentence, exit status 2, nothing written") {
        const testing::ScratchFolder folder;
        const auto out = " --out " + folder.file("x.csv");
        for (const auto& arguments :
             std::vector<std::string>{"",
                                      "unknown",
                                      "--unknown",
                                      "complexity",
                                      "complexity pure:3 --unknown",
                                      "complexity pure:3 pure:x" + out,
                                      "complexity pure:-3" + out,
                                      "complexity terms:2=-1" + out,
                                      "complexity ''" + out,
                                      "complexity pure:3 --energy -1:-2:0.1" + out,
                                      "complexity pure:3 --energy -2:-1:0" + out,
                                      "complexity pure:3 --size 0" + out,
                                      "complexity pure:3 --size 1" + out,
                                      "complexity pure:3 --size 5 --index 5" + out,
                                      "complexity pure:3 --size 5 --index gamma=0.1" + out,
                                      "complexity pure:3 --size 100 --index 1" + out,
                                      "complexity pure:3 --method sample" + out,
                                      "complexity pure:3 --samples 100" + out,
                                      "complexity pure:3 --count below" + out,
                                      "complexity pure:3 --count sideways" + out,
                                      "complexity pure:3 --backend cuda" + out,
                                      "complexity pure:3 --size 10 --method sample --samples 1" + out,
                                      "complexity pure:3 --threads -1" + out,
                                      "complexity pure:3 --seed x" + out,
                                      "complexity pure:3 --out",
                                      "descend pure:3 --size inf --replicas 2" + out,
                                      "descend pure:3 --size inf --couplings packed" + out,
                                      "descend pure:3 --size inf --start thermal:0.3" + out,
                                      "descend pure:3 --size inf --start cold" + out,
                                      "descend pure:3 --size inf --step 0" + out,
                                      "descend pure:3 --size inf --gradient-flow --method momentum" + out,
                                      "descend pure:3 --size 10 --gradient-flow" + out,
                                      "descend pure:3 --size inf --precision double" + out,
                                      "descend pure:3 --size 9 --couplings conditional "
                                      "--precision half" +
                                          out,
                                      "descend pure:3 --size 10 --start thermal:1" + out,
                                      "descend pure:3 --size 1" + out,
                                      "descend pure:3 --size infinite" + out,
                                      "descend resnet:p=100,beta=1 --size 1000 --replicas 2" + out,
                                      "descend resnet:p=100,beta=1 --size 1000 --method langevin "
                                      "--temperature 1" +
                                          out,
                                      "hessian /no/such/file" + out,
                                      "saddles /no/such/file" + out,
                                      "complexity pure:3 --out /no/such/folder/x.csv",
                                      "complexity pure:3 --out " + folder.path(),
                                      "count pure:3 --size 1" + out,
                                      "count pure:3 --size inf" + out,
                                      "count pure:3 --size 60" + out,
                                      "count pure:3 --size 5 --samples 0" + out,
                                      "count pure:3 --size 5 --energy 1" + out,
                                      "count pure:3" + out,
                                      "count pure:3 --size 5 --resume",
                                      "descend pure:3 --size 0" + out,
                                      "descend pure:3 --size 10 --steps 0" + out,
                                      "descend pure:3 --size 10 --step 0" + out,
                                      "descend pure:3 --size 10 --replicas 0" + out,
                                      "descend pure:3 --size 10 --disorders 0" + out,
                                      "descend pure:3 --size 10 --method uphill" + out,
                                      "descend pure:3 --size 10 --method langevin" + out,
                                      "descend pure:3 --size 10 --method langevin --temperature -1" + out,
                                      "descend pure:3 --size 10 --temperature 1" + out,
                                      "descend pure:3 --size 10 --method momentum --momentum 1" + out,
                                      "descend pure:3 --size 10 --couplings woven" + out,
                                      "descend pure:3 --size 10 --precision quarter" + out,
                                      "descend pure:5 --size 30 --couplings sketched" + out,
                                      "descend pure:12 --size 1000 --couplings packed" + out,
                                      "mixture pure:3 pure:4" + out,
                                      "thresholds" + out,
                                      "plot /no/such.csv --out " + folder.file("x.svg"),
                                      "plot /no/such.csv",
                                      "report /no/such/folder",
                                      "reproduce nobody",
                                      "reproduce littwin-wolf-2016 --only nothing --out " + folder.file("r"),
                                      "reproduce littwin-wolf-2016 --quick --full"}) {
            CAPTURE(arguments);
            const auto result = run_program(arguments);
            CAPTURE(result.error);
            CHECK(result.status == 2);
            CHECK(result.output.empty());
            CHECK(lines(result.error) == 1);
            CHECK(result.error.starts_with("glasscape: "));
            CHECK(result.error.size() > 30);
        }
        CHECK(fs::is_empty(folder.path()));
    }

    TEST_CASE("a full disk is a failure at run time that leaves nothing") {
        const auto to_file = run_program("mixture resnet:p=1000,beta=1 --out /dev/full");
        CHECK(to_file.status == 1);
        CHECK(to_file.error.find("/dev/full") != std::string::npos);
        const int status =
            std::system(fmt::format("'{}' mixture pure:3 >/dev/full 2>/dev/null", GLASSCAPE_PROGRAM).c_str());
        CHECK(WEXITSTATUS(status) == 1);
    }

    TEST_CASE("help of every subcommand has an example, and the examples run") {
        const auto names = testing::subcommands_in_help();
        REQUIRE(names.size() > 10);
        for (const auto& name : names) {
            const auto help = run_program(name + " --help");
            CHECK(help.status == 0);
            CHECK_MESSAGE(help.output.find("Example") != std::string::npos, name);
            for (const auto& verb : testing::subcommands_in_help(name))
                CHECK(run_program(name + " " + verb + " --help").status == 0);
            CHECK_MESSAGE(fs::exists(GLASSCAPE_SOURCE_DIR "/docs/commands/" + name + ".md"), name);
        }
        CHECK(run_program("--version").output.starts_with("glasscape "));
        const auto checked = run_program("info --selftest");
        CHECK(checked.status == 0);
        CHECK(checked.output == run_program("info --selftest cpu").output);
        CHECK(checked.output != run_program("info").output);
        CHECK(run_program("mixture --summary pure:3 resnet:p=10,beta=0.5 resnet:p=10,beta=0.5,field=drop")
                  .status == 0);
    }

    TEST_CASE("OMP_NUM_THREADS is the number of threads that nothing else sets") {
        CHECK(testing::contains(run_program("info", "OMP_NUM_THREADS=3").output, ", 3 threads"));
        const std::string part = "complexity pure:3 --size 20 --energy=-1.7:-1.5:0.1";
        CHECK(run_program(part, "OMP_NUM_THREADS=1").output == run_program(part, "OMP_NUM_THREADS=5").output);
    }

    TEST_CASE("the pages of docs/commands are the help of this program") {
        for (const auto& page : fs::directory_iterator(GLASSCAPE_SOURCE_DIR "/docs/commands")) {
            const auto name = page.path().stem().string();
            if (name == "README") continue;
            CHECK_MESSAGE(read_file(page.path().string()).find(run_program(name + " --help").output) !=
                              std::string::npos,
                          "run scripts/generate_docs.sh: " << page.path().string() << " is stale");
        }
    }

    TEST_CASE("the page on landscapes of one's own shows the program that is built") {
        const auto page = read_file(GLASSCAPE_SOURCE_DIR "/docs/own_landscape.md");
        CHECK(page.find(read_file(GLASSCAPE_SOURCE_DIR "/docs/examples/own_landscape.cpp")) !=
              std::string::npos);
    }

    TEST_CASE("every column of every table is defined in docs/columns.md") {
        const testing::ScratchFolder folder;
        const auto network = "--norm batch_norm --depth 3 --width 8 --steps 4 --seeds 2 --progress off ";
        REQUIRE(run_program("train " + (network + ("--out " + folder.file("run")))).status == 0);
        const auto points = " --points=" + folder.file("points.csv");
        const auto profile = " --profile=" + folder.file("profile.csv");
        const auto changes = " --changes=" + folder.file("changes.csv");
        const auto around = " --lowest=" + folder.file("lowest.csv") +
                            " --barrier=" + folder.file("barrier.csv") +
                            " --points=" + folder.file("around.csv");
        const std::map<std::string, std::string> arguments{
            {"mixture", "pure:3"},
            {"complexity", "pure:3"},
            {"thresholds", "pure:3"},
            {"count", "pure:2 --size 3 --samples 2" + points},
            {"pairs", "pure:3 --energy -1.65 --overlap 0.5 --second -1.63 --size 3 --samples 1" + around},
            {"descend", "pure:2 --size 5 --steps 3"},
            {"train", network + ("--out " + folder.file("trained"))},
            {"depth", folder.file("run/seed1.ckpt")},
            {"hessian", folder.file("run/seed1.ckpt") + " --points 50 --lanczos-steps 5"},
            {"saddles", folder.file("run/seed1.ckpt") + " --points 50 --starts 1 --steps 1"},
            {"compare counts", "--unique 4 --samples 2 --disorders 2 --progress off" + profile},
            {"compare depth",
             "--config " + folder.file("run/config.toml") + " --seeds 2 --progress off" + changes}};
        const auto page = read_file(GLASSCAPE_SOURCE_DIR "/docs/columns.md");
        const auto check = [&](const CsvText& csv) {
            for (const auto& column : csv.header)
                CHECK_MESSAGE(page.find("`" + column + "`") != std::string::npos, column);
        };
        for (const auto& command : row_commands()) {
            if (command.name.starts_with("paper ")) continue;  // tests/docs
            const auto given = arguments.find(command.name);
            REQUIRE_MESSAGE(given != arguments.end(), "no arguments here for " << command.name);
            const auto result = run_program(command.name + " " + given->second);
            REQUIRE_MESSAGE(result.status == 0, result.error);
            if (command.name != "train") check(parse_csv(result.output, command.name));
        }
        for (const auto* more : {"mixture --summary pure:3", "complexity pure:3 --size 4 --energy -1",
                                 "complexity pure:3 --size 3 --second-moment --samples 10",
                                 "count pure:3 --size 3 --samples 2 --second-moment --matrices 10"})
            check(parse_csv(run_program(more).output, more));
        check(parse_csv(run_program("depth --summary " + folder.file("run/seed1.ckpt")).output, "depth"));
        for (const auto* name :
             {"points.csv", "lowest.csv", "barrier.csv", "around.csv", "profile.csv", "changes.csv",
              "trained/history.csv", "trained/layers.csv", "trained/depth.csv"})
            check(read_csv(folder.file(name)));
    }
}

}  // namespace
}  // namespace glasscape
