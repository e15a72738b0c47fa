// SQLite with destructors and exceptions.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace glasscape::sqlite {

/// A statement; columns count from 0, parameters from 1.
class Statement {
  public:
    Statement(sqlite3* database, const std::string& path, std::string_view sql);

    Statement& bind(int parameter, std::string_view text);
    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, double value);
    Statement& bind(int parameter, std::span<const std::uint8_t> bytes);

    /// The next row; false at the end.
    bool step();
    /// Ready to be bound and stepped again.
    void reset();

    bool is_null(int column) const;
    std::string text(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::span<const std::uint8_t> bytes(int column) const;

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    sqlite3* database_;
    std::string path_;
};

class Database {
  public:
    /// Flags as of sqlite3_open_v2. Throws like the statements do.
    Database(std::string path, int flags);
    /// A file that nobody writes to while it is open; nothing is made beside it.
    static Database unchanging(const std::string& path);

    void run(const std::string& sql);
    Statement prepare(std::string_view sql) const { return {database_.get(), path_, sql}; }
    /// First column of the first row.
    std::int64_t integer(std::string_view sql) const;
    std::string text(std::string_view sql) const;

  private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close(database); }
    };
    std::string path_;
    std::unique_ptr<sqlite3, Close> database_;
};

/// Throws what an error code means to a user: std::invalid_argument for a file that is no database or a
/// damaged one, std::runtime_error otherwise.
[[noreturn]] void fail(const std::string& path, int code, const std::string& message);

}  // namespace glasscape::sqlite
