// Numbers as people write them on a command line and in files.
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

using testing::run_program;
using testing::ScratchFolder;

TEST_SUITE_BEGIN("program");

TEST_CASE("whole numbers are decimal whatever zeros they begin with") {
    const auto run = [](const std::string& numbers) {
        const auto result = run_program("count pure:3 --size 4 --progress off " + numbers);
        CHECK_MESSAGE(result.status == 0, result.error);
        return result.output;
    };
    const auto plain = run("--samples 12 --seed 8");
    CHECK(run("--samples 012 --seed 08") == plain);
    CHECK(run("--samples 00012 --seed 0008") == plain);
    CHECK(run("--samples +12 --seed +8") == plain);
    CHECK(run("--samples 12 --seed 010") == run("--samples 12 --seed 10"));
    CHECK(parse_csv(run("--samples 020 --seed 007"), "count").at(0, "samples") == "20");
    CHECK(
        run_program("count pure:3 --size 4 --samples 2 --seed 18446744073709551615 --progress off").status ==
        0);
}

TEST_CASE("what is out of range is refused, never wrapped or cut to fit") {
    const std::pair<const char*, const char*> cases[]{
        {"count pure:3 --size 4 --seed -1", "--seed: '-1' is not a whole number from 0"},
        {"count pure:3 --size 4 --seed 18446744073709551616", "--seed: '18446744073709551616' is not"},
        {"count pure:3 --size 4 --seed 0x10", "--seed: '0x10' is not"},
        {"count pure:3 --size 4 --seed 1e3", "--seed: '1e3' is not"},
        {"count pure:3 --size 4 --samples 9223372036854775808", "--samples"},
        {"count pure:3 --size 4294967300", "size"},
        {"descend pure:3 --size 4 --replicas 4294967297", "replicas"},
        {"descend pure:3 --size 4 --tolerance nan", "--tolerance: 'nan' is not a finite number"},
        {"descend pure:3 --size 4 --tolerance inf", "--tolerance: 'inf' is not a finite number"},
        {"descend pure:3 --size 4 --tolerance -1", "tolerance"},
        {"descend pure:3 --size 4 --step nan", "--step: 'nan' is not a finite number"},
        {"descend pure:3 --size 4 --noise 3", "--noise"},
        {"descend pure:3 --size 4 --momentum 0.5", "--momentum"},
        {"train --lr inf --out x", "--lr: 'inf' is not a finite number"},
        {"train --lr nan --out x", "--lr: 'nan' is not a finite number"},
        {"train --seed 18446744073709551615 --seeds 2 --out x", "seed"},
        {"compare counts --rho nan", "--rho: 'nan' is not a finite number"},
        {"compare counts --sharpness inf", "--sharpness: 'inf' is not a finite number"},
        {"complexity pure:3 --energy nan", "nan"},
        {"complexity pure:3 --energy inf", "inf"},
        {"complexity ''", "is empty: give a value"},
        {"count pure:3 --size 4 --out ''", "is empty: give a value"}};
    for (const auto& [arguments, why] : cases) {
        const auto result = run_program(arguments);
        CHECK_MESSAGE(result.status == 2, result.error);
        CHECK_MESSAGE(result.error.find(why) != std::string::npos, result.error);
        CHECK(result.output.empty());
    }
}

TEST_CASE("a number after a fraction of the index says what it is") {
    const auto result = run_program("complexity pure:3 --index gamma=0,0");
    CHECK(result.status == 0);
    CHECK(result.error.find("the 0 after the comma is a number of negative eigenvalues") !=
          std::string::npos);
    CHECK(run_program("complexity pure:3 --index 0,gamma=0").error.empty());
}

TEST_CASE("numbers of a spec, and of a study and a configuration, are as strict") {
    CHECK(run_program("mixture pure:03").output == run_program("mixture pure:3").output);
    for (const auto* spec :
         {"pure:3.0x", "terms:3=nan", "terms:3=inf", "resnet:p=10,beta=nan", "pure:99999999999"})
        CHECK(run_program(std::string("mixture ") + spec).status == 2);
    const ScratchFolder folder;
    for (const auto* line : {"momentum = 1.0", "learning_rate = nan", "learning_rate = inf", "batch = 0"}) {
        write_whole_file(folder.file("c.toml"), std::string("[training]\n") + line + "\n");
        const auto result =
            run_program("train --config " + folder.file("c.toml") + " --out " + folder.file("x"));
        CHECK_MESSAGE(result.status == 2, line);
    }
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("core");

TEST_CASE("numbers are the whole text or nothing") {
    CHECK(parse_integer("010") == 10);
    CHECK(parse_integer("+7") == 7);
    CHECK(parse_integer("-008") == -8);
    CHECK(parse_integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
    CHECK(parse_unsigned("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    CHECK(parse_real("+0.8") == 0.8);
    CHECK(parse_real("1e-400") == 0.0);
    CHECK(parse_real("-1e-400") == 0.0);
    CHECK(parse_real("4.9e-324") == 4.9e-324);
    CHECK(parse_real(".5") == 0.5);
    for (const auto* text :
         {"", "+", "-", "+-1", "++1", "1x", " 1", "1 ", "0x10", "1e400", "nan", "inf", "1,5"})
        CHECK_FALSE(parse_real(text));
    for (const auto* text : {"", "+", "1.0", "1e3", "9223372036854775808", "+-1", " 1"})
        CHECK_FALSE(parse_integer(text));
    for (const auto* text : {"-1", "18446744073709551616", ""})
        CHECK_FALSE(parse_unsigned(text));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
