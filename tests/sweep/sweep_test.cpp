#include "glasscape/sweep/sweep.hpp"

#include <atomic>
#include <functional>
#include <stdexcept>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/core/threads.hpp"
#include "glasscape/table/csv.hpp"

#include "scratch.hpp"
#include "text_command.hpp"

namespace glasscape {
namespace {

Study study_of(const std::string& sizes) {
    return parse_study(
        "name = \"s\"\nrun = \"square\"\n[grid]\nsize = " + sizes + "\nkind = [\"a\", \"b,c\"]\n", "s.toml",
        false, {testing::text_command("square", {"size", "kind"})});
}

// The square of the size, unless the size is unlucky.
PointTable square(const StudyPoint& point) {
    const auto size = std::stoll(point.axis_values[0]);
    if (size == 13) throw std::runtime_error("thirteen");
    Table table({{"size", ColumnType::integer, "1", ""}, {"square", ColumnType::integer, "1", ""}});
    table.add_row({size, size * size});
    return {table, {"noted"}};
}

TEST_SUITE_BEGIN("sweep");

TEST_CASE("a sweep runs what is missing, once, and its export does not depend on threads or shards") {
    const testing::ScratchFolder folder;
    const auto study = study_of("{ from = 1, to = 40, steps = 40 }");
    std::atomic<int> runs = 0;
    const PointRunner runner = [&](const StudyPoint& point) {
        ++runs;
        CHECK(thread_count() == study.threads);
        return square(point);
    };
    SweepOptions options;
    options.store = folder.file("one.db");
    options.threads = 3;
    const auto first = run_sweep(study, options, runner);
    CHECK(first.points == 80);
    CHECK(first.done == 78);
    CHECK(first.failed == 2);
    CHECK(first.first_error == "thirteen");
    CHECK(runs == 80);
    const auto again = run_sweep(study, options, runner);
    CHECK(again.done_before == 78);
    CHECK(again.failed_before == 2);
    CHECK(runs == 80);
    options.retry_failed = true;
    const auto retried = run_sweep(study, options, runner);
    CHECK(retried.failed == 2);
    CHECK(retried.failed_before == 0);
    CHECK(retried.done_before == 78);
    CHECK(runs == 82);
    const auto whole = export_sweep(study, RunStore(options.store, "s", RunStore::Mode::read));
    CHECK(whole.table.rows().size() == 78);
    CHECK(whole.failed == 2);
    CHECK(to_csv(whole.table).starts_with("kind,seed,size,square\na,1,1,1\n\"b,c\",1,1,1\na,1,2,4\n"));
    const auto failed_point = RunStore(options.store, "s", RunStore::Mode::read).find(study.point(24).id);
    CHECK(failed_point->attempts == 2);
    CHECK(failed_point->error == "thirteen");

    std::vector<std::string> shards;
    for (std::size_t i = 1; i <= 3; ++i) {
        SweepOptions shard;
        shard.store = folder.file(fmt::format("shard{}.db", i));
        shard.shard = {i, 3};
        run_sweep(study, shard, square);
        shards.push_back(shard.store);
    }
    RunStore merged(folder.file("merged.db"), "s", RunStore::Mode::create);
    CHECK(merge_stores(merged, shards) == 80);
    CHECK(to_csv(export_sweep(study, merged).table) == to_csv(whole.table));
}

TEST_CASE("a changed study adds points and keeps the old ones") {
    const testing::ScratchFolder folder;
    SweepOptions options;
    options.store = folder.file("runs.db");
    run_sweep(study_of("[1, 2]"), options, square);
    const auto summary = run_sweep(study_of("[2, 3]"), options, square);
    CHECK(summary.done_before == 2);
    CHECK(summary.done == 2);
    const RunStore store(options.store, "s", RunStore::Mode::read);
    CHECK(store.known().size() == 6);
    CHECK(to_csv(export_sweep(study_of("[3]"), store).table) ==
          "kind,seed,size,square\na,1,3,9\n\"b,c\",1,3,9\n");
    CHECK_THROWS_AS(export_sweep(study_of("[4]"), store), std::invalid_argument);
}

// A sweep of one axis whose rows are made by `rows`.
SweepExport exported(const testing::ScratchFolder& folder, const std::vector<Column>& columns,
                     const std::function<std::vector<std::vector<Cell>>(std::int64_t)>& rows) {
    const auto study = parse_study("name = \"s\"\nrun = \"make\"\n[grid]\nstep = [1, 2]\n", "s.toml", false,
                                   {testing::text_command("make", {"step"})});
    SweepOptions options;
    options.store = folder.file("rows.db");
    run_sweep(study, options, [&](const StudyPoint& point) {
        Table table(columns);
        for (auto& row : rows(std::stoll(point.axis_values[0])))
            table.add_row(std::move(row));
        return PointTable{table, {}};
    });
    return export_sweep(study, RunStore(options.store, "s", RunStore::Mode::read));
}

TEST_CASE("fields with line breaks, quotes and commas stay fields of their rows in an export") {
    const testing::ScratchFolder folder;
    const std::vector<Column> columns{{"word", ColumnType::text, "", ""}, {"x", ColumnType::real, "1", ""}};
    const auto table = exported(folder, columns, [](std::int64_t step) {
        return std::vector<std::vector<Cell>>{{std::string("a\nb \"c\", d"), 0.1 * static_cast<double>(step)},
                                              {std::string("\r"), std::monostate{}},
                                              {std::monostate{}, 1e300}};
    });
    const auto csv = texts_of(table.table);
    REQUIRE(csv.rows.size() == 6);
    for (std::size_t row = 0; row < 6; ++row)
        CHECK(csv.at(row, "step") == (row < 3 ? "1" : "2"));
    CHECK(csv.at(3, "word") == "a\nb \"c\", d");
    CHECK(csv.at(4, "word") == "\r");
    CHECK(csv.at(3, "x") == "0.2");
}

TEST_CASE("an axis whose name the rows use for something else keeps a column of its own") {
    const std::vector<Column> columns{{"step", ColumnType::integer, "1", ""},
                                      {"x", ColumnType::real, "1", ""}};
    const testing::ScratchFolder one;
    const auto same = exported(one, columns, [](std::int64_t step) {
        return std::vector<std::vector<Cell>>{{step, 0.5}};
    });
    CHECK(to_csv(same.table) == "seed,step,x\n1,1,0.5\n1,2,0.5\n");
    const testing::ScratchFolder two;
    const auto other = exported(two, columns, [](std::int64_t) {
        return std::vector<std::vector<Cell>>{{std::int64_t{0}, 0.5}, {std::int64_t{1}, 0.25}};
    });
    CHECK(to_csv(other.table) == "axis_step,seed,step,x\n1,1,0,0.5\n1,1,1,0.25\n2,1,0,0.5\n2,1,1,0.25\n");
}

TEST_CASE("points run side by side as threads and memory allow") {
    auto study = study_of("[1]");
    SweepOptions options;
    options.threads = 8;
    CHECK(concurrent_points(study, options) == 8);
    study.threads = 3;
    CHECK(concurrent_points(study, options) == 2);
    study.threads = 16;
    CHECK(concurrent_points(study, options) == 1);
    study.threads = 1;
    study.memory_gib = 1.5;
    options.memory_gib = 4.0;
    CHECK(concurrent_points(study, options) == 2);
    options.memory_gib = 1.0;
    CHECK_THROWS_WITH_AS(
        concurrent_points(study, options),
        "a point of 's' needs 1.5 GiB of memory and 1 GiB may be used: give --memory GIB, or "
        "a machine with more",
        std::invalid_argument);
    set_thread_count(0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
