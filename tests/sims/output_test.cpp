// Where results may go: links, devices, pipes.
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::run_program;
using testing::run_shell;
using testing::ScratchFolder;

const std::string mixture = "mixture terms:3=0.5,4=0.5";

TEST_SUITE_BEGIN("program");

TEST_CASE("a link keeps being a link, its target is written") {
    const ScratchFolder folder;
    fs::create_directory(folder.file("deep"));
    fs::create_symlink("middle", folder.file("link.csv"));
    fs::create_symlink("deep/target.csv", folder.file("middle"));
    REQUIRE(run_program(mixture + " --out " + folder.file("link.csv")).status == 0);
    CHECK(fs::is_symlink(folder.file("link.csv")));
    CHECK(fs::is_symlink(folder.file("middle")));
    CHECK(read_file(folder.file("deep/target.csv")) == run_program(mixture).output);
    CHECK(fs::exists(folder.file("link.csv.json")));
    // What a figure, an export and a report are written through.
    fs::create_symlink("deep/figure.svg", folder.file("figure.svg"));
    REQUIRE(run_program(fmt::format("plot {} --out {}", folder.file("link.csv"), folder.file("figure.svg")))
                .status == 0);
    CHECK(fs::is_symlink(folder.file("figure.svg")));
    CHECK(read_file(folder.file("deep/figure.svg")).find("</svg>") != std::string::npos);
    fs::create_symlink("deep/report.html", folder.file("report.html"));
    REQUIRE(run_program("report " + folder.path()).status == 0);
    CHECK(fs::is_symlink(folder.file("report.html")));
    CHECK(read_file(folder.file("deep/report.html")).find("</html>") != std::string::npos);
    fs::create_symlink("loop", folder.file("loop"));
    CHECK(run_program(mixture + " --out " + folder.file("loop")).status != 0);
    CHECK(fs::is_symlink(folder.file("loop")));
}

TEST_CASE("a file that is written again keeps its permissions") {
    const ScratchFolder folder;
    write_whole_file(folder.file("t.csv"), "old\n");
    fs::permissions(folder.file("t.csv"), fs::perms::owner_read | fs::perms::owner_write);
    REQUIRE(run_program(mixture + " --out " + folder.file("t.csv")).status == 0);
    CHECK(fs::status(folder.file("t.csv")).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("the open files of the process are written straight and stay what they are") {
    const auto expected = run_program(mixture).output;
    for (const auto* name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
        CAPTURE(name);
        const bool link = fs::is_symlink(name);
        CHECK(run_program(mixture + " --out " + name).output == expected);
        CHECK(run_shell(fmt::format("'{}' {} --out {} | cat", GLASSCAPE_PROGRAM, mixture, name)).output ==
              expected);
        CHECK(fs::is_symlink(name) == link);
    }
    CHECK(run_program(mixture + " --out /dev/stderr").error == expected);
    CHECK(run_program(mixture + " --out /dev/null").status == 0);
    CHECK(fs::is_character_file("/dev/null"));
    CHECK(run_program("count pure:2 --size 3 --samples 2 --progress off --out /dev/stdout").status == 0);
    CHECK(run_shell(fmt::format("'{}' {} --out /dev/stdout | head -1", GLASSCAPE_PROGRAM, mixture)).output ==
          expected.substr(0, expected.find('\n') + 1));
    CHECK(run_program(mixture + " --out /proc/self/fd/17").status == 1);
}

TEST_CASE("a pipe is written straight") {
    const ScratchFolder folder;
    const auto pipe = folder.file("pipe");
    const auto said = run_shell(
        fmt::format("mkfifo {0}; cat {0} & '{1}' {2} --out {0}; wait", pipe, GLASSCAPE_PROGRAM, mixture));
    CHECK(said.output == run_program(mixture).output);
    CHECK(fs::is_fifo(pipe));
    CHECK_FALSE(fs::exists(pipe + ".json"));
}

TEST_CASE("an export goes where its user sends it") {
    const ScratchFolder folder;
    const auto study = folder.file("s.toml");
    write_whole_file(study, "name = \"s\"\nrun = \"mixture\"\n[grid]\nSPEC = [\"pure:3\", \"pure:4\"]\n");
    const auto sweep = [&](const std::string& verb) {
        return run_program(fmt::format("sweep {} {} --store {}", verb, study, folder.file("runs.db"))).output;
    };
    sweep("run");
    const auto table = sweep("export");
    CHECK(parse_csv(table, "export").rows.size() == 2);
    CHECK(run_program(
              fmt::format("sweep export {} --store {} --out /dev/stdout", study, folder.file("runs.db")))
              .output == table);
    fs::create_symlink("target.csv", folder.file("link.csv"));
    run_program(fmt::format("sweep export {} --store {} --out {}", study, folder.file("runs.db"),
                            folder.file("link.csv")));
    CHECK(fs::is_symlink(folder.file("link.csv")));
    CHECK(read_file(folder.file("target.csv")) == table);
}

TEST_CASE("a folder that holds a pipe or another program's record is reported or refused, not waited for") {
    const ScratchFolder folder;
    REQUIRE(run_program(mixture + " --out " + folder.file("t.csv")).status == 0);
    REQUIRE(run_shell("mkfifo " + folder.file("pipe.csv")).status == 0);
    CHECK(run_program("report " + folder.path()).status == 0);
    for (const auto* text : {"[]", "{}", "{\"title\": 3}", "{"}) {
        write_whole_file(folder.file("reproduction.json"), text);
        const auto refused = run_program("report " + folder.path());
        CHECK(refused.status == 2);
        CHECK(refused.error.find("no record of a reproduction") != std::string::npos);
    }
}

TEST_CASE("two tables of one run need two names") {
    const ScratchFolder folder;
    const auto file = folder.file("t.csv");
    for (const auto& points : {file, folder.path() + "/./t.csv", file + ".json", file + ".part.json"}) {
        const auto refused =
            run_program(fmt::format("count pure:2 --size 3 --samples 2 --out {} --points {}", file, points));
        CHECK(refused.status == 2);
        CHECK_MESSAGE(refused.error.find("two tables would go to") != std::string::npos, refused.error);
    }
    CHECK(fs::is_empty(folder.path()));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
