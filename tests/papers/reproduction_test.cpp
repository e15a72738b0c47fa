#include "glasscape/papers/reproduction.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "papers/littwin_wolf_2016/mixture_statements.hpp"
#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

Paper paper_of(const std::string& text) {
    return parse_paper(text, "p.toml", "p", false, row_commands());
}

TEST_SUITE("papers") {
    TEST_CASE("Lemma 4 holds for every order") {
        const auto csv = parse_csv(to_csv(lemma4_table(57)), "lemma 4");
        CHECK(csv.rows.size() == 57);
        for (std::size_t row = 0; row < csv.rows.size(); ++row)
            CHECK(csv.at(row, "as_stated") == "true");
    }

    TEST_CASE("Theorem 5: every ascent rises at each step and ends at the pure glass") {
        const auto csv = parse_csv(to_csv(theorem5_table(6, 2)), "theorem 5");
        std::set<std::string> ended;
        for (std::size_t row = 0; row < csv.rows.size(); ++row) {
            const bool first = csv.at(row, "step") == "0";
            if (!first) CHECK(csv.number(row, "theta_k") > csv.number(row - 1, "theta_k"));
            if (csv.at(row, "final") != "true") continue;
            ended.insert(csv.at(row, "start"));
            // where no step rises any more, or the other weights are below 1e-13
            CHECK(csv.number(row, "gap") < 1e-10);
            CHECK(csv.number(row, "weight_p") == doctest::Approx(1.0).epsilon(1e-9));
        }
        CHECK(ended.size() == 7);
    }

    TEST_CASE("the paper's file names every statement once, and every claim has a table") {
        for (const bool full : {false, true}) {
            const auto paper = load_paper("littwin-wolf-2016", full, row_commands());
            std::set<std::string> names;
            for (const auto& statement : paper.statements)
                names.insert(statement.name);
            for (const auto* name :
                 {"Lemma 1 (eq. 9)", "Lemma 2 (eq. 12)", "Lemma 3 (eq. 15)", "Lemma 4", "Theorem 1 (eq. 17)",
                  "Theorem 2 (eq. 18)", "Theorem 3 (eq. 22, 23)", "Theorem 4 (eq. 25)",
                  "Theorem 5 (eq. 32, 33)", "Eq. 31", "Fig. 1(a)", "Fig. 1(b)", "Fig. 1(c)", "Fig. 1(d)",
                  "Fig. 1(e)", "Fig. 1(f)", "The story"})
                CHECK_MESSAGE(names.contains(name), name);
        }
        CHECK_THROWS_WITH_AS(load_paper("nobody-1999", false, row_commands()),
                             doctest::Contains("ready ones are littwin-wolf-2016"), std::invalid_argument);
    }

    TEST_CASE("a paper's file is read strictly: what is mistyped is named with its place") {
        const std::string good = R"(title = "t"
[[entry]]
id = "a"
title = "A"
says = "A sentence."
[[entry.study]]
name = "a"
run = "mixture"
fixed = { SPEC = "pure:3" }
[[statement]]
name = "S"
says = "What is said."
entry = "a"
[[statement.claim]]
table = "a.csv"
says = "weight of order 3"
measured = "weight"
equals = 1
)";
        CHECK(paper_of(good).statements.front().claims.front().bound == 1.0);
        const auto with = [&](const std::string& text, const std::string& other) {
            auto changed = good;
            return changed.replace(changed.find(text), text.size(), other);
        };
        const std::pair<std::string, const char*> cases[]{
            {with("equals = 1", "equal = 1"), "p.toml, line 14"},
            {with("equals = 1", "tolerance = 1"), "is one of sign and needs std_error"},
            {with("equals = 1", "equals = 1\nabove = 2"), "one of predicted, equals, above and below"},
            {with("id = \"a\"", "ids = \"a\""), "an entry needs id"},
            {with("says = \"A sentence.\"", "say = \"A\""), "an entry needs says"},
            {with("run = \"mixture\"", "run = \"mixtures\""), "is no subcommand that makes rows"},
            {with("SPEC = \"pure:3\"", "SPEK = \"pure:3\""), "'SPEK' is no parameter of 'mixture'"},
            {with("name = \"a\"", "name = \"../a\""), "a study needs a name of letters"},
            {with("entry = \"a\"", "entry = \"b\""), "there is no entry 'b': there are a"},
            {with("table = \"a.csv\"", "table = \"b.csv\""), "no entry makes the table 'b.csv'"},
            {with(
                 "[[statement]]",
                 "[[entry.figure]]\ntable = \"a.csv\"\nalso = [\"b.csv\"]\nimage = \"a.svg\"\n[[statement]]"),
             "no entry up to here makes the table 'b.csv'"},
            {with("[[statement]]",
                  "[[entry.figure]]\ntable = \"a.csv\"\nthresholds = \"c.csv\"\nimage = "
                  "\"a.svg\"\n[[statement]]"),
             "no entry up to here makes the table 'c.csv'"},
            {good + "[[statements]]\n", "unknown key 'statements'"},
            {"title = \"t\"\n", "a paper needs entries"}};
        for (const auto& [text, why] : cases)
            CHECK_THROWS_WITH_AS(paper_of(text), doctest::Contains(why), std::invalid_argument);
    }
}

// Runs each entry's command of its own: how often, and what it was asked.
struct Recorder {
    int calls = 0;
    bool resumed = false;
    bool stop = false;

    RowCommand command(const std::string& name) {
        RowCommand recorded;
        recorded.name = name;
        recorded.make = [this] {
            const auto size = std::make_shared<int>(0);
            CommandCall call;
            call.parameters.add("size", *size, "");
            call.run = [this, size](CommandRun& run) {
                if (stop && *size == 4) throw Interrupted();
                ++calls;
                resumed = run.settings().resume;
                Table table({{"size", ColumnType::integer, "1", ""}});
                table.add_row({std::int64_t{*size}});
                return CommandResult{{{"rows", table}}};
            };
            return call;
        };
        recorded.kept_for_resume = "a part";
        return recorded;
    }
};

Paper two_entries(Recorder& recorder, int size_of_first) {
    const auto text = fmt::format(R"(title = "t"
[[entry]]
id = "a"
title = "A"
says = "A sentence."
study = [{{ name = "a", run = "record", fixed = {{ size = {} }} }}]
[[entry]]
id = "b"
title = "B"
says = "A sentence."
study = [{{ name = "b", run = "record", fixed = {{ size = 4 }} }}]
)",
                                  size_of_first);
    return parse_paper(text, "p.toml", "p", false, {recorder.command("record")});
}

TEST_SUITE("papers") {
    TEST_CASE("a resumed run keeps what the same sources finished by the same commands") {
        const testing::ScratchFolder folder;
        ReproductionOptions options;
        options.folder = folder.file("run");
        options.revision = "one";
        Recorder recorder;
        auto paper = two_entries(recorder, 3);
        recorder.stop = true;
        CHECK_THROWS_AS(run_reproduction(paper, options), Interrupted);
        CHECK(recorder.calls == 1);
        CHECK(fs::exists(options.folder + "/a.csv"));
        CHECK_FALSE(fs::exists(options.folder + "/report.html"));

        const auto calls_of = [&](const std::function<void()>& work) {
            recorder.calls = 0;
            work();
            return recorder.calls;
        };
        const auto run = [&] { run_reproduction(paper, options); };
        recorder.stop = false;
        options.resume = true;
        CHECK(calls_of(run) == 1);
        CHECK(recorder.resumed);
        CHECK(read_file(options.folder + "/report.html").find("glasscape record --size=4") !=
              std::string::npos);
        paper = two_entries(recorder, 5);
        CHECK(calls_of(run) == 1);
        write_whole_file(options.folder + "/b.csv", "size\n7\n");  // by somebody else
        CHECK(calls_of(run) == 1);
        CHECK(read_csv(options.folder + "/b.csv").at(0, "size") == "4");
        CHECK(calls_of([&] {
                  options.only = {"a"};
                  run();
                  options.only.clear();
                  run();
              }) == 0);  // a report of one entry forgets no other
        for (const auto* revision : {"another", "a-modified-one+", "unknown"}) {
            options.revision = revision;
            CHECK(calls_of([&] {
                      run();
                      run();
                  }) == (std::string(revision) == "another" ? 2 : 4));
        }
    }

    TEST_CASE("what an interrupted reproduction left is continued by --resume and dropped without") {
        const testing::ScratchFolder folder;
        const auto paper = paper_of(R"(title = "t"
[[entry]]
id = "a"
title = "A"
says = "A sentence."
study = [{ name = "a", run = "count", fixed = { SPEC = "pure:2", size = 3, samples = 4 } }]
)");
        ReproductionOptions options;
        options.folder = folder.path();
        write_whole_file(folder.file("a.csv.part"), "of another day\n");
        options.resume = true;
        CHECK_THROWS_WITH_AS(run_reproduction(paper, options), doctest::Contains("a.csv.part"),
                             std::invalid_argument);
        options.resume = false;
        run_reproduction(paper, options);
        CHECK_FALSE(fs::exists(folder.file("a.csv.part")));
        CHECK(read_csv(folder.file("a.csv")).at(0, "mean_count") == "6");
    }

    TEST_CASE(
        "an entry may hold a grid, a paper may be a file of one's own, and its claims are judged together") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("mine.toml"), R"(title = "My paper"
[[entry]]
id = "scan"
title = "Curvature against the scale"
says = "It grows."
[[entry.study]]
name = "scan"
run = "mixture"
fixed = { SPEC = "resnet:p=4,beta={beta}", summary = true }
grid = { beta = [0.5, 1.0, 2.0] }
quick.grid = { beta = [1.0] }
[[entry.figure]]
table = "scan.csv"
image = "scan.svg"
x = "beta"
y = "curvature_ratio"
[[statement]]
name = "Growth"
says = "The curvature ratio is above 1 from beta = 1 on."
entry = "scan"
[[statement.claim]]
table = "scan.csv"
says = "curvature ratio at beta = 1"
measured = "curvature_ratio"
above = 1
where = { beta = 1.0 }
[[statement.claim]]
table = "scan.csv"
says = "smallest depth"
measured = "depth_mean"
reduce = "smallest"
above = 1
)");
        const auto run = [&](const std::string& more) {
            return testing::run_program("reproduce " + folder.file("mine.toml") + " --out " +
                                        folder.file("out") + more);
        };
        const auto full = run(" --full --progress off");
        REQUIRE_MESSAGE(full.status == 0, full.error);
        const auto table = read_csv(folder.file("out/scan.csv"));
        CHECK(table.rows.size() == 3);
        CHECK(table.at(2, "beta") == "2");
        CHECK(read_file(folder.file("out/scan.svg")).find("viewBox=\"0 0 1000 ") != std::string::npos);
        CHECK(read_file(folder.file("out/scan-narrow.svg")).find("viewBox=\"0 0 400 ") != std::string::npos);
        const auto page = read_file(folder.file("out/report.html"));
        CHECK(page.find("<div class=\"on-wide\"><svg") != std::string::npos);
        CHECK(page.find("<div class=\"on-narrow\"><svg") != std::string::npos);
        const auto manifest = nlohmann::json::parse(read_file(folder.file("out/reproduction.json")));
        CHECK(manifest.at("statements").at(0).at("verdict") == "agrees");
        CHECK(manifest.at("entries")
                  .at(0)
                  .at("commands")
                  .at(0)
                  .at("line")
                  .get<std::string>()
                  .find(folder.file("mine.toml")) != std::string::npos);
        CHECK(run(" --progress off").status == 0);
        CHECK(read_csv(folder.file("out/scan.csv")).rows.size() == 1);
        write_whole_file(folder.file("mine.toml"), "title = \"t\"\n[[entry]]\nidd = \"a\"\n");
        CHECK(run("").status == 2);
        fs::remove_all(folder.file("out"));
        write_whole_file(folder.file("mine.toml"), R"(title = "t"
[[entry]]
id = "a"
title = "A"
says = "A sentence."
study = [{ name = "a", run = "mixture", fixed = { SPEC = "pure:3" } }]
[[entry]]
id = "b"
title = "B"
says = "A sentence."
study = [{ name = "b", run = "count", fixed = { SPEC = "pure:3", size = 4, samples = "many" } }]
)");
        const auto refused = run("");
        CHECK(refused.status == 2);
        CHECK_MESSAGE(refused.error.find("many") != std::string::npos, refused.error);
        CHECK_FALSE(fs::exists(folder.file("out/a.csv")));  // the fault is met before the first entry
    }
}

}  // namespace
}  // namespace glasscape
