#include "sweep/store/sqlite.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

namespace glasscape::sqlite {

namespace {

// SQLite calls some writes that found no room a plain input or output error.
bool disk_is_full(const std::string& path) {
    constexpr std::uintmax_t little = std::uintmax_t{64} * 1024;
    std::error_code error;
    const auto space = std::filesystem::space(std::filesystem::absolute(path).parent_path(), error);
    return !error && space.available < little;
}

}  // namespace

void fail(const std::string& path, int code, const std::string& message) {
    const bool full = (code & 0xff) == SQLITE_IOERR && disk_is_full(path);
    switch (full ? SQLITE_FULL : code & 0xff) {
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            throw std::invalid_argument(fmt::format(
                "'{}' is damaged or no run store ({}): it is left as it is; move it away, or give another "
                "--store FILE",
                path, message));
        case SQLITE_FULL:
            throw std::runtime_error(
                fmt::format("cannot write '{}': the disk is full; what was finished before is kept", path));
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            throw std::runtime_error(
                fmt::format("cannot open '{}': {}, a run needs a --store FILE in a place it may write to",
                            path, message));
        default:
            throw std::runtime_error(fmt::format("'{}': {}", path, message));
    }
}

Statement::Statement(sqlite3* database, const std::string& path, std::string_view sql)
    : database_(database), path_(path) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    statement_.reset(statement);
    if (code != SQLITE_OK) fail(path_, code, sqlite3_errmsg(database));
}

Statement& Statement::bind(int parameter, std::string_view text) {
    sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}
Statement& Statement::bind(int parameter, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), parameter, value);
    return *this;
}
Statement& Statement::bind(int parameter, double value) {
    sqlite3_bind_double(statement_.get(), parameter, value);
    return *this;
}
Statement& Statement::bind(int parameter, std::span<const std::uint8_t> bytes) {
    sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(path_, code, sqlite3_errmsg(database_));
    return false;
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
std::string Statement::text(int column) const {
    const auto* text = sqlite3_column_text(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return text == nullptr ? "" : std::string(reinterpret_cast<const char*>(text), size);
}
std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}
std::span<const std::uint8_t> Statement::bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Database::Database(std::string path, int flags) : path_(std::move(path)) {
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(path_.c_str(), &database, flags, nullptr);
    database_.reset(database);
    if (code != SQLITE_OK) {
        const int reason = sqlite3_system_errno(database);
        fail(path_, code, reason != 0 ? std::strerror(reason) : sqlite3_errstr(code));
    }
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, 10'000);
}

Database Database::unchanging(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        const bool special = c == '%' || c == '?' || c == '#';
        uri += special ? fmt::format("%{:02X}", static_cast<unsigned>(c)) : std::string(1, c);
    }
    Database database(uri + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    database.path_ = path;
    return database;
}

void Database::run(const std::string& sql) {
    const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(path_, code, sqlite3_errmsg(database_.get()));
}

std::int64_t Database::integer(std::string_view sql) const {
    auto statement = prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

std::string Database::text(std::string_view sql) const {
    auto statement = prepare(sql);
    return statement.step() ? statement.text(0) : "";
}

}  // namespace glasscape::sqlite
