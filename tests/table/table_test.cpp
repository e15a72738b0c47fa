#include <bit>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/parse.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/whole_file.hpp"

#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

TEST_SUITE("table") {
    TEST_CASE("every double survives the way through text bit for bit") {
        RandomStream stream(3, Stream::data, 0);
        for (int i = 0; i < 20000; ++i) {
            const auto value = std::bit_cast<double>(stream());
            if (!std::isfinite(value) || value == 0.0) continue;
            const auto back = parse_real(cell_text(value));
            REQUIRE(back.has_value());
            CHECK(std::bit_cast<std::uint64_t>(*back) == std::bit_cast<std::uint64_t>(value));
        }
        CHECK(cell_text(0.1) == "0.1");
        CHECK(cell_text(-0.0) == "0");
        CHECK(cell_text(-std::numeric_limits<double>::infinity()) == "-inf");
    }

    TEST_CASE("tables stand beside each other by what they share") {
        Table left({{"r", ColumnType::integer, "1", ""}, {"x", ColumnType::real, "1", ""}});
        Table right({{"y", ColumnType::real, "1", ""}, {"r", ColumnType::integer, "1", ""}});
        for (const std::int64_t r : {1, 2, 3})
            left.add_row({r, 0.5 * static_cast<double>(r)});
        right.add_row({7.0, std::int64_t{3}});
        right.add_row({8.0, std::int64_t{1}});
        const auto both = beside(left, right, "r");
        REQUIRE(both.columns().size() == 3);
        CHECK(both.columns()[2].name == "y");
        CHECK(both.rows()[0] == std::vector<Cell>{std::int64_t{1}, 0.5, 8.0});
        CHECK(both.rows()[1] == std::vector<Cell>{std::int64_t{2}, 1.0, std::monostate{}});
        CHECK(both.rows()[2] == std::vector<Cell>{std::int64_t{3}, 1.5, 7.0});
        CHECK_THROWS_AS(beside(left, right, "x"), std::logic_error);
    }

    TEST_CASE("fields with commas, quotes and line breaks are read back as written") {
        Table table({{"name", ColumnType::text, "", ""}, {"x", ColumnType::real, "1", ""}});
        table.add_row({std::string("resnet:p=10,beta=0.5"), 1.5});
        table.add_row({std::string("say \"no\"\nnow"), std::monostate{}});
        const auto text = to_csv(table);
        CHECK(text == "name,x\n\"resnet:p=10,beta=0.5\",1.5\n\"say \"\"no\"\"\nnow\",\n");
        const auto csv = parse_csv(text, "test");
        CHECK(csv.at(0, "name") == "resnet:p=10,beta=0.5");
        CHECK(csv.at(1, "name") == "say \"no\"\nnow");
        CHECK(csv.at(1, "x").empty());
        CHECK(csv.number(0, "x") == 1.5);
    }

    TEST_CASE("a lone carriage return is quoted and read back") {
        for (const std::string text : {"a\rb", "\r", "a\r\nb", "end\r"}) {
            CHECK(csv_field(text) == "\"" + text + "\"");
            Table table({{"name", ColumnType::text, "", ""}, {"x", ColumnType::integer, "1", ""}});
            table.add_row({text, std::int64_t{1}});
            const auto csv = parse_csv(to_csv(table), "test");
            REQUIRE(csv.rows.size() == 1);
            CHECK(csv.at(0, "name") == text);
        }
    }

    TEST_CASE("a table refuses NaN, wrong types and wrong widths") {
        Table table({{"x", ColumnType::real, "1", ""}});
        CHECK_THROWS_AS(table.add_row({std::numeric_limits<double>::quiet_NaN()}), std::logic_error);
        CHECK_THROWS_AS(table.add_row({std::string("1")}), std::logic_error);
        CHECK_THROWS_AS(table.add_row({1.0, 2.0}), std::logic_error);
        CHECK(table.rows().empty());
    }

    TEST_CASE("faults of a CSV are named with their line") {
        CHECK_THROWS_WITH_AS(parse_csv("a,b\n1,2\n1\n", "f.csv"),
                             "f.csv, line 3: 1 fields where the header has 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(parse_csv("a\n\"x", "f.csv"),
                             "f.csv: the quote opened in line 2 is never closed", std::invalid_argument);
        CHECK_THROWS_AS(parse_csv("", "f.csv"), std::invalid_argument);
    }

    TEST_CASE("files appear whole or not at all") {
        const testing::ScratchFolder folder;
        const auto path = folder.file("x.csv");
        write_whole_file(path, "one\n");
        CHECK(read_file(path) == "one\n");
        CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
        CHECK_THROWS_AS(write_whole_file("/dev/full", "text"), std::runtime_error);
        CHECK_THROWS_AS(write_whole_file(folder.file("no/such/folder.csv"), "text"), std::runtime_error);
        CHECK_THROWS_AS(require_writable(folder.file("no/such/folder.csv")), std::invalid_argument);
        CHECK_THROWS_AS(require_writable(folder.path()), std::invalid_argument);
    }

    TEST_CASE("a sidecar tells how the table was made") {
        const testing::ScratchFolder folder;
        Table table({{"x", ColumnType::real, "H/N", "energy"}});
        table.add_row({1.0});
        Provenance provenance;
        provenance.command = {"glasscape", "mixture", "it's", "pure:3"};
        provenance.seed = 5;
        write_table(table, provenance, folder.file("t.csv"));
        const auto json = nlohmann::json::parse(read_file(folder.file("t.csv.json")));
        CHECK(json.at("command") == "glasscape mixture 'it'\\''s' pure:3");
        CHECK(json.at("seed") == 5);
        CHECK(json.at("rows") == 1);
        CHECK(json.at("columns").at(0).at("unit") == "H/N");
        for (const auto* key : {"version", "revision", "host", "backend", "time", "wall_seconds"})
            CHECK(json.contains(key));
        CHECK(json.at("time").get<std::string>().size() == std::string("2026-01-01T00:00:00Z").size());
        CHECK_FALSE(fs::exists(folder.file("t.csv.part")));
    }
}

}  // namespace
}  // namespace glasscape
