#include "glasscape/report/study_report.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/sweep/sweep.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "report/html_page.hpp"
#include "scratch.hpp"
#include "text_command.hpp"

namespace glasscape {
namespace {

const std::string coins_text = R"(
name = "coins"
question = "Are <coins> fair?"
run = "toss"
[grid]
coin = ["fair", "odd", "rare"]
[[figure]]
name = "shares"
title = "Shares & errors"
x = "tosses"
y = "share"
series = ["coin"]
[[claim]]
says = "heads are half"
measured = "share"
predicted = "half"
std_error = "error"
[[claim]]
says = "more heads than none"
measured = "share"
std_error = "error"
samples = "tosses"
where = { coin = "rare" }
)";

StudyDocument coins() {
    return parse_study_document(coins_text, "coins.toml", false, {testing::text_command("toss", {"coin"})});
}

// Shares of heads: half within its error; far from it; so uncertain that nothing can be said.
PointTable toss(const StudyPoint& point) {
    const auto& coin = point.axis_values[0];
    Table table({{"tosses", ColumnType::integer, "1", ""},
                 {"coin", ColumnType::text, "", ""},
                 {"width", ColumnType::real, "1", ""},
                 {"share", ColumnType::real, "1", ""},
                 {"half", ColumnType::real, "1", ""},
                 {"error", ColumnType::real, "1", ""}});
    const double error = coin == "rare" ? 0.2 : 0.001;
    for (const std::int64_t tosses : {3, 4})
        table.add_row(
            {tosses, coin, 0.1 * static_cast<double>(tosses), coin == "odd" ? 0.6 : 0.5005, 0.5, error});
    return {table, coin == "fair" ? std::vector<std::string>{"tossed by hand"} : std::vector<std::string>{}};
}

std::string run_coins(const testing::ScratchFolder& folder) {
    SweepOptions options;
    options.store = folder.file("runs.db");
    run_sweep(coins().study, options, toss);
    return options.store;
}

TEST_SUITE_BEGIN("report");

TEST_CASE("claims of a study are judged row by row, all rows together") {
    const testing::ScratchFolder folder;
    const auto study = coins();
    const RunStore store(run_coins(folder), "coins", RunStore::Mode::read);
    const auto verdicts = texts_of(judge_study(study, export_sweep(study.study, store)).rows);
    CHECK(verdicts.header == std::vector<std::string>{"claim", "tosses", "coin", "predicted", "measured",
                                                      "std_error", "z_score", "verdict"});
    REQUIRE(verdicts.rows.size() == 8);
    const std::vector<std::string> expected{"agrees",    "agrees",    "rejected",  "rejected",
                                            "undecided", "undecided", "undecided", "undecided"};
    for (std::size_t row = 0; row < 8; ++row)
        CHECK(verdicts.at(row, "verdict") == expected[row]);
    CHECK(verdicts.number(2, "z_score") == doctest::Approx(100.0));
    CHECK(verdicts.at(6, "claim") == "more heads than none");

    auto silent = study;
    silent.page.claims[1].where = {{"coin", "lost"}};
    const auto shown = judge_study(silent, export_sweep(study.study, store)).rows;
    REQUIRE(shown.rows().size() == 7);
    CHECK(cell_text(shown.rows().back().front()) == "more heads than none");
    CHECK(cell_text(shown.rows().back().back()) == "no rows");

    auto wrong = study;
    wrong.page.claims[0].measured = "heads";
    CHECK_THROWS_WITH_AS(judge_study(wrong, export_sweep(study.study, store)),
                         doctest::Contains("names the column 'heads', which there is not; columns are "),
                         std::invalid_argument);
}

TEST_CASE("three samples leave two degrees of freedom: seven errors are not enough") {
    const testing::ScratchFolder folder;
    const auto study = parse_study_document(
        "name = \"few\"\nrun = \"toss\"\n[grid]\ncoin = [\"fair\"]\n[[claim]]\nsays = \"half\"\nmeasured = "
        "\"share\"\n"
        "predicted = \"half\"\nstd_error = \"error\"\nsamples = \"tosses\"\n",
        "few.toml", false, {testing::text_command("toss", {"coin"})});
    const auto verdict_of = [&](std::int64_t tosses) {
        SweepOptions options;
        options.store = folder.file(std::to_string(tosses) + ".db");
        run_sweep(study.study, options, [&](const StudyPoint&) {
            Table table({{"tosses", ColumnType::integer, "1", ""},
                         {"share", ColumnType::real, "1", ""},
                         {"half", ColumnType::real, "1", ""},
                         {"error", ColumnType::real, "1", ""}});
            table.add_row({tosses, 0.507, 0.5, 0.001});
            return PointTable{table, {}};
        });
        const RunStore store(options.store, "few", RunStore::Mode::read);
        return cell_text(judge_study(study, export_sweep(study.study, store)).rows.rows().front().back());
    };
    CHECK(verdict_of(3) != "rejected");  // t = 7 at 2 degrees: p = 0.020
    CHECK(verdict_of(4) == "rejected");  // at 3 degrees: p = 0.006
    CHECK(verdict_of(1) == "undecided");
}

TEST_CASE("the report of a study stands alone and names what is missing") {
    const testing::ScratchFolder folder;
    const auto study = coins();
    const RunStore store(run_coins(folder), "coins", RunStore::Mode::read);
    const StudyReportOptions options{coins_text, {"glasscape", "report", "coins.toml"}};
    const auto html = read_file(write_study_report(study, store, options));
    const auto holds = [&](const std::string& text) { return html.find(text) != std::string::npos; };
    CHECK(holds("Are &lt;coins&gt; fair?"));
    CHECK(holds("aria-label=\"Shares &amp; errors\""));
    CHECK(holds("<div class=\"on-wide\"><svg"));
    CHECK(holds("<div class=\"on-narrow\"><svg"));
    CHECK(holds("viewBox=\"0 0 400 "));
    CHECK(holds("<a href=\"coins.csv\">coins.csv</a>"));
    CHECK(holds("<a href=\"coins-verdicts.csv\">"));
    CHECK(holds("heads are half</strong>: <span class=\"rejected\">rejected</span>"));
    CHECK(holds("3 points of <code>glasscape toss</code>: 3 done, 0 failed, 0 missing"));
    CHECK(holds("tossed by hand"));
    CHECK_FALSE(holds("src=\""));
    CHECK_FALSE(holds("href=\"http"));
    CHECK(read_csv(folder.file("coins.csv")).rows.size() == 6);
    CHECK(read_csv(folder.file("coins-verdicts.csv")).rows.size() == 8);

    auto larger = study;
    larger.study.axes[0].values[0].emplace_back("new");
    const auto partial = read_file(write_study_report(larger, store, options));
    CHECK(partial.find("1 of 4 points are not in the table: 1 missing, 0 failed.") != std::string::npos);

    auto smaller = study;
    auto& values = smaller.study.axes[0].values[0];
    values.erase(values.begin());
    CHECK(read_file(write_study_report(smaller, store, options)).find("tossed by hand") == std::string::npos);
}

TEST_CASE("numbers have the digits that their errors allow") {
    CHECK(with_error(3.55213, 0.0224) == "3.552 ± 0.022");
    CHECK(with_error(-1.64804, 0.1) == "-1.65 ± 0.10");
    CHECK(with_error(18.3, 2.4) == "18.3 ± 2.4");
    CHECK(with_error(12345.6, 120.0) == "12346 ± 1.2e+02");
    CHECK(with_error(0.5, 0.0) == "0.5");
    CHECK(html_tally(1, 0, 2) ==
          "<p class=\"tally\"><span class=\"agrees\"><b>1</b> agrees</span>\n"
          "<span class=\"none\"><b>0</b> rejected</span>\n"
          "<span class=\"undecided\"><b>2</b> undecided</span>\n</p>\n");
}

TEST_CASE("a table on a page is cut, says so, and keeps all digits for sorting") {
    CsvText csv;
    csv.header = {"x", "verdict"};
    csv.rows = {{"0.123456789", "agrees"}, {"1", "open & shut"}, {"2", ""}};
    const auto html = html_table(csv, 2, "x.csv");
    CHECK(html.find("<td class=\"number\" data-value=\"0.123456789\">0.12346</td>") != std::string::npos);
    CHECK(html.find("<td><span class=\"verdict agrees\">agrees</span></td>") != std::string::npos);
    CHECK(html.find("open &amp; shut") != std::string::npos);
    CHECK(html.find("the first 2 of 3 rows, all digits: <a href=\"x.csv\">") != std::string::npos);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
