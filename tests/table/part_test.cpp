// Parts of long runs: only what the same parameters made, and only whole units.
#include "glasscape/table/part.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "glasscape/table/whole_file.hpp"

#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

const std::vector<Column> columns{{"x", ColumnType::integer, "1", ""}, {"word", ColumnType::text, "", ""}};

Fingerprint made_by(const std::string& size) {
    return {{"format", "1"}, {"mixture", "pure:3"}, {"size", size}};
}

Table unit(std::int64_t number, int rows) {
    Table table(columns);
    for (int i = 0; i < rows; ++i)
        table.add_row({100 * number + i, std::string("a, \"b\"")});
    return table;
}

// A part of three units with 4, 5 and 6 rows.
void write_part(const std::string& path) {
    Part part(path, made_by("20"), columns);
    for (int i = 0; i < 3; ++i)
        part.keep(std::to_string(i), unit(i, 4 + i));
    part.write();
}

std::map<std::string, CsvText> resumed(const std::string& path) {
    return Part(path, made_by("20"), columns).resume();
}

TEST_SUITE_BEGIN("table");

TEST_CASE("a part comes back unit by unit, cell by cell") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("t.csv");
    CHECK(resumed(path).empty());
    write_part(path);
    const auto units = resumed(path);
    REQUIRE(units.size() == 3);
    for (int i = 0; i < 3; ++i) {
        const auto& rows = units.at(std::to_string(i));
        Table table(columns);
        add_rows(table, rows);
        CHECK(to_csv(table) == to_csv(unit(i, 4 + i)));
    }
    Part part(path, made_by("20"), columns);
    part.resume();
    part.remove();
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a part cut anywhere gives whole units or none") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("t.csv");
    write_part(path);
    const auto text = read_file(path + ".part");
    const auto header = text.find('\n') + 1;
    std::size_t whole = 0;
    for (std::size_t size = header; size < text.size(); ++size) {
        std::ofstream(path + ".part", std::ios::binary) << text.substr(0, size);
        const auto units = resumed(path);
        for (const auto& [name, rows] : units)
            CHECK(rows.rows.size() == 4 + std::stoul(name));
        whole = std::max(whole, units.size());
    }
    CHECK(whole == 2);
    write_whole_file(path + ".part", text.substr(0, header / 2));
    CHECK_THROWS_WITH_AS(resumed(path), doctest::Contains("cut short in its header"), std::invalid_argument);
}

TEST_CASE("a line lost, doubled or changed breaks its unit alone") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("t.csv");
    write_part(path);
    const auto text = read_file(path + ".part");
    const auto line = text.find("101,");  // in unit 1
    const auto begin = text.rfind('\n', line) + 1;
    const auto end = text.find('\n', line) + 1;
    auto changed = text;
    changed[line] = '9';
    for (const auto& damaged :
         {text.substr(0, begin) + text.substr(end), text.substr(0, end) + text.substr(begin), changed}) {
        write_whole_file(path + ".part", damaged);
        Part part(path, made_by("20"), columns);
        const auto units = part.resume();
        CHECK(units.size() == 2);
        CHECK_FALSE(units.contains("1"));
        CHECK(part.broken() == 1);
    }
}

TEST_CASE("a part of another run is refused by the first parameter that differs") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("t.csv");
    write_part(path);
    CHECK_THROWS_WITH_AS(Part(path, made_by("40"), columns).resume(),
                         doctest::Contains("size is 20 there and 40 here"), std::invalid_argument);
    auto newer = made_by("20");
    newer.emplace_back("step", "0.1");
    CHECK_THROWS_WITH_AS(Part(path, newer, columns).resume(),
                         doctest::Contains("step is not given there and 0.1 here"), std::invalid_argument);
    fs::remove(path + ".part.json");
    CHECK_THROWS_WITH_AS(resumed(path), doctest::Contains("to say what made the part"),
                         std::invalid_argument);
    write_whole_file(path + ".part.json", "[1, 2");
    CHECK_THROWS_WITH_AS(resumed(path), doctest::Contains("does not say what made the part"),
                         std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
