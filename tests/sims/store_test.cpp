// Run stores as other people find them: read-only, empty, from another version, under SQL.
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::contains;
using testing::run_program;
using testing::run_shell;
using testing::ScratchFolder;

// A store with four finished points, and the study it is of.
class Store {
  public:
    Store() {
        write_whole_file(study(),
                         "name = \"s\"\nrun = \"complexity\"\n[fixed]\nindex = \"total,0\"\n[grid]\n"
                         "SPEC = [\"pure:3\", \"pure:4\"]\nsize = [5, 10]\n");
        CHECK(run("run").status == 0);
    }
    testing::Outcome run(const std::string& verb) const {
        return run_program(fmt::format("sweep {} {} --store {}", verb, study(), path()));
    }
    std::string study() const { return folder_.file("s.toml"); }
    std::string path() const { return folder_.file("runs.db"); }
    std::string folder() const { return folder_.path(); }

  private:
    ScratchFolder folder_;
};

std::vector<std::vector<std::string>> query(const std::string& path, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    REQUIRE_MESSAGE(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK,
                    sqlite3_errmsg(database));
    std::vector<std::vector<std::string>> rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        auto& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
            row.emplace_back(text == nullptr ? "" : text);
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
}

// The SQL in a page, one query a ```sql block.
std::vector<std::string> queries_of(const std::string& page) {
    std::vector<std::string> list;
    for (auto at = page.find("```sql\n"); at != std::string::npos; at = page.find("```sql\n", at + 1))
        list.push_back(page.substr(at + 7, page.find("```", at + 7) - at - 7));
    return list;
}

TEST_SUITE_BEGIN("program");

TEST_CASE("rows and parameters of a store are columns that SQL can ask for") {
    const Store store;
    const auto rows =
        query(store.path(),
              "SELECT s.value, r.log_mean_count FROM results r JOIN parameters s ON s.point_id = "
              "r.point_id AND s.name = 'SPEC' JOIN parameters n ON n.point_id = r.point_id AND n.name = "
              "'size' WHERE n.value = '10' AND r.\"index\" = 'total' ORDER BY s.value");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0][0] == "pure:3");
    const auto direct = parse_csv(run_program("complexity pure:4 --size 10").output, "complexity");
    // SQLite gives a real number as text of 15 digits.
    CHECK(std::stod(rows[1][1]) == doctest::Approx(direct.number(0, "log_mean_count")).epsilon(1e-14));
    CHECK(query(store.path(), "PRAGMA user_version") == std::vector<std::vector<std::string>>{{"2"}});
    CHECK(query(store.path(), "SELECT typeof(log_mean_count) FROM results LIMIT 1")[0][0] == "real");
    const auto shown = queries_of(read_file(GLASSCAPE_SOURCE_DIR "/docs/studies.md"));
    CHECK(shown.size() == 3);
    for (const auto& sql : shown)
        CHECK_FALSE(query(store.path(), sql).empty());
}

TEST_CASE("an empty store is refused alike by all, and left as it is") {
    const Store store;
    write_whole_file(store.path(), "");
    for (const auto* verb : {"run", "status", "export"}) {
        const auto refused = store.run(verb);
        CHECK(refused.status == 2);
        CHECK_MESSAGE(contains(refused.error, "is damaged or no run store"), refused.error);
        CHECK(fs::file_size(store.path()) == 0);
    }
    CHECK(run_program(
              fmt::format("sweep merge {} {} --store {}", store.study(), store.path(), store.path() + "2"))
              .status == 2);
    CHECK(run_program("report " + store.study() + " --store " + store.path()).status == 2);
}

TEST_CASE("a store of another version is refused in words") {
    const Store store;
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(store.path().c_str(), &database) == SQLITE_OK);
    sqlite3_exec(database, "PRAGMA user_version = 1", nullptr, nullptr, nullptr);
    sqlite3_close(database);
    for (const auto* verb : {"run", "status", "export"}) {
        const auto refused = store.run(verb);
        CHECK(refused.status == 2);
        CHECK(contains(refused.error, "has format 1 of run stores, this program reads 2"));
    }
}

TEST_CASE("reading leaves nothing beside a store") {
    const Store store;
    const auto files = [&] { return std::distance(fs::directory_iterator(store.folder()), {}); };
    const auto before = files();
    for (const auto* verb : {"status", "export"})
        CHECK(store.run(verb).status == 0);
    CHECK(files() == before);
    CHECK(fs::exists(store.path()));
    CHECK_FALSE(fs::exists(store.path() + "-wal"));
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("faults_user");

TEST_CASE("another user's store is read without permission to write") {
    if (geteuid() != 0 || !testing::has_command("runuser")) {
        MESSAGE("skipped: only root can become another user");
        return;
    }
    const Store store;
    const auto expected = store.run("export").output;
    fs::permissions(store.folder(), fs::perms(0755));
    const auto as_nobody = [&](const std::string& verb, const std::string& program) {
        return run_shell(fmt::format("cd / && runuser -u nobody -- '{}' sweep {} {} --store {}", program,
                                     verb, store.study(), store.path()));
    };
    // Where the program was built may be closed to others.
    const ScratchFolder open;
    fs::permissions(open.path(), fs::perms(0755));
    const auto program = open.file("glasscape");
    fs::copy_file(GLASSCAPE_PROGRAM, program);
    CHECK_MESSAGE(as_nobody("export", program).output == expected, as_nobody("export", program).error);
    CHECK(as_nobody("status", program).status == 0);
    const auto refused = as_nobody("run", program);
    CHECK(refused.status == 1);
    CHECK_MESSAGE(contains(refused.error, "give a --store FILE in a place you may write to"), refused.error);
    // A run that was killed leaves a write-ahead log.
    run_program(fmt::format("sweep run {} --store {}", store.study(), store.folder() + "/killed.db"),
                "GLASSCAPE_STOP=stored:4:KILL");
    const auto killed = run_shell(fmt::format("cd / && runuser -u nobody -- '{}' sweep export {} --store {}",
                                              program, store.study(), store.folder() + "/killed.db"));
    CHECK_MESSAGE((killed.output == expected || contains(killed.error, "glasscape sweep run")), killed.error);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
