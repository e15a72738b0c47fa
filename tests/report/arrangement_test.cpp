#include <set>
#include <string>
#include <tuple>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/table/csv.hpp"

#include "report/figure_series.hpp"

namespace glasscape {
namespace {

CsvText table_of(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
    CsvText csv;
    csv.header = header;
    csv.rows = rows;
    return csv;
}

// What the eye tells series apart by.
std::tuple<double, bool, std::size_t, std::size_t> seen(const SeriesLook& look) {
    return {look.place.value_or(-1.0), look.whole, look.place ? 0 : look.hue % 8, look.dash};
}

void check_distinct(const Arrangement& arrangement) {
    for (std::size_t panel = 0; panel < arrangement.panel_titles.size(); ++panel) {
        std::set<std::tuple<double, bool, std::size_t, std::size_t>> looks;
        std::size_t many = 0;
        for (const auto& series : arrangement.series) {
            if (series.panel != panel) continue;
            looks.insert(seen(arrangement.looks[series.look]));
            ++many;
        }
        CHECK(looks.size() == many);
    }
}

TEST_SUITE("report") {
    TEST_CASE("series: an ordinal variable runs along the map, its limit is in ink") {
        const auto csv = table_of({"size", "mixture"}, {{"20", "a"}, {"10", "a"}, {"inf", "a"}, {"10", "a"}});
        const auto arrangement = arrange_series(csv, {"mixture", "size"}, {});
        REQUIRE(arrangement.looks.size() == 3);
        CHECK(arrangement.looks[0].title == "N = 20");
        CHECK(arrangement.looks[0].place == 1.0);
        CHECK(arrangement.looks[1].place == 0.0);
        CHECK(arrangement.looks[2].whole);
        CHECK(arrangement.series[1].rows == std::vector<std::size_t>{1, 3});
        CHECK_FALSE(arrangement.bar);
        check_distinct(arrangement);
    }

    TEST_CASE("series: more than eight are never told apart by a colour used twice") {
        CsvText layers = table_of({"layer"}, {});
        CsvText names = table_of({"config", "size"}, {});
        CsvText seeds = table_of({"seed"}, {});
        for (int i = 0; i < 10; ++i) {
            layers.rows.push_back({std::to_string(i + 1)});
            seeds.rows.push_back({std::to_string(i)});
            for (const auto* size : {"4", "5", "6"})
                names.rows.push_back({fmt::format("c{}", i), size});
        }
        const auto bar = arrange_series(layers, {"layer"}, {});
        REQUIRE(bar.bar);
        CHECK(bar.bar->low == 1.0);
        CHECK(bar.bar->high == 10.0);
        CHECK(bar.looks[4].place.value() == doctest::Approx(4.0 / 9.0));
        check_distinct(bar);
        const auto panels = arrange_series(names, {"config", "size"}, {});
        CHECK(panels.panel_titles.size() == 10);
        CHECK(panels.looks.size() == 3);
        check_distinct(panels);
        // Seeds have no order; so many that no panel holds them are numbered along the bar.
        for (int i = 10; i < 20; ++i)
            seeds.rows.push_back({std::to_string(i)});
        const auto numbered = arrange_series(seeds, {"seed"}, {});
        REQUIRE(numbered.bar);
        CHECK(numbered.bar->title == "number of the series");
        check_distinct(numbered);
    }

    TEST_CASE("series: colour by one column, dash by another of two values") {
        const auto csv = table_of(
            {"p", "field"}, {{"10", "keep"}, {"10", "drop"}, {"20", "keep"}, {"20", "drop"}, {"50", "keep"}});
        const auto arrangement = arrange_series(csv, {"p", "field"}, {});
        REQUIRE(arrangement.looks.size() == 5);
        CHECK(arrangement.looks[0].place == arrangement.looks[1].place);
        CHECK(arrangement.looks[0].dash != arrangement.looks[1].dash);
        CHECK(arrangement.looks[1].title == "p = 10, field = drop");
        check_distinct(arrangement);
    }

    TEST_CASE("series: wide spans of positive numbers have a logarithmic bar") {
        CsvText csv = table_of({"N"}, {});
        for (int i = 0; i < 9; ++i)
            csv.rows.push_back({std::to_string(1 << i)});
        const auto arrangement = arrange_series(csv, {"N"}, {});
        REQUIRE(arrangement.bar);
        CHECK(arrangement.bar->logarithmic);
        CHECK(arrangement.looks[4].place.value() == doctest::Approx(0.5));
    }

    TEST_CASE("series: panels hold the rows of their values, all rows once") {
        const auto csv =
            table_of({"config", "step"}, {{"a", "0"}, {"b", "0"}, {"a", "1"}, {"b", "1"}, {"a", "0"}});
        const auto arrangement = arrange_series(csv, {"step"}, {"config"});
        CHECK(arrangement.panel_titles == std::vector<std::string>{"a", "b"});
        std::multiset<std::size_t> rows;
        for (const auto& series : arrangement.series)
            rows.insert(series.rows.begin(), series.rows.end());
        CHECK(rows == std::multiset<std::size_t>{0, 1, 2, 3, 4});
    }
}

}  // namespace
}  // namespace glasscape
