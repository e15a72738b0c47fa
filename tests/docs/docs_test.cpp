// Documents do what they say: every shell line of README and docs runs, every example of the help does, in a
// scratch folder of its own page. A block of lines after the comment "<!-- not run: WHY -->" is an exception.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::ScratchFolder;

const std::string root = GLASSCAPE_SOURCE_DIR;

// Lines that are indented by four blanks, outside fences; a block ends at a line that is neither blank nor
// indented.
std::vector<std::string> shell_blocks(const std::string& page) {
    std::vector<std::string> blocks;
    std::istringstream in(page);
    bool fenced = false;
    bool exempt = false;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("```")) fenced = !fenced;
        const bool indented = !fenced && line.starts_with("    ");
        if (indented && !inside) blocks.emplace_back();
        if (indented && !exempt) blocks.back() += line.substr(4) + "\n";
        if (!line.empty()) {
            inside = indented;
            if (!indented) exempt = line.starts_with("<!-- not run: ");
        }
    }
    std::erase(blocks, std::string());
    return blocks;
}

std::string fenced_block(const std::string& page, const std::string& language) {
    const auto begin = page.find("```" + language + "\n");
    REQUIRE(begin != std::string::npos);
    const auto text = begin + language.size() + 4;
    return page.substr(text, page.find("```", text) - text);
}

std::string big_endian(unsigned value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xffU);
    return bytes;
}

// What the lines of a page take for granted: the program on PATH, files whose names are in capitals.
class Desk {
  public:
    Desk() {
        std::string images =
            std::string{'\0', '\0', '\x08', '\x03'} + big_endian(240) + big_endian(3) + big_endian(3);
        std::string labels = std::string{'\0', '\0', '\x08', '\x01'} + big_endian(240);
        for (int i = 0; i < 240; ++i) {
            for (int pixel = 0; pixel < 9; ++pixel)
                images += static_cast<char>(20 * (i % 4) + (i * 31 + pixel * 17) % 40);
            labels += static_cast<char>(i % 4);
        }
        std::ofstream(folder_.file("IMAGES"), std::ios::binary) << images;
        std::ofstream(folder_.file("LABELS"), std::ios::binary) << labels;
        write_whole_file(
            folder_.file("S.toml"),
            "name = \"S\"\nrun = \"complexity\"\n[fixed]\nSPEC = \"pure:3\"\n[grid]\nsize = [4, 5, 6, 7]\n");
        fs::create_symlink(root + "/sims", folder_.file("sims"));
    }

    testing::Outcome run(const std::string& lines) const {
        write_whole_file(folder_.file("lines.sh"), "set -e\n" + lines);
        return testing::run_shell(
            fmt::format("cd '{}' && PATH='{}':\"$PATH\" OMPI_ALLOW_RUN_AS_ROOT=1 "
                        "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 sh lines.sh",
                        folder_.path(), fs::path(GLASSCAPE_PROGRAM).parent_path().string()));
    }
    std::string file(const std::string& name) const { return folder_.file(name); }

  private:
    ScratchFolder folder_;
};

void run_lines(const Desk& desk, const std::string& lines) {
    const auto outcome = desk.run(lines);
    CHECK_MESSAGE(outcome.status == 0, lines << "\n" << outcome.error);
}

TEST_SUITE_BEGIN("docs");

TEST_CASE("every shell line of README and docs runs") {
    std::vector<fs::path> pages{root + "/README.md"};
    for (const auto& page : fs::directory_iterator(root + "/docs"))
        if (page.path().extension() == ".md") pages.push_back(page.path());
    REQUIRE(pages.size() >= 6);
    std::size_t blocks = 0;
    for (const auto& page : pages) {
        const Desk desk;
        for (const auto& block : shell_blocks(read_file(page.string()))) {
            run_lines(desk, block);
            ++blocks;
        }
        if (page.filename() != "README.md" || page.parent_path() != root) continue;
        const auto verdicts = read_csv(desk.file("out/census/census-verdicts.csv"));
        CHECK(verdicts.rows.size() == 54);
        for (std::size_t row = 0; row < verdicts.rows.size(); ++row)
            CHECK(verdicts.at(row, "verdict") == "agrees");
    }
    CHECK(blocks >= 6);
}

TEST_CASE("the example of a study file runs, without a failed point, and is reported") {
    const Desk desk;
    write_whole_file(desk.file("example.toml"), fenced_block(read_file(root + "/docs/studies.md"), "toml"));
    const auto outcome =
        desk.run("glasscape sweep run example.toml --quick\nglasscape report example.toml --quick\n");
    CHECK_MESSAGE(outcome.status == 0, outcome.error);
    CHECK(outcome.output.find("0 done before, 6 done now; ") != std::string::npos);
    CHECK(fs::exists(desk.file("out/scales/counts.svg")));
    const auto verdicts = read_csv(desk.file("out/scales/scales-verdicts.csv"));
    for (std::size_t row = 0; row < verdicts.rows.size(); ++row)
        CHECK(verdicts.at(row, "verdict") != "rejected");
    CHECK(desk.run("glasscape sweep show example.toml").output.find("scales: 42 points") !=
          std::string::npos);
}

TEST_CASE("the examples that the help shows run, as a user of the installed program would type them") {
    const Desk desk;
    std::vector<std::string> lines;
    const auto collect = [&](const std::string& command) {
        std::istringstream help(testing::run_program(command + " --help").output);
        bool examples = false;
        for (std::string line; std::getline(help, line);) {
            if (line.starts_with("Example")) examples = true;
            const bool is_line = line.starts_with("  glasscape ") || line.starts_with("  mpirun ");
            if (examples && is_line && std::find(lines.begin(), lines.end(), line) == lines.end())
                lines.push_back(line);  // a group of commands shows lines of its members
        }
    };
    // A training before its checkpoint is read, a study before its store is.
    for (const auto* name : {"train", "sweep"})
        collect(name);
    for (const auto& name : testing::subcommands_in_help()) {
        if (name != "train" && name != "sweep") collect(name);
        for (const auto& verb : testing::subcommands_in_help(name))
            collect(name + " " + verb);
    }
    CHECK(lines.size() >= 25);
    // The whole reproduction is a suite of its own; its report is made of one entry here.
    run_lines(desk, "glasscape reproduce littwin-wolf-2016 --only fig-1a --progress off\n");
    const auto columns = read_file(root + "/docs/columns.md");
    for (const auto& line : lines) {
        if (line == "  glasscape reproduce littwin-wolf-2016" ||
            line == "  glasscape reproduce normalisations")
            continue;
        const auto outcome = desk.run(line + "\n");
        const bool no_device =
            outcome.status == 1 && outcome.error.find("no CUDA device can be used") != std::string::npos;
        CHECK_MESSAGE((outcome.status == 0 || no_device), line << "\n" << outcome.error);
        if (!line.starts_with("  glasscape paper ") || line.find("--out") != std::string::npos) continue;
        for (const auto& column : parse_csv(outcome.output, line).header)
            CHECK_MESSAGE(columns.find("`" + column + "`") != std::string::npos, line << " makes " << column);
    }
}

TEST_CASE("the C++ of the README is what the installed library's test compiles") {
    std::istringstream snippet(fenced_block(read_file(root + "/README.md"), "cpp"));
    const auto compiled = read_file(root + "/tests/install/main.cpp");
    for (std::string line; std::getline(snippet, line);)
        CHECK_MESSAGE(compiled.find(line.substr(0, line.find("   //"))) != std::string::npos, line);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
