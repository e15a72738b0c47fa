#include "glasscape/sweep/study_file.hpp"

#include <set>
#include <stdexcept>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/core/random.hpp"
#include "glasscape/report/study_page.hpp"

#include "text_command.hpp"

namespace glasscape {
namespace {

const std::vector<RowCommand> commands{testing::text_command("complexity", {"SPEC", "size", "index"}),
                                       testing::text_command("count", {"SPEC", "size", "samples"}, {"sure"},
                                                             {{"rows", ""}, {"points", "every point"}})};

Study parse(const std::string& text, bool quick = false) {
    return parse_study_document(text, "s.toml", quick, commands).study;
}

std::string complaint(const std::string& text, bool quick = false) {
    try {
        parse(text, quick);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string head = "name = \"s\"\nrun = \"complexity\"\n";

TEST_SUITE_BEGIN("sweep");

TEST_CASE("a grid: file order, first axis slowest, zips fastest, repeats fastest of all") {
    const auto study = parse(head + R"(seed = 7
repeats = 2
[grid]
SPEC = ["pure:3", "pure:4"]
index = [0, 1]
[[zip]]
size = [4, 5, 6]
)");
    REQUIRE(study.size() == 24);
    const auto first = study.point(0);
    CHECK(first.axis_values == std::vector<std::string>{"pure:3", "0", "4", "7"});
    CHECK(command_words(study, first) ==
          std::vector<std::string>{"complexity", "pure:3", "--index=0", "--size=4", "--seed=7"});
    const auto other = fmt::format("{}", derived_seed(7, Stream::repeat, 1));
    CHECK(study.point(1).axis_values == std::vector<std::string>{"pure:3", "0", "4", other});
    CHECK(study.point(2).axis_values == std::vector<std::string>{"pure:3", "0", "5", "7"});
    CHECK(study.point(6).axis_values == std::vector<std::string>{"pure:3", "1", "4", "7"});
    CHECK(study.point(23).axis_values == std::vector<std::string>{"pure:4", "1", "6", other});
    std::set<PointId> ids;
    for (std::size_t i = 0; i < study.size(); ++i)
        ids.insert(study.point(i).id);
    CHECK(ids.size() == 24);
}

TEST_CASE("ranges: ends exact, whole numbers stay whole, logarithms in between") {
    const auto study = parse(head + R"([grid]
size = { from = 4, to = 12, steps = 5 }
index = { from = 0.01, to = 1.0, steps = 3, spacing = "log" }
[fixed]
SPEC = "pure:3"
)");
    CHECK(study.axes[0].values[0] == std::vector<std::string>{"4", "6", "8", "10", "12"});
    CHECK(study.axes[0].types[0] == ColumnType::integer);
    CHECK(study.axes[1].values[0] == std::vector<std::string>{"0.01", "0.1", "1"});
    const auto thirds =
        parse(head + "[grid]\nsize = { from = 1, to = 2, steps = 4 }\n[fixed]\nSPEC = \"pure:3\"\n");
    CHECK(thirds.axes[0].values[0][1] == "1.33333333333");
}

TEST_CASE("an axis in braces fills a text and is no parameter of its own") {
    const auto study =
        parse(head + "[fixed]\nSPEC = \"resnet:p={p},beta={beta}\"\n[grid]\np = [3, 10]\nbeta = [0.5]\n");
    CHECK(command_words(study, study.point(1)) ==
          std::vector<std::string>{"complexity", "resnet:p=10,beta=0.5", "--seed=1"});
    CHECK(study.axis_columns()[0].name == "p");
}

TEST_CASE("the identity of a point is its parameters and seed, not its place or name") {
    const auto listed = parse(head + "[grid]\nSPEC = [\"pure:3\"]\nsize = [5, 4]\n");
    const auto ranged = parse(
        "name = \"other\"\nrun = \"complexity\"\nthreads = 4\n[fixed]\nSPEC = \"pure:3\"\n[grid]\n"
        "size = { from = 4, to = 5, steps = 2 }\n");
    CHECK(listed.point(0).id == ranged.point(1).id);
    CHECK(listed.point(1).id == ranged.point(0).id);
    const auto seeded = parse(head + "seed = 2\n[grid]\nSPEC = [\"pure:3\"]\nsize = [5, 4]\n");
    CHECK(listed.point(0).id != seeded.point(0).id);
    // Stores of earlier versions must stay readable: this value may never change.
    CHECK(to_text(listed.point(0).id) == "a070aedde6cb584ab9bb6e1ab83c9f00");
}

TEST_CASE("quick replaces what it names") {
    const std::string text = head + R"(repeats = 3
[fixed]
SPEC = "pure:3"
[grid]
size = [4, 5, 6]
index = ["total", 0]
[quick]
repeats = 1
[quick.fixed]
SPEC = "pure:4"
[quick.grid]
size = [4]
)";
    CHECK(parse(text).size() == 18);
    const auto quick = parse(text, true);
    CHECK(quick.size() == 2);
    CHECK(command_words(quick, quick.point(0)) ==
          std::vector<std::string>{"complexity", "pure:4", "--index=total", "--size=4", "--seed=1"});
    CHECK(contains(complaint(head + "[fixed]\nSPEC = \"pure:3\"\n", true), "there is no [quick]"));
}

TEST_CASE("flags and second tables") {
    const auto study =
        parse("name = \"s\"\nrun = \"count\"\ntable = \"points\"\n[fixed]\nSPEC = \"pure:3\"\nsure = true\n");
    CHECK(study.size() == 1);
    CHECK(command_words(study, study.point(0)) ==
          std::vector<std::string>{"count", "pure:3", "--sure", "--points=points", "--seed=1"});
    // An option that takes a value takes it, and never the argument after it.
    const auto odd =
        parse("name = \"s\"\nrun = \"count\"\n[fixed]\nSPEC = \"pure:3\"\nsize = true\nsure = false\n");
    CHECK(command_words(odd, odd.point(0)) ==
          std::vector<std::string>{"count", "pure:3", "--size=true", "--seed=1"});
}

TEST_CASE("what is wrong with a study is named with line and column") {
    const std::pair<std::string, std::string> cases[]{
        {"run = \"complexity\"\n", "needs a name"},
        {"name = \"a/b\"\nrun = \"complexity\"\n", "line 1, column 8: a study needs a name"},
        {"name = \"s\"\nrun = \"plot\"\n",
         "line 2, column 7: run = \"plot\" is no subcommand that makes rows: there are complexity, count"},
        {"name = \"s\"\n", "'run' is missing"},
        {head + "colour = 1\n", "line 3, column 1: unknown key 'colour'"},
        {head + "repeats = 0\n", "line 3, column 11: repeats must be a whole number between 1"},
        {head + "seed = \"one\"\n", "line 3, column 8: seed must be a whole number"},
        {head + "table = \"points\"\n", "makes no table \"points\": there are rows"},
        {head + "[grid]\nsize = []\n", "line 4, column 8: [grid] size is empty"},
        {head + "[grid]\nsize = 4\n", "line 4, column 8: [grid] size must be a list or { from, to, steps }"},
        {head + "[grid]\nsize = [[4]]\n",
         "line 4, column 9: [grid] size must be text, a number, or true or false"},
        {head + "[grid]\nsize = { from = 4, to = 8 }\n", "'steps' is missing"},
        {head + "[grid]\nsize = { from = 4, to = 8, steps = 1 }\n", "one step needs from = to"},
        {head + "[grid]\nsize = { from = 0, to = 8, steps = 3, spacing = \"log\" }\n", "needs from > 0"},
        {head + "[grid]\nsize = { from = 4, to = 8, step = 3, steps = 2 }\n", "unknown key 'step'"},
        {head + "[grid]\nsizes = [4]\n[fixed]\nSPEC = \"pure:3\"\n",
         "line 4, column 1: 'sizes' is no parameter of 'complexity'"},
        {head + "[grid]\nseed = [4]\n[fixed]\nSPEC = \"pure:3\"\n", "'seed' is not a parameter of a point"},
        {head + "[fixed]\nSPEC = \"resnet:p={p}\"\n",
         "line 4, column 1: {p} in 'SPEC' is no axis: axes are none"},
        {head + "[fixed]\nSPEC = \"pure:3\"\nsize = 4\n[grid]\nsize = [4]\n",
         "'size' is both fixed and an axis"},
        {head + "[fixed]\nsize = 4\n", "needs SPEC"},
        {head + "[fixed]\nSPEC = \"pure:3\"\n[[zip]]\nsize = [4, 5]\nindex = [0]\n",
         "axes of one [[zip]] have the same length"},
        {head + "[fixed]\nSPEC = \"pure:3\"\n[grid]\nsize = [4]\n[[zip]]\nsize = [4]\n", "more than once"},
        {head + "[grid]\nSPEC = [\"pure:3\"]\n[quick.grid]\nsize = [4]\n",
         "no axis 'size' in [grid] to replace"},
        {head + "[fixed]\nSPEC = \"pure:3\"\n[[figure]]\nname = \"f\"\nx = \"size\"\n", "needs both x and y"},
        {head + "[fixed]\nSPEC = \"pure:3\"\n[[figure]]\nname = \"f\"\n", "needs x and y, or a template"},
        {head + "[fixed]\nSPEC = \"pure:3\"\n[[claim]]\nsays = \"f\"\n", "a claim has says"},
        {head + "[grid]\nSPEC = [\"pure:3\"\n", "line"},
        {head + "[grid]\nSPEC = [\"pure:3\"]\nsize = { from = 1, to = 100000, steps = 100000 }\nindex = "
                "{ from = 1, to = 100000, steps = 100000 }\n",
         "more than 1000000000 points"}};
    for (const auto& refused : cases) {
        const auto said = complaint(refused.first);
        CHECK_MESSAGE(contains(said, refused.second), "'" << said << "' lacks '" << refused.second << "'");
        CHECK(said.starts_with("s.toml"));
    }
}

TEST_CASE("a name is the same in a folder, a script and a page") {
    for (const auto* name : {"a", "beta-scan", "A_1.2", "0"})
        CHECK(is_plain_name(name));
    for (const auto* name : {"", ".", "-x", ".hidden", "a b", "a/b", "it's", "a\"b", "a`b`", "$HOME", "a;b",
                             "a%b", "a\nb", "é"}) {
        CHECK_FALSE(is_plain_name(name));
        CHECK_THROWS_AS(
            parse("name =  + std::string(name) + \nrun = \"complexity\"\n[fixed]\nSPEC = \"pure:3\"\n"),
            std::invalid_argument);
    }
}

TEST_CASE("values that come twice, claims and figures of one name are refused") {
    const auto refused = [](const std::string& text, const char* why) {
        CHECK_THROWS_WITH_AS(parse(head + text), doctest::Contains(why), std::invalid_argument);
    };
    const std::string fixed = "[fixed]\nSPEC = \"pure:3\"\n";
    refused(fixed + "[grid]\nsize = [4, 5, 4]\n", "size has the value 4 twice");
    refused(fixed + "[grid]\nsize = [4, 4.0]\n", "size has the value 4 twice");
    refused(fixed + "[grid]\nsize = { from = 1.0, to = 1.0000000000001, steps = 3 }\n", "twice");
    refused("[[zip]]\nSPEC = [\"pure:3\", \"pure:3\"]\nsize = [4, 4]\n", "twice");
    CHECK(parse(head + "[[zip]]\nSPEC = [\"pure:3\", \"pure:3\"]\nsize = [4, 5]\n").size() == 2);
    const std::string claim = "[[claim]]\nsays = \"s\"\nmeasured = \"a\"\nstd_error = \"b\"\n";
    refused(fixed + claim + claim, "two claims say 's'");
    const std::string figure = "[[figure]]\nname = \"f\"\nx = \"a\"\ny = \"b\"\n";
    refused(fixed + figure + figure, "two figures are called 'f'");
}

TEST_CASE("braces are filled once, what a value holds is left alone") {
    const auto study = parse(head + "[fixed]\nSPEC = \"{a}{b}\"\n[grid]\na = [\"{b}\"]\nb = [\"x\"]\n");
    CHECK(command_words(study, study.point(0))[1] == "{b}x");
}

TEST_CASE("repeats have seeds of their own, whatever the seed") {
    const auto seeds = [](int seed) {
        const auto study =
            parse(head + fmt::format("seed = {}\nrepeats = 50\n[fixed]\nSPEC = \"pure:3\"\n", seed));
        std::set<std::uint64_t> list;
        for (std::size_t i = 0; i < study.size(); ++i)
            list.insert(study.point(i).seed);
        return list;
    };
    std::set<std::uint64_t> all;
    for (int seed = 0; seed < 40; ++seed) {
        const auto list = seeds(seed);
        CHECK(list.contains(static_cast<std::uint64_t>(seed)));
        all.insert(list.begin(), list.end());
    }
    CHECK(all.size() == 40 * 50);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
