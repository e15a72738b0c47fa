#include "report/chosen_columns.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/report/figure.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

FigureOptions chosen(const std::string& x, const std::vector<std::string>& y) {
    FigureOptions options{"xy"};
    options.x = x;
    options.y = y;
    return options;
}

SeriesFit fit_of(const std::string& text, FigureOptions options) {
    DrawnRows rows{parse_csv(text, "t.csv"), {}, {}};
    rows.numbers.resize(rows.csv.rows.size());
    rows.origins.resize(rows.csv.rows.size());
    const auto longer = long_rows(rows, "t.csv", options);
    return fit_series(longer.csv, arrange_series(longer.csv, options.series, {}), options).front();
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

TEST_SUITE("report") {
    TEST_CASE("fits: exact lines and powers, errors of the slope by the textbook") {
        auto options = chosen("x", {"y"});
        options.fit = "line";
        const auto line = fit_of("x,y\n0,1\n1,3\n2,5\n", options);
        CHECK(line.slope == doctest::Approx(2.0));
        CHECK(line.intercept == doctest::Approx(1.0));
        CHECK(line.slope_error == doctest::Approx(0.0));
        // Residuals -1/6, 1/3, -1/6: chi^2 = 1/6 at one degree, sum (x - mean)^2 = 2.
        CHECK(fit_of("x,y\n0,0\n1,1\n2,1\n", options).slope_error == doctest::Approx(std::sqrt(1.0 / 12.0)));
        CHECK(std::isnan(fit_of("x,y\n0,0\n1,1\n", options).slope_error));
        // Errors of one size s give s / sqrt(sum (x - mean)^2), whatever the scatter.
        options.error = {"e"};
        CHECK(fit_of("x,y,e\n0,0,0.2\n1,1,0.2\n2,1,0.2\n", options).slope_error ==
              doctest::Approx(0.2 / std::sqrt(2.0)));
        options.error.clear();
        options.fit = "power";
        const auto power = fit_of("x,y\n1,3\n10,0.03\n100,0.0003\n0,7\n5,-1\n", options);
        CHECK(power.slope == doctest::Approx(-2.0));
        CHECK(std::exp(power.intercept) == doctest::Approx(3.0));
        CHECK(power.low == doctest::Approx(1.0));
        CHECK(power.high == doctest::Approx(100.0));
        CHECK_THROWS_WITH_AS(
            fit_of("x,y\n2,3\n2,4\n", options),
            doctest::Contains("needs two points of different x that are positive, and there are 2"),
            std::invalid_argument);
    }

    TEST_CASE("figures: several columns, bands, fits, labels and ends stand in the drawing") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("t.csv"), "x,y,z,s\n1,1,2,0.1\n2,2,4,0.2\n3,3,6,0.1\n4,4,8,0.3\n");
        const auto drawn = [&](const FigureOptions& options) {
            make_figure(folder.file("t.csv"), folder.file("t.svg"), options);
            return read_file(folder.file("t.svg"));
        };
        auto options = chosen("x", {"y", "z"});
        const auto two = drawn(options);
        CHECK(two.find(">y, z<") != std::string::npos);
        options.band = {"s", "s"};
        const auto banded = drawn(options);
        CHECK(count_of(banded, "fill-opacity") > count_of(two, "fill-opacity"));
        options.fit = "line";
        // 1 / sqrt(sum w (x - mean)^2), weights 100, 25, 100 and 11.1.
        const auto fitted = drawn(options);
        CHECK(fitted.find("> 1.5<") != std::string::npos);
        CHECK(fitted.find("y: slope 1.000 ± 0.064") != std::string::npos);
        CHECK(fitted.find("z: slope 2.000 ± 0.064") != std::string::npos);
        options.x_label = "time_t {a}";
        options.y_label = "`touch x`";
        options.x_range = {2.0, {}};
        options.y_range = {-20.0, 40.0};
        const auto labelled = drawn(options);
        CHECK(labelled.find("time_t {a}") != std::string::npos);
        CHECK(labelled.find("touch x") != std::string::npos);
        CHECK(labelled.find("> 40<") != std::string::npos);
        CHECK(labelled.find("> 1.5<") == std::string::npos);
        options.band = {"s"};
        CHECK_THROWS_WITH_AS(drawn(options), doctest::Contains("--band names 1 column and --y 2"),
                             std::invalid_argument);
    }

    TEST_CASE("figures: what is exactly 0 on a logarithmic axis stands at its foot") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("t.csv"), "x,y\n1,0.1\n2,0\n3,0.001\n");
        auto options = chosen("x", {"y"});
        options.log = "y";
        CHECK(make_figure(folder.file("t.csv"), folder.file("t.svg"), options).empty());
        CHECK(read_file(folder.file("t.svg")).find("exactly 0") != std::string::npos);
        // A statement that holds exactly at every size, and a spectrum without a negative end.
        write_whole_file(folder.file("e.csv"),
                         "p,beta,mode_ratio,limit,error,bound\n10,1,0.5,0.5,0,0.1\n100,1,0.5,0.5,0,0.01\n");
        make_figure(folder.file("e.csv"), folder.file("e.svg"), {});
        CHECK(read_file(folder.file("e.svg")).find("exactly 0") != std::string::npos);
        write_whole_file(folder.file("h.csv"),
                         "config,seed,step,highest,highest_residual,lowest,lowest_residual\na,1,0,9,0,1,0\na,"
                         "1,5,8,0,1,0\n");
        CHECK(make_figure(folder.file("h.csv"), folder.file("h.svg"), {}).empty());
    }

    TEST_CASE(
        "figures: tables that share the drawn columns alone stand beside each other, told apart by their "
        "names") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("ours.csv"), "step,time,energy\n0,0,0\n1,1,-1\n2,2,-1.5\n");
        write_whole_file(folder.file("solver.csv"), "time,energy\n0,0\n2,-1.4\n");
        auto options = chosen("time", {"energy"});
        options.series = {"file"};
        options.more = {folder.file("solver.csv")};
        make_figure(folder.file("ours.csv"), folder.file("t.svg"), options);
        const auto drawn = read_file(folder.file("t.svg"));
        CHECK(drawn.find("ours") != std::string::npos);
        CHECK(drawn.find("solver") != std::string::npos);
        options.y = {"step"};
        CHECK_THROWS_WITH_AS(make_figure(folder.file("ours.csv"), folder.file("t.svg"), options),
                             doctest::Contains("solver.csv: there is no column 'step' to draw"),
                             std::invalid_argument);
        options = {};
        options.more = {folder.file("solver.csv")};
        CHECK_THROWS_WITH_AS(make_figure(folder.file("ours.csv"), folder.file("t.svg"), options),
                             doctest::Contains("have the same columns"), std::invalid_argument);
    }

    TEST_CASE("figures: PDF and sizes") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("t.csv"), "x,y\n1,1\n2,2\n");
        auto options = chosen("x", {"y"});
        options.size = FigureSize{480, 384};
        make_figure(folder.file("t.csv"), folder.file("t.pdf"), options);
        const auto pdf = read_file(folder.file("t.pdf"));
        CHECK(pdf.starts_with("%PDF-"));
        CHECK(pdf.find("/MediaBox [ 0 0 360 288 ]") != std::string::npos);  // points, 72 to an inch
        make_figure(folder.file("t.csv"), folder.file("t.svg"), options);
        CHECK(read_file(folder.file("t.svg")).find("viewBox=\"0 0 480 384\"") != std::string::npos);
        make_figure(folder.file("t.csv"), folder.file("t.png"), options);
        const auto png = read_file(folder.file("t.png"));
        const auto byte = [&](std::size_t at) {
            return static_cast<unsigned>(static_cast<unsigned char>(png[at]));
        };
        CHECK(byte(18) * 256 + byte(19) == 480);
        CHECK(byte(22) * 256 + byte(23) == 384);
    }

    TEST_CASE("figures: tables of the same columns are drawn as one, others are refused") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("a.csv"), "x,y,k\n1,1,one\n2,2,one\n");
        write_whole_file(folder.file("b.csv"), "x,y,k\n1,2,two\n2,3,two\n");
        write_whole_file(folder.file("c.csv"), "x,y\n1,2\n");
        write_whole_file(folder.file("d.csv"), "x,y,k\n1,2,two\n2,bad,two\n");
        auto options = chosen("x", {"y"});
        options.series = {"k"};
        options.more = {folder.file("b.csv")};
        make_figure(folder.file("a.csv"), folder.file("t.svg"), options);
        CHECK(read_file(folder.file("t.svg")).find("k = two") != std::string::npos);
        options.more = {folder.file("c.csv")};
        CHECK_THROWS_WITH_AS(make_figure(folder.file("a.csv"), folder.file("t.svg"), options),
                             doctest::Contains("c.csv: there is no column 'k' to draw; columns are x, y"),
                             std::invalid_argument);
        options.more = {folder.file("d.csv")};
        CHECK_THROWS_WITH_AS(make_figure(folder.file("a.csv"), folder.file("t.svg"), options),
                             doctest::Contains("d.csv, row 2, column 'y': 'bad' is not a number"),
                             std::invalid_argument);
    }

    TEST_CASE("figures: thresholds are marked on curves of their mixture and nowhere else") {
        const testing::ScratchFolder folder;
        const auto path = [&](const std::string& name) { return "'" + folder.file(name) + "'"; };
        CHECK(testing::run_program("complexity pure:3 --energy -1.7:-1.6:0.01 --index total,0 --out " +
                                   path("c.csv"))
                  .status == 0);
        CHECK(testing::run_program("thresholds pure:3 --out " + path("t.csv")).status == 0);
        CHECK(testing::run_program("thresholds pure:4 --out " + path("u.csv")).status == 0);
        const auto plain = testing::run_program("plot " + path("c.csv") + " --out " + path("plain.svg"));
        CHECK(plain.status == 0);
        CHECK(testing::run_program("plot " + path("c.csv") + " --out " + path("m.svg") + " --thresholds " +
                                   path("t.csv"))
                  .status == 0);
        CHECK(read_file(folder.file("plain.svg")).find("ground state") == std::string::npos);
        CHECK(read_file(folder.file("m.svg")).find("ground state") != std::string::npos);
        CHECK(
            testing::run_program("complexity pure:3 pure:4 --energy -1.7:-1.6:0.01 --out " + path("two.csv"))
                .status == 0);
        const auto several = testing::run_program("plot " + path("two.csv") + " --out " + path("x.svg") +
                                                  " --thresholds " + path("t.csv"));
        CHECK(several.status == 2);
        CHECK(several.error.find("the table has several mixtures: pick one") != std::string::npos);
        const auto refused = testing::run_program("plot " + path("c.csv") + " --out " + path("x.svg") +
                                                  " --thresholds " + path("u.csv"));
        CHECK(refused.status == 2);
        CHECK(refused.error.find("it has no energies of the mixture 'pure:3'") != std::string::npos);
    }

    TEST_CASE("plot: words that make no figure are refused in one sentence, and nothing is written") {
        const testing::ScratchFolder folder;
        write_whole_file(folder.file("t.csv"), "x,y,z\n1,1,0.1\n2,2,0.1\n");
        write_whole_file(folder.file("m.csv"), "r,epsilon,weight\n1,0.6,0.36\n2,0.8,0.64\n");
        const std::pair<const char*, const char*> refused[]{
            {"t.csv --x x --y y --xrange 3", "--xrange '3': give LOW:HIGH"},
            {"t.csv --x x --y y --xrange 3:3", "--xrange '3:3': give LOW:HIGH, two different numbers"},
            {"t.csv --x x --y y --yrange a:2", "--yrange 'a:2': give LOW:HIGH"},
            {"t.csv --x x --y y --yrange 1:2:3", "--yrange '1:2:3': give LOW:HIGH"},
            {"t.csv --x x --y y --log y --yrange 0:2", "--yrange: the axis is logarithmic"},
            {"t.csv --x x --y y --size 300", "--size '300': give WIDTHxHEIGHT"},
            {"t.csv --x x --y y --size 1x1", "--size '1x1': give WIDTHxHEIGHT"},
            {"t.csv --x x --y y --fit cubic", "cubic"},
            {"t.csv --x x --y y z --band z", "--band names 1 column and --y 2"},
            {"t.csv --x x --y y --band q", "there is no column 'q' to draw"},
            {"t.csv --x x", "--x and --y belong together"},
            {"m.csv --fit line", "--fit goes with --x and --y"},
            {"m.csv --band weight", "--band goes with --x and --y"},
            {"m.csv --template mixture --x r --y weight", "--template mixture has columns of its own"},
            {"m.csv --thresholds t.csv", "template 'mixture' marks no energies"}};
        for (const auto& one : refused) {
            const auto& words = one.first;
            const auto& why = one.second;
            const auto run = testing::run_program("plot " + std::string(words) + " --out x.svg",
                                                  "cd '" + folder.path() + "' &&");
            CHECK_MESSAGE(run.status == 2, words);
            CHECK_MESSAGE(run.error.find(why) != std::string::npos, run.error);
            CHECK_MESSAGE(std::count(run.error.begin(), run.error.end(), '\n') == 1, run.error);
        }
        CHECK_THROWS(read_file(folder.file("x.svg")));
    }
}

}  // namespace
}  // namespace glasscape
