// FILE.part: what is finished of a long run that makes the table FILE, so that a run which is interrupted,
// killed or cut off loses little, and what it left is believed for what made it, never for its name.
//
// A part is a CSV with the columns unit, unit_rows and unit_hash before those of the rows. A unit (a
// disorder, a sample) is taken back only if all of its rows are there as they were written: their number is
// unit_rows, and unit_hash is the hash of the fingerprint, the unit's name and its rows. FILE.part.json
// beside it holds the fingerprint in words.
//
// What is done of a unit that takes long by itself may be kept too, block by block in FILE.part.journal
// (table/journal.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/core/stopwatch.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/journal.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// What shapes the rows of a run, by name, in the order in which differences are reported; the first is
/// "format", the revision of the rows' format.
using Fingerprint = std::vector<std::pair<std::string, std::string>>;

/// The first parameter in which two fingerprints differ, as "size is 12 there and 20 here"; empty if none.
std::string first_difference(const Fingerprint& there, const Fingerprint& here);

/// The part of one run. Does nothing at all where the path of the table is empty or written straight.
class Part {
  public:
    /// `path` is that of the table. `columns` are those of a unit's rows.
    Part(const std::string& path, Fingerprint made_by, std::vector<Column> columns);

    /// Whether there is one.
    bool exists() const;

    /// Path of the part; empty where there is none.
    const std::string& path() const { return path_; }

    /// Takes back the whole units by name, and keeps them for the next write. Throws std::invalid_argument if
    /// the part is no part, or was made by another fingerprint, naming the first parameter that differs.
    std::map<std::string, CsvText> resume();

    /// Units that resume() found damaged or cut.
    std::int64_t broken() const { return broken_; }

    /// Keeps a finished unit (the rows of `rows`); writes the part if the last write was a minute ago (or
    /// GLASSCAPE_PART_SECONDS). A write that fails is tried again with the next unit. Thread-safe.
    void keep(const std::string& unit, const Table& rows);

    /// Blocks of unfinished units, as resume() found them and append() added to them.
    const Journal& journal() const { return journal_; }

    /// Whether the last write was so long ago that it is time for the next.
    bool is_due();

    /// Appends a block to the journal; false if it cannot be written now (a full disk may have room again).
    /// Thread-safe.
    bool append(const std::function<void(const Journal::Sink&)>& write_block);

    /// Writes the part now, if there is anything to keep. Throws std::runtime_error. Thread-safe.
    void write();

    /// Removes the part: the table is complete, or the part is not wanted.
    void remove();

  private:
    struct Unit {
        std::string name;
        std::string rows;  // CSV lines with the columns of the part
    };
    std::string origin() const;
    std::string hash_of_unit(const std::string& name, const std::string& rows) const;
    std::string described() const;
    void require_same_origin() const;
    void write_now();

    std::string path_;
    Fingerprint made_by_;
    std::vector<Column> columns_;
    Journal journal_;
    std::vector<Unit> units_;
    std::int64_t broken_ = 0;
    double pause_seconds_;
    double last_write_ = 0.0;
    Stopwatch watch_;
    std::mutex mutex_;
};

}  // namespace glasscape
