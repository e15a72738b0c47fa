#include "glasscape/report/figure.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/report/folder_report.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

TEST_SUITE("report") {
    TEST_CASE("figures: template by columns, clear refusals, nothing half-written") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("m.csv"), "r,epsilon,weight\n1,0.6,0.36\n2,0.8,0.64\n");
        write_whole_file(folder.file("odd.csv"), "a,b\n1,2\n");
        make_figure(folder.file("m.csv"), folder.file("m.svg"), {});
        CHECK(read_file(folder.file("m.svg")).find("</svg>") != std::string::npos);
        make_figure(folder.file("m.csv"), folder.file("m.png"), {"mixture", "a title"});
        CHECK(read_file(folder.file("m.png")).substr(1, 3) == "PNG");
        CHECK_THROWS_AS(make_figure(folder.file("m.csv"), folder.file("m.gif"), {}), std::invalid_argument);
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
            options.y = {"y"};
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
        options.y = {"y"};
        options.log = "xy";
        make_figure(folder.file("t.csv"), folder.file("t.svg"), options);
        const auto svg = read_file(folder.file("t.svg"));
        for (const auto* tic : {">0.2<", ">0.35<", ">0.7<", ">3<", ">5<", ">7<"})
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
        options.y = {"y"};
        options.series = {"k"};
        make_figure(folder.file("t.csv"), folder.file("t.svg"), options);
        CHECK_FALSE(fs::exists(victim));
        CHECK(read_file(folder.file("t.svg")).find("`touch ") != std::string::npos);
    }

    TEST_CASE("figures: no text of a table leaves the words that a point tells") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("t.csv"),
                         "k,x,\"y'); alert(2); ('\"\n\"a'); alert(1); (' \\\"\"\",1,2\nb,2,3\n");
        FigureOptions options{"xy"};
        options.x = "x";
        options.y = {"y'); alert(2); ('"};
        options.series = {"k"};
        make_figure(folder.file("t.csv"), folder.file("t.svg"), options);
        const auto svg = read_file(folder.file("t.svg"));
        CHECK(svg.find("onmousemove=\"gnuplot_svg.showHypertext(evt,'k = a’); alert(1); (’ /”\\nx = 1\\ny’); "
                       "alert(2); (’ = 2')\"") != std::string::npos);
    }

    TEST_CASE("a folder of tables becomes one page without links to the outside") {
        const testing::ScratchFolder folder;
        CHECK_THROWS_AS(write_report(folder.path()), std::invalid_argument);
        CHECK(testing::run_program("mixture pure:3 --out '" + folder.file("pure<3>.csv") + "'").status == 0);
        const auto html = read_file(write_report(folder.path()));
        CHECK(html.find("pure&lt;3&gt;.csv") != std::string::npos);
        CHECK(html.find("<svg ") != std::string::npos);
        CHECK(html.find("glasscape mixture pure:3") != std::string::npos);
        CHECK(html.find("src=\"http") == std::string::npos);
    }
}

}  // namespace
}  // namespace glasscape
