// Blocks of numbers that are there whole or not at all.
#include "glasscape/table/journal.hpp"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "scratch.hpp"

namespace glasscape {
namespace {

// `count` numbers from `first` on, in spans of different lengths.
void append_block(Journal& journal, double first, std::size_t count) {
    journal.append([&](const Journal::Sink& sink) {
        std::vector<double> numbers(count);
        std::iota(numbers.begin(), numbers.end(), first);
        for (std::size_t at = 0, length = 1; at < count; at += length, length = 2 * length + 1)
            sink(std::span(numbers).subspan(at, std::min(length, count - at)));
    });
}

TEST_SUITE_BEGIN("table");

TEST_CASE("blocks come back in their order, longer than a chunk or empty") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("j");
    constexpr std::size_t long_block = 2'500'000;
    {
        Journal journal(path, "this run");
        CHECK(journal.resume() == 0);
        append_block(journal, 1.0, 5);
        append_block(journal, 10.0, 0);
    }
    Journal journal(path, "this run");
    CHECK(journal.resume() == 2);
    append_block(journal, 100.0, long_block);
    Journal::Reader reader(journal);
    REQUIRE(reader.left() == 3);
    reader.next();
    CHECK(reader.read() == 1.0);
    CHECK(reader.read() == 2.0);
    reader.next();  // what was not read is skipped
    CHECK_THROWS_WITH_AS(reader.read(), doctest::Contains("fewer numbers"), std::runtime_error);
    reader.next();
    std::vector<double> numbers(long_block);
    reader.read(numbers);
    CHECK(numbers.front() == 100.0);
    CHECK(numbers.back() == 99.0 + static_cast<double>(long_block));
    CHECK(reader.left() == 0);
}

TEST_CASE("a journal that was cut anywhere, or damaged, has the whole blocks before that place") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("j");
    Journal whole(path, "this run");
    append_block(whole, 1.0, 3);
    append_block(whole, 4.0, 2);
    const auto bytes = read_file(path);
    const std::size_t first = 32 + 3 * sizeof(double);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        auto damaged = bytes;
        damaged[size] = static_cast<char>(damaged[size] ^ 1);
        for (const auto& text : {bytes.substr(0, size), damaged}) {
            std::ofstream(path, std::ios::binary) << text;
            Journal journal(path, "this run");
            CHECK(journal.resume() == (size < first ? 0 : 1));
            append_block(journal, 7.0, 2);
            Journal again(path, "this run");
            CHECK(again.resume() == (size < first ? 1 : 2));
        }
    }
}

TEST_CASE("a journal of another run has no blocks") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("j");
    Journal there(path, "that run");
    append_block(there, 1.0, 3);
    CHECK(Journal(path, "this run").resume() == 0);
}

TEST_CASE("a journal that cannot be written says why") {
    Journal journal("/no/such/folder/j", "this run");
    CHECK_THROWS_WITH_AS(append_block(journal, 1.0, 1), doctest::Contains("/no/such/folder/j"),
                         std::runtime_error);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
