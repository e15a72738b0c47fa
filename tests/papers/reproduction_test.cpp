#include "glasscape/papers/reproduction.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/error.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/papers/littwin_wolf_2016/mixture_statements.hpp"
#include "glasscape/report/figure.hpp"
#include "glasscape/report/folder_report.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "papers/checks.hpp"
#include "run/cli.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

// Whether training deepens depends on readout, data and depth, with the signs of the prototype.
void check_depth_shifts(const CsvText& csv) {
    const auto change = [&](const std::string& config) {
        for (std::size_t row = 0; row < csv.rows.size(); ++row)
            if (csv.at(row, "config") == config && csv.at(row, "quantity") == "effective depth")
                return csv.number(row, "change");
        throw std::runtime_error("no row of " + config);
    };
    CHECK(std::abs(change("paper_bn_finite") - 1.3) < 0.5);
    CHECK(std::abs(change("train_bn") + 1.8) < 0.4);
    CHECK(change("train_center") < -0.7);
    CHECK(change("paper_skip0") > 1.5);
    CHECK(std::abs(change("paper_bn_stop") + 0.67) < 0.45);
}

// Exact Kac-Rice agrees with the counts of both sharings, the paper's mixture is rejected.
void check_network_counts(const CsvText& csv) {
    REQUIRE(csv.rows.size() == 11);
    const auto row_of = [&](const std::string& claim) {
        for (std::size_t row = 0; row < csv.rows.size(); ++row)
            if (csv.at(row, "claim").starts_with(claim)) return row;
        throw std::runtime_error("no row of " + claim);
    };
    const auto measured = [&](const std::string& claim) { return csv.number(row_of(claim), "measured"); };
    const auto ratio = [&](const std::string& claim) {
        return measured(claim) / csv.number(row_of(claim), "predicted");
    };
    for (const std::string sharing : {"signed", "plain"}) {
        CHECK(std::abs(csv.number(row_of(sharing + " sharing: exact"), "z_score")) < 3.0);
        CHECK(measured(sharing + " sharing: share of samples") >= 0.99);
        CHECK(csv.at(row_of(sharing + " sharing: isotropic, the paper's"), "verdict") == "rejected");
    }
    CHECK(csv.at(row_of("plain sharing: isotropic, paths"), "verdict") == "rejected");
    CHECK(std::abs(measured("signed sharing: exact") - 17.7) < 1.2);
    CHECK(std::abs(measured("plain sharing: exact") - 28.25) < 1.75);
    CHECK(std::abs(ratio("signed sharing: isotropic, paths") - 0.955) < 0.075);
    CHECK(std::abs(ratio("signed sharing: isotropic, the paper's") - 1.37) < 0.1);
    CHECK(std::abs(csv.number(row_of("isotropic control"), "z_score")) < 3.0);
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
            CHECK(csv.number(row, "gap") < 1e-10);
            CHECK(csv.number(row, "weight_p") == doctest::Approx(1.0).epsilon(1e-9));
        }
        CHECK(ended.size() == 7);
    }

    TEST_CASE("checks compare what they say") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("t.csv"), "kind,x,ok\na,1.5,true\nb,2.5,false\nb,3.5,true\n");
        Check check;
        check.table = "t.csv";
        check.column = "x";
        check.where = {{"kind", "a"}};
        check.expected = 1.5;
        CHECK(evaluate(check, folder.path()).holds);
        check.expected = 1.6;
        CHECK_FALSE(evaluate(check, folder.path()).holds);
        check.tolerance = 0.2;
        CHECK(evaluate(check, folder.path()).holds);
        check.where = {{"kind", "b"}};
        CHECK_THROWS_AS(evaluate(check, folder.path()), std::runtime_error);  // two rows
        check.reduce = Check::Reduce::largest;
        check.compare = Check::Compare::below;
        check.expected = 3.5;
        CHECK_FALSE(evaluate(check, folder.path()).holds);
        check.column = "ok";
        check.reduce = Check::Reduce::smallest;
        check.compare = Check::Compare::equals;
        check.tolerance = 0.0;
        check.expected = 0.0;
        CHECK(evaluate(check, folder.path()).holds);
    }

    TEST_CASE("the study names every statement of the paper once, and every check belongs to an entry") {
        for (const bool full : {false, true}) {
            const auto study = load_reproduction("littwin-wolf-2016", full);
            std::set<std::string> ids;
            for (const auto& entry : study.entries) {
                CHECK(ids.insert(entry.id).second);
                CHECK_FALSE(entry.says.empty());
                CHECK((!entry.commands.empty() || !entry.procedure.empty()));
            }
            std::set<std::string> names;
            for (const auto& claim : study.claims) {
                CHECK(names.insert(claim.name).second);
                CHECK((claim.entry.empty() || ids.contains(claim.entry)));
                CHECK(claim.entry.empty() == claim.checks.empty());
            }
            for (const auto* name :
                 {"Lemma 1 (eq. 9)", "Lemma 2 (eq. 12)", "Lemma 3 (eq. 15)", "Lemma 4", "Theorem 1 (eq. 17)",
                  "Theorem 2 (eq. 18)", "Theorem 3 (eq. 22, 23)", "Theorem 4 (eq. 25)",
                  "Theorem 5 (eq. 32, 33)", "Eq. 31", "Fig. 1(a)", "Fig. 1(b)", "Fig. 1(c)", "Fig. 1(d)",
                  "Fig. 1(e)", "Fig. 1(f)", "The story"})
                CHECK_MESSAGE(names.contains(name), name);
        }
        CHECK_THROWS_AS(load_reproduction("nobody-1999", false), std::invalid_argument);
    }

    TEST_CASE("figures: template by columns, clear refusals, nothing half-written") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("m.csv"), "r,epsilon,weight\n1,0.6,0.36\n2,0.8,0.64\n");
        write_whole_file(folder.file("odd.csv"), "a,b\n1,2\n");
        make_figure(folder.file("m.csv"), folder.file("m.svg"), {});
        CHECK(read_file(folder.file("m.svg")).find("</svg>") != std::string::npos);
        make_figure(folder.file("m.csv"), folder.file("m.png"), {"mixture", "a title"});
        CHECK(read_file(folder.file("m.png")).substr(1, 3) == "PNG");
        CHECK_THROWS_AS(make_figure(folder.file("m.csv"), folder.file("m.pdf"), {}), std::invalid_argument);
        CHECK_THROWS_AS(make_figure(folder.file("odd.csv"), folder.file("odd.svg"), {}),
                        std::invalid_argument);
        CHECK_THROWS_AS(make_figure(folder.file("m.csv"), folder.file("x.svg"), {"complexity", ""}),
                        std::invalid_argument);
        CHECK_THROWS_AS(make_figure(folder.file("m.csv"), folder.file("x.svg"), {"no-such", ""}),
                        std::invalid_argument);
        CHECK_FALSE(fs::exists(folder.file("x.svg")));
        CHECK_FALSE(fs::exists(folder.file("odd.svg")));
        FigureOptions filtered;
        filtered.where = {{"r", "3"}};
        CHECK_THROWS_WITH_AS(make_figure(folder.file("m.csv"), folder.file("x.svg"), filtered),
                             doctest::Contains("the table has no such rows to plot"), std::invalid_argument);
        filtered.where = {{"s", "3"}};
        CHECK_THROWS_WITH_AS(make_figure(folder.file("m.csv"), folder.file("x.svg"), filtered),
                             doctest::Contains("there is no column 's'"), std::invalid_argument);
    }

    TEST_CASE("figures: a cell that is no number is named, rows that cannot be drawn are counted") {
        const testing::ScratchFolder folder;
        const auto csv = folder.file("t.csv");
        const auto out = folder.file("t.svg");
        const auto xy = [](const std::string& log = "") {
            FigureOptions options;
            options.template_name = "xy";
            options.x = "x";
            options.y = "y";
            options.log = log;
            return options;
        };
        const std::tuple<std::string, std::string, std::string> refused[]{
            {"x,y\n1,2\n3,many\n", "", "row 2, column 'y': 'many' is not a number"},
            {"x,y\n1,2\n3,\"2,5\"\n", "", "row 2, column 'y': '2,5' is not a number, decimals take a point"},
            {"x,y\n,2\n3,inf\n", "", "no row has finite numbers"},
            {"x,y\n1,0\n2,-1\n", "y", "no row has finite numbers, positive on logarithmic axes"}};
        for (const auto& [text, log, why] : refused) {
            write_whole_file(csv, text);
            CHECK_THROWS_WITH_AS(make_figure(csv, out, xy(log)), doctest::Contains(why.c_str()),
                                 std::invalid_argument);
            CHECK_FALSE(fs::exists(out));
        }
        write_whole_file(csv, "x,y\n1,2\n2,\n3,inf\n4,5\n0,6\n");
        CHECK(make_figure(csv, out, xy()) ==
              std::vector<std::string>{"2 of 5 rows are not drawn: a cell is empty, infinite"});
        CHECK(make_figure(csv, out, xy("x")).front().starts_with("3 of 5 rows are not drawn"));
        write_whole_file(csv, "x,y\n1,2\n2,3\n");
        CHECK(make_figure(csv, out, xy()).empty());
        // A filter leaves the numbers of the rows as they are in the file.
        write_whole_file(csv, "k,x,y\n1,1,2\n2,1,x\n2,2,3\n");
        auto filtered = xy();
        filtered.where = {{"k", "2"}};
        CHECK_THROWS_WITH_AS(make_figure(csv, out, filtered), doctest::Contains("row 2, column 'y'"),
                             std::invalid_argument);
        write_whole_file(
            csv,
            "mixture,size,index,energy_lo,mean_count,predicted,z_score\na,4,0,,1,2,0\na,4,1,,none,2,0\n");
        CHECK_THROWS_WITH_AS(make_figure(csv, out, {"census"}),
                             doctest::Contains("row 2, column 'mean_count'"), std::invalid_argument);
    }

    TEST_CASE("figures: a logarithmic axis within one decade carries numbers") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("t.csv"), "x,y\n0.2,3\n0.35,4\n0.7,9\n");
        FigureOptions options{"xy"};
        options.x = "x";
        options.y = "y";
        options.log = "xy";
        make_figure(folder.file("t.csv"), folder.file("t.svg"), options);
        const auto svg = read_file(folder.file("t.svg"));
        for (const auto* tic : {">0.2<", ">0.3<", ">0.5<", ">0.7<", ">3<", ">5<", ">9<"})
            CHECK_MESSAGE(svg.find(tic) != std::string::npos, tic);
    }

    TEST_CASE("figures: no text of a table is run or read as gnuplot's own") {
        const testing::ScratchFolder folder;
        const auto victim = folder.file("victim");
        const std::string nasty = "`touch " + victim + "` \\\" @x $y %z";
        write_whole_file(folder.file("t.csv"),
                         "k,x,y\n" + csv_field(nasty) + ",1,2\n" + csv_field(nasty + "2") + ",2,3\n");
        FigureOptions options{"xy", nasty};
        options.x = "x";
        options.y = "y";
        options.series = {"k"};
        make_figure(folder.file("t.csv"), folder.file("t.svg"), options);
        CHECK_FALSE(fs::exists(victim));
        CHECK(read_file(folder.file("t.svg")).find("`touch ") != std::string::npos);
    }

    TEST_CASE("a folder of tables becomes one page without links to the outside") {
        const testing::ScratchFolder folder;
        CHECK_THROWS_AS(write_report(folder.path()), std::invalid_argument);
        CHECK(cli::run_program({"mixture", "pure:3", "--out", folder.file("pure<3>.csv")}) == 0);
        const auto html = read_file(write_report(folder.path()));
        CHECK(html.find("pure&lt;3&gt;.csv") != std::string::npos);
        CHECK(html.find("<svg ") != std::string::npos);
        CHECK(html.find("glasscape mixture pure:3") != std::string::npos);
        CHECK(html.find("src=\"http") == std::string::npos);
    }
}

TEST_SUITE("papers") {
    TEST_CASE("a resumed run keeps what the same sources finished by the same commands") {
        const testing::ScratchFolder folder;
        ReproductionOptions options;
        options.folder = folder.file("run");
        options.revision = "one";
        options.progress = "off";
        const auto entry = [](const std::string& id, const std::string& command) {
            return Entry{id, id, "A sentence.", {command + " --out " + id + ".csv"}, "", {}, {}};
        };
        Reproduction study{
            "study", "title", "about", false, {entry("a", "mixture pure:3"), entry("b", "mixture pure:4")},
            {}};
        int calls = 0;
        bool stop_at_b = true;
        const auto run = [&](const std::vector<std::string>& arguments) {
            if (stop_at_b && arguments.at(1) == "pure:4") throw Interrupted();
            ++calls;
            return cli::run_program(arguments);
        };
        CHECK_THROWS_AS(run_reproduction(study, options, run), Interrupted);
        CHECK(calls == 1);
        CHECK(fs::exists(options.folder + "/a.csv"));
        CHECK_FALSE(fs::exists(options.folder + "/report.html"));

        stop_at_b = false;
        options.resume = true;
        run_reproduction(study, options, run);
        CHECK(calls == 2);
        CHECK(read_file(options.folder + "/report.html").find("glasscape mixture pure:4") !=
              std::string::npos);

        calls = 0;
        study.entries[0] = entry("a", "mixture pure:5");
        run_reproduction(study, options, run);
        CHECK(calls == 1);

        calls = 0;
        write_whole_file(options.folder + "/b.csv", "order,weight\n4,1\n");  // by somebody else
        run_reproduction(study, options, run);
        CHECK(calls == 1);
        CHECK(read_file(options.folder + "/b.csv").find("epsilon") != std::string::npos);

        calls = 0;
        options.only = {"a"};
        run_reproduction(study, options, run);
        options.only.clear();
        run_reproduction(study, options, run);
        CHECK(calls == 0);  // a report of one entry forgets no other

        for (const auto* revision : {"another", "a-modified-one+", "unknown"}) {
            calls = 0;
            options.revision = revision;
            run_reproduction(study, options, run);
            run_reproduction(study, options, run);
            CHECK(calls == (std::string(revision) == "another" ? 2 : 4));
        }
    }
}

TEST_SUITE("papers") {
    TEST_CASE("what an interrupted reproduction left is continued by --resume and dropped without") {
        const testing::ScratchFolder folder;
        const Reproduction study{
            "study",
            "title",
            "about",
            false,
            {{"a", "a", "A sentence.", {"count pure:2 --size 3 --samples 4 --out a.csv"}, "", {}, {}}},
            {}};
        ReproductionOptions options;
        options.folder = folder.path();
        options.progress = "off";
        write_whole_file(folder.file("a.csv.part"), "of another day\n");
        std::vector<std::string> given;
        const auto run = [&](const std::vector<std::string>& arguments) {
            given = arguments;
            return cli::run_program(arguments);
        };
        run_reproduction(study, options, run);
        CHECK(std::find(given.begin(), given.end(), "--overwrite") != given.end());
        CHECK_FALSE(fs::exists(folder.file("a.csv.part")));
        options.resume = true;
        options.revision = "another";
        run_reproduction(study, options, run);
        CHECK(std::find(given.begin(), given.end(), "--resume") != given.end());
        CHECK(read_csv(folder.file("a.csv")).at(0, "mean_count") == "6");
    }
}

TEST_SUITE("reproduction") {
    TEST_CASE("the quick reproduction: what the paper proves agrees, what fails is told") {
        const testing::ScratchFolder folder;
        ReproductionOptions options;
        options.folder = folder.file("run");
        const auto study = load_reproduction("littwin-wolf-2016", false);
        const auto report = run_reproduction(study, options, cli::run_program);
        std::map<std::string, int> verdicts;
        const auto manifest = nlohmann::json::parse(read_file(options.folder + "/reproduction.json"));
        for (const auto& claim : manifest.at("claims"))
            ++verdicts[claim.at("verdict").get<std::string>()];
        // Deeper by training, counts by the paper's mixture, index of what training finds, scales of units.
        CHECK(verdicts == std::map<std::string, int>{{"agrees", 21}, {"rejected", 4}});
        const auto html = read_file(report);
        std::size_t figures = 0;
        for (auto at = html.find("<svg "); at != std::string::npos; at = html.find("<svg ", at + 1))
            ++figures;
        CHECK(figures >= 25);
        for (const auto& file : fs::recursive_directory_iterator(folder.path()))
            CHECK(file.path().extension() != ".part");
        check_depth_shifts(read_csv(options.folder + "/depth-shift.csv"));
        check_network_counts(read_csv(options.folder + "/network-counts.csv"));
        options.only = {"no-such-entry"};
        CHECK_THROWS_AS(run_reproduction(study, options, cli::run_program), std::invalid_argument);
    }
}

}  // namespace
}  // namespace glasscape
