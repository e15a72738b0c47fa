#include "glasscape/table/text_table.hpp"

#include <limits>
#include <string>
#include <variant>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace glasscape {
namespace {

Table counts() {
    Table table({{"mixture", ColumnType::text, "", "mixture spec"},
                 {"index", ColumnType::text, "1", "index"},
                 {"count", ColumnType::real, "points", "mean count"},
                 {"std_error", ColumnType::real, "points", "its error"}});
    table.add_row({std::string("resnet:p=10,beta=0.5"), std::string("0"), 1.0 / 3.0, std::monostate{}});
    table.add_row({std::string("resnet:p=10,beta=0.5"), std::string("total"),
                   -std::numeric_limits<double>::infinity(), std::monostate{}});
    return table;
}

TEST_SUITE("table") {
    TEST_CASE("a table for people: what is common once, what is absent named, numbers to six digits") {
        CHECK(to_text_table(counts()) ==
              "mixture: resnet:p=10,beta=0.5\n\n"
              "index     count\n"
              "0      0.333333\n"
              "total      -inf\n\n"
              "no values: std_error\n");
    }

    TEST_CASE("a table for people: columns beyond the width go below; letters count, not bytes") {
        Table table({{"name", ColumnType::text, "", ""}, {"value", ColumnType::integer, "1", ""}});
        table.add_row({std::string("Černý"), std::int64_t{7}});
        table.add_row({std::string("b"), std::int64_t{12}});
        CHECK(to_text_table(table) == "name   value\nČerný      7\nb         12\n");
        CHECK(to_text_table(table, 9) == "name\nČerný\nb\n\nvalue\n    7\n   12\n");
        CHECK(to_text_table(Table({{"name", ColumnType::text, "", ""}})) == "name\n");
    }

    TEST_CASE("JSON: columns with units, full digits, null and infinities") {
        const auto json = nlohmann::json::parse(to_json(counts()));
        CHECK(json.at("columns").at(2).at("unit") == "points");
        CHECK(json.at("rows").at(0).at("count").get<double>() == 1.0 / 3.0);
        CHECK(json.at("rows").at(0).at("std_error").is_null());
        CHECK(json.at("rows").at(1).at("count") == "-inf");
    }
}

}  // namespace
}  // namespace glasscape
