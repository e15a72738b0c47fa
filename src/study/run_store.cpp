#include "glasscape/study/run_store.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "file_lock.hpp"
#include "sqlite.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t application_id = 0x676c6173;  // "glas"
constexpr std::int64_t format_version = 1;

constexpr const char* schema = R"sql(
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE columns(number INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
CREATE TABLE points(
    id BLOB PRIMARY KEY, parameters TEXT NOT NULL, seed INTEGER NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('done', 'failed')), attempts INTEGER NOT NULL,
    host TEXT NOT NULL, revision TEXT NOT NULL, wall_seconds REAL NOT NULL, error TEXT NOT NULL,
    notes TEXT NOT NULL, columns INTEGER NOT NULL REFERENCES columns(number), rows TEXT NOT NULL);
)sql";

constexpr const char* select_points =
    "SELECT id, parameters, seed, status, attempts, host, revision, wall_seconds, error, notes, "
    "description, rows FROM points JOIN columns ON columns.number = points.columns ";

// "a = 1, b = 2, " of one parameter a line.
std::string in_one_line(const std::string& parameters) {
    std::string line;
    for (const char c : parameters)
        line += c == '\n' ? ", " : std::string(1, c);
    return line;
}

PointId id_of(std::span<const std::uint8_t> bytes) {
    PointId id{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), id.size()), id.begin());
    return id;
}

PointResult point_of(const sqlite::Statement& row) {
    return {id_of(row.bytes(0)),
            row.text(1),
            static_cast<std::uint64_t>(row.integer(2)),
            row.text(3) == "done" ? PointStatus::done : PointStatus::failed,
            row.integer(4),
            row.text(5),
            row.text(6),
            row.real(7),
            row.text(8),
            row.text(9),
            row.text(10),
            row.text(11)};
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

// A run that was killed before it wrote anything leaves a database without tables.
bool is_blank(const sqlite::Database& database) {
    return database.integer("SELECT count(*) FROM sqlite_schema") == 0 &&
           database.integer("PRAGMA application_id") == 0;
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

void write_schema(sqlite::Database& database, const std::string& study) {
    database.run("PRAGMA journal_mode = WAL");
    database.run(fmt::format("BEGIN IMMEDIATE; PRAGMA application_id = {}; PRAGMA user_version = {}; {}",
                             application_id, format_version, schema));
    auto insert = database.prepare("INSERT INTO about VALUES('study', ?)");
    insert.bind(1, study).step();
    insert.reset();
    database.run("COMMIT");
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
    // Readers too may write where they can: the last to leave tidies the write-ahead log away.
    const int flags = SQLITE_OPEN_READWRITE | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
    state_.reset(new State{path, std::move(lock), sqlite::Database(path, flags)});
    auto& database = state_->database;
    if (mode == Mode::create && is_blank(database))
        write_schema(database, study);
    else
        require_sound(database, path, study);
    // A point is on the disk once it is put in, also when the power fails.
    if (mode != Mode::read) database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
}

RunStore::~RunStore() = default;

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
    return point_of(row);
}

void RunStore::for_each(const std::function<void(const PointResult&)>& use) const {
    auto rows = state_->database.prepare(std::string(select_points) + "ORDER BY id");
    while (rows.step())
        use(point_of(rows));
}

void RunStore::put(std::span<const PointResult> points) {
    auto& database = state_->database;
    database.run("BEGIN IMMEDIATE");
    try {
        auto columns = database.prepare("INSERT OR IGNORE INTO columns(description) VALUES(?)");
        auto insert = database.prepare(
            "INSERT OR REPLACE INTO points VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "(SELECT number FROM columns WHERE description = ?), ?)");
        for (const auto& point : points) {
            columns.bind(1, point.columns).step();
            columns.reset();
            insert.bind(1, point.id)
                .bind(2, point.parameters)
                .bind(3, static_cast<std::int64_t>(point.seed))
                .bind(4, point.status == PointStatus::done ? std::string_view("done") : "failed")
                .bind(5, point.attempts)
                .bind(6, point.host)
                .bind(7, point.revision)
                .bind(8, point.wall_seconds)
                .bind(9, point.error)
                .bind(10, point.notes)
                .bind(11, point.columns)
                .bind(12, point.rows)
                .step();
            insert.reset();
        }
        database.run("COMMIT");
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
            if (before->rows == point.rows && before->columns == point.columns) return;
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
