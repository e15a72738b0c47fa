#include "glasscape/sweep/run_store.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "glasscape/core/stop_point.hpp"
#include "glasscape/table/sidecar.hpp"

#include "sweep/store/file_lock.hpp"
#include "sweep/store/result_rows.hpp"
#include "sweep/store/sqlite.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t application_id = 0x676c6173;  // "glas"
constexpr std::int64_t format_version = 2;

constexpr const char* schema = R"sql(
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE columns(number INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
CREATE TABLE points(
    id BLOB PRIMARY KEY, seed INTEGER NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('done', 'failed')), attempts INTEGER NOT NULL,
    host TEXT NOT NULL, revision TEXT NOT NULL, wall_seconds REAL NOT NULL, error TEXT NOT NULL,
    notes TEXT NOT NULL, columns INTEGER NOT NULL REFERENCES columns(number));
CREATE TABLE parameters(
    point_id BLOB NOT NULL REFERENCES points(id), name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY(point_id, name)) WITHOUT ROWID;
CREATE TABLE results(
    point_id BLOB NOT NULL REFERENCES points(id), row_number INTEGER NOT NULL,
    PRIMARY KEY(point_id, row_number)) WITHOUT ROWID;
)sql";

constexpr const char* select_points =
    "SELECT id, seed, status, attempts, host, revision, wall_seconds, error, notes, description "
    "FROM points JOIN columns ON columns.number = points.columns ";

PointId id_of(std::span<const std::uint8_t> bytes) {
    PointId id{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), id.size()), id.begin());
    return id;
}

ParameterTexts parameters_of(const sqlite::Database& database, const PointId& id) {
    ParameterTexts parameters;
    auto rows = database.prepare("SELECT name, value FROM parameters WHERE point_id = ?");
    rows.bind(1, id);
    while (rows.step())
        parameters[rows.text(0)] = rows.text(1);
    return parameters;
}

PointResult point_of(const sqlite::Database& database, const sqlite::Statement& row) {
    const auto id = id_of(row.bytes(0));
    return {id,
            parameters_of(database, id),
            static_cast<std::uint64_t>(row.integer(1)),
            row.text(2) == "done" ? PointStatus::done : PointStatus::failed,
            row.integer(3),
            row.text(4),
            row.text(5),
            row.real(6),
            row.text(7),
            row.text(8),
            read_result_rows(database, id, row.text(9))};
}

void make_folder_of(const std::string& path) {
    const auto folder = fs::path(path).parent_path();
    std::error_code error;
    if (!folder.empty()) fs::create_directories(folder, error);
    if (error)
        throw std::runtime_error(
            fmt::format("cannot make the folder '{}': {}", folder.string(), error.message()));
}

bool is_missing(const std::string& path) {
    std::error_code error;
    return !fs::exists(path, error);
}

std::string busy_sentence(const std::string& path) {
    return fmt::format(
        "'{}' is in use by another run: wait for it, or give shards to several runs with "
        "--shard I/N",
        path);
}

// Looks at all of a file before anything is written to it.
void require_sound(const sqlite::Database& database, const std::string& path, const std::string& study) {
    if (database.integer("PRAGMA application_id") != application_id)
        sqlite::fail(path, SQLITE_NOTADB, "another program's database");
    if (const auto version = database.integer("PRAGMA user_version"); version != format_version)
        throw std::invalid_argument(
            fmt::format("'{}' has format {} of run stores, this program reads {}: use the version of "
                        "glasscape that wrote it",
                        path, version, format_version));
    if (const auto report = database.text("PRAGMA quick_check(1)"); report != "ok")
        sqlite::fail(path, SQLITE_CORRUPT, report);
    const auto owner = database.text("SELECT value FROM about WHERE key = 'study'");
    if (!study.empty() && owner != study)
        throw std::invalid_argument(fmt::format(
            "'{}' belongs to the study '{}', not to '{}': give another --store FILE", path, owner, study));
}

// A store without points; it appears whole or not at all.
void make_store(const std::string& path, const std::string& study) {
    const auto unfinished = path + ".new";
    for (const auto* left : {".new", ".new-journal", "-wal", "-shm", "-journal"})
        fs::remove(path + left);
    {
        sqlite::Database database(unfinished, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        database.run(fmt::format("BEGIN IMMEDIATE; PRAGMA application_id = {}; PRAGMA user_version = {}; {}",
                                 application_id, format_version, schema));
        database.prepare("INSERT INTO about VALUES('study', ?)").bind(1, study).step();
        database.run("COMMIT");
    }
    fs::rename(unfinished, path);
}

sqlite::Database open_to_read(const std::string& path) {
    sqlite::Database database(path, SQLITE_OPEN_READONLY);
    try {
        database.integer("PRAGMA user_version");
        return database;
    } catch (const std::runtime_error&) {
        // In a folder that may not be written to, SQLite cannot make the files that readers of a write-ahead
        // log share. Without a log there is nothing to share.
        std::error_code none;
        if (const auto log = fs::file_size(path + "-wal", none); !none && log > 0) throw;
    }
    return sqlite::Database::unchanging(path);
}

void put_point(sqlite::Database& database, const PointResult& point) {
    const auto& columns = point.table.columns();
    const auto description = columns.empty() ? std::string() : columns_json(columns);
    database.prepare("INSERT OR IGNORE INTO columns(description) VALUES(?)").bind(1, description).step();
    database
        .prepare(
            "INSERT OR REPLACE INTO points VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "(SELECT number FROM columns WHERE description = ?))")
        .bind(1, point.id)
        .bind(2, static_cast<std::int64_t>(point.seed))
        .bind(3, point.status == PointStatus::done ? std::string_view("done") : "failed")
        .bind(4, point.attempts)
        .bind(5, point.host)
        .bind(6, point.revision)
        .bind(7, point.wall_seconds)
        .bind(8, point.error)
        .bind(9, point.notes)
        .bind(10, description)
        .step();
    database.prepare("DELETE FROM parameters WHERE point_id = ?").bind(1, point.id).step();
    auto parameter = database.prepare("INSERT INTO parameters VALUES(?, ?, ?)");
    for (const auto& [name, value] : point.parameters) {
        parameter.bind(1, point.id).bind(2, name).bind(3, value).step();
        parameter.reset();
    }
    write_result_rows(database, point.id, point.table);
}

std::string in_one_line(const ParameterTexts& parameters) {
    std::string line;
    for (const auto& [name, value] : parameters)
        line += fmt::format("{} = {}, ", name, value);
    return line;
}

// Two results for one point agree if their rows do; what columns are said to mean may be worded anew.
bool same_rows(const PointResult& a, const PointResult& b) {
    return same_names(a.table.columns(), b.table.columns()) && a.table.rows() == b.table.rows();
}

}  // namespace

std::size_t PointIdHash::operator()(const PointId& id) const noexcept {
    std::size_t word = 0;
    std::memcpy(&word, id.data(), sizeof(word));
    return word;
}

struct RunStore::State {
    std::string path;
    std::unique_ptr<FileLock> lock;
    sqlite::Database database;
};

RunStore::RunStore(const std::string& path, const std::string& study, Mode mode) {
    if (mode != Mode::create && is_missing(path))
        throw std::invalid_argument(
            fmt::format("there is no run store '{}': 'glasscape sweep run' makes it", path));
    if (mode == Mode::create) make_folder_of(path);
    auto lock =
        mode == Mode::read ? nullptr : std::make_unique<FileLock>(path + ".lock", busy_sentence(path));
    if (mode == Mode::create && is_missing(path)) make_store(path, study);
    state_.reset(
        new State{path, std::move(lock),
                  mode == Mode::read ? open_to_read(path) : sqlite::Database(path, SQLITE_OPEN_READWRITE)});
    auto& database = state_->database;
    require_sound(database, path, study);
    // A point is on the disk once it is put in, also when the power fails.
    if (mode != Mode::read) database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
}

RunStore::~RunStore() {
    if (state_ == nullptr || state_->lock == nullptr) return;
    try {
        // Whoever reads it later needs no write-ahead log, nor the permission to make one.
        state_->database.run("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");
    } catch (const std::exception&) {
        return;  // somebody reads it now
    }
}

const std::string& RunStore::path() const {
    return state_->path;
}

std::string RunStore::study() const {
    return state_->database.text("SELECT value FROM about WHERE key = 'study'");
}

KnownPoints RunStore::known() const {
    KnownPoints points;
    points.reserve(static_cast<std::size_t>(state_->database.integer("SELECT count(*) FROM points")));
    auto rows = state_->database.prepare("SELECT id, status = 'done', attempts FROM points");
    while (rows.step())
        points.emplace(id_of(rows.bytes(0)),
                       std::pair(rows.integer(1) != 0 ? PointStatus::done : PointStatus::failed,
                                 static_cast<std::uint32_t>(rows.integer(2))));
    return points;
}

std::optional<PointResult> RunStore::find(const PointId& id) const {
    auto row = state_->database.prepare(std::string(select_points) + "WHERE id = ?");
    row.bind(1, id);
    if (!row.step()) return std::nullopt;
    return point_of(state_->database, row);
}

void RunStore::for_each(const std::function<void(const PointResult&)>& use) const {
    auto rows = state_->database.prepare(std::string(select_points) + "ORDER BY id");
    while (rows.step())
        use(point_of(state_->database, rows));
}

void RunStore::put(std::span<const PointResult> points) {
    auto& database = state_->database;
    database.run("BEGIN IMMEDIATE");
    try {
        for (const auto& point : points) {
            put_point(database, point);
            reach_stop_point("storing");
        }
        database.run("COMMIT");
        for (std::size_t i = 0; i < points.size(); ++i)
            reach_stop_point("stored");
    } catch (...) {
        try {
            database.run("ROLLBACK");
        } catch (const std::exception&) {
            // SQLite has rolled back already; the first error is the one to report.
        }
        throw;
    }
}

std::int64_t merge_stores(RunStore& into, const std::vector<std::string>& from) {
    std::unordered_map<PointId, std::pair<PointResult, std::string>, PointIdHash> better;
    for (const auto& path : from) {
        const RunStore source(path, into.study(), RunStore::Mode::read);
        source.for_each([&](const PointResult& point) {
            const auto earlier = better.find(point.id);
            const auto before =
                earlier != better.end() ? std::optional(earlier->second.first) : into.find(point.id);
            if (!before || (before->status == PointStatus::failed && point.status == PointStatus::done)) {
                better[point.id] = {point, path};
                return;
            }
            if (before->status == PointStatus::failed || point.status == PointStatus::failed) return;
            if (same_rows(*before, point)) return;
            throw std::invalid_argument(fmt::format(
                "'{}' (run on {}) and '{}' (run on {}) hold different results for one point; nothing is "
                "merged. Its parameters: {}seed = {}",
                earlier != better.end() ? earlier->second.second : into.path(), before->host, path,
                point.host, in_one_line(point.parameters), point.seed));
        });
    }
    std::vector<PointResult> points;
    for (auto& [id, entry] : better)
        points.push_back(std::move(entry.first));
    into.put(points);
    return static_cast<std::int64_t>(points.size());
}

}  // namespace glasscape
