#include "glasscape/sweep/run_store.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

#include "scratch.hpp"

namespace glasscape {
namespace {

Table one_row(const std::string& column, const std::string& meaning, const std::string& text) {
    Table table({{column, ColumnType::text, "", meaning}});
    if (!text.empty()) table.add_row({text});
    return table;
}

PointResult point(std::uint8_t number, const std::string& text) {
    PointResult result;
    result.id[0] = number;
    result.parameters = {{"size", "4"}};
    result.seed = number;
    result.host = "here";
    result.table = one_row("name", "a word", text);
    return result;
}

void overwrite(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

template <class Action>
std::string complaint(const Action& action) {
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_SUITE_BEGIN("sweep");

TEST_CASE("what is put into a store comes back") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("a/b/runs.db");
    auto failed = point(2, "");
    failed.status = PointStatus::failed;
    failed.error = "no \"luck\", said 'it'";
    failed.attempts = 3;
    {
        RunStore store(path, "study", RunStore::Mode::create);
        CHECK(store.known().empty());
        store.put(std::vector{point(1, "a\nb"), failed});
    }
    const RunStore store(path, "study", RunStore::Mode::read);
    CHECK(store.study() == "study");
    CHECK(store.known().at(point(1, "").id) == std::pair(PointStatus::done, 1U));
    CHECK(store.known().at(point(2, "").id) == std::pair(PointStatus::failed, 3U));
    CHECK(store.find(point(1, "").id)->table.rows() == std::vector<std::vector<Cell>>{{std::string("a\nb")}});
    CHECK(store.find(point(2, "").id)->error == failed.error);
    CHECK(!store.find(point(3, "").id));
}

TEST_CASE("a store has one writer, any number of readers, and one study") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("runs.db");
    RunStore store(path, "study", RunStore::Mode::create);
    CHECK(contains(complaint([&] { RunStore(path, "study", RunStore::Mode::create); }),
                   "is in use by another run"));
    store.put(std::vector{point(1, "x")});
    CHECK(RunStore(path, "", RunStore::Mode::read).known().size() == 1);
    CHECK(contains(complaint([&] { RunStore(path, "other", RunStore::Mode::read); }),
                   "belongs to the study 'study', not to 'other'"));
    CHECK(contains(complaint([&] { RunStore(folder.file("none.db"), "study", RunStore::Mode::read); }),
                   "there is no run store"));
}

TEST_CASE("a damaged store is refused in words and left as it is") {
    const testing::ScratchFolder folder;
    const auto path = folder.file("runs.db");
    {
        RunStore store(path, "study", RunStore::Mode::create);
        std::vector<PointResult> points;
        for (std::uint8_t i = 0; i < 200; ++i)
            points.push_back(point(i, std::string(200, 'x')));
        store.put(points);
    }
    const auto whole = read_file(path);
    REQUIRE(whole.size() > 40'000);
    const std::string contents[]{"this is no database, it is a text that someone put here by mistake",
                                 whole.substr(0, whole.size() / 2), whole.substr(0, 5000),
                                 whole.substr(0, 60),
                                 whole.substr(0, 8192) + std::string(whole.size() - 8192, '\xa5')};
    for (const auto& content : contents) {
        overwrite(path, content);
        for (const auto mode : {RunStore::Mode::read, RunStore::Mode::create}) {
            const auto said = complaint([&] { RunStore(path, "study", mode); });
            CHECK_MESSAGE(contains(said, "is damaged or no run store"), said);
            CHECK(read_file(path) == content);
        }
    }
    overwrite(path, whole);
    CHECK(RunStore(path, "study", RunStore::Mode::create).known().size() == 200);
}

TEST_CASE("merging: what is missing is added, done goes before failed, a contradiction names both") {
    const testing::ScratchFolder folder;
    auto failed = point(1, "");
    failed.status = PointStatus::failed;
    const auto make = [&](const std::string& name, const std::vector<PointResult>& points) {
        RunStore(folder.file(name), "study", RunStore::Mode::create).put(points);
        return folder.file(name);
    };
    const auto a = make("a.db", {failed, point(2, "two")});
    const auto b = make("b.db", {point(1, "one"), point(2, "two"), point(3, "three")});
    auto other = point(3, "THREE");
    other.host = "there";
    const auto c = make("c.db", {other});
    RunStore into(folder.file("all.db"), "study", RunStore::Mode::create);
    CHECK(merge_stores(into, {a, b}) == 3);
    CHECK(into.find(point(1, "").id)->table.rows() == std::vector<std::vector<Cell>>{{std::string("one")}});
    CHECK(merge_stores(into, {a, b}) == 0);
    const auto said = complaint([&] { merge_stores(into, {c}); });
    CHECK(contains(said, "all.db' (run on here) and '"));
    CHECK(contains(said, "c.db' (run on there) hold different results"));
    CHECK(contains(said, "size = 4, seed = 3"));
    CHECK(into.find(point(3, "").id)->table.rows() == std::vector<std::vector<Cell>>{{std::string("three")}});
    auto renamed = point(3, "three");
    renamed.table = one_row("other", "a word", "three");
    CHECK(contains(complaint([&] { merge_stores(into, {make("d.db", {renamed})}); }),
                   "hold different results"));
    auto reworded = point(3, "three");
    reworded.table = one_row("name", "a word, said anew", "three");
    CHECK(merge_stores(into, {make("e.db", {reworded})}) == 0);
    const auto between = complaint([&] {
        RunStore fresh(folder.file("fresh.db"), "study", RunStore::Mode::create);
        merge_stores(fresh, {b, c});
    });
    CHECK(contains(between, "b.db'"));
    CHECK(RunStore(folder.file("fresh.db"), "study", RunStore::Mode::read).known().empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
