// The run store of a study: one SQLite file (write-ahead log) with every point that was run, whatever became
// of it.
//
// A point is written in one transaction once it is finished, so a process may be killed at any moment and
// loses only what it was computing. Tables (docs/studies.md shows queries; PRAGMA user_version is the
// version):
//
//     about(key, value)                     the study's name
//     points(id, seed, status, attempts, host, revision, wall_seconds, error, notes, columns)
//     parameters(point_id, name, value)     of each point, as text
//     columns(number, description)          what a point's rows hold: JSON list of name, type, unit, meaning
//     results(point_id, row_number, ...)    the rows, a column each; exact doubles, NULL for empty cells
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/sweep/point.hpp"

namespace glasscape {

class RunStore {
  public:
    enum class Mode { create, read, write };

    /// Opens `path`; Mode::create makes the file if it is missing and takes the lock of a run; Mode::read
    /// needs no permission to write. Throws std::invalid_argument if there is no such store, it belongs to
    /// another study, or is damaged or no store (the file is left as it is); std::runtime_error if another
    /// run holds its lock or the disk does not take it. `study` may be empty for Mode::read: any study's.
    RunStore(const std::string& path, const std::string& study, Mode mode);
    ~RunStore();

    const std::string& path() const;

    /// Name of the study it belongs to.
    std::string study() const;

    /// O(points) memory, about 60 bytes each.
    KnownPoints known() const;

    std::optional<PointResult> find(const PointId& id) const;

    /// Every point, by identity.
    void for_each(const std::function<void(const PointResult&)>& use) const;

    /// Puts points in, in the place of what was known of them, all in one transaction. Throws
    /// std::runtime_error naming the file and the reason, with nothing of them put in.
    void put(std::span<const PointResult> points);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Puts the points of `from` into `into`. A done point goes before a failed one. Throws
/// std::invalid_argument naming both stores if they hold different rows for one point; `into` is then as it
/// was. Returns the number of points that were new or better.
std::int64_t merge_stores(RunStore& into, const std::vector<std::string>& from);

}  // namespace glasscape
