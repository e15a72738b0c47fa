// A point of a sweep: its identity, and what became of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "glasscape/core/hash.hpp"
#include "glasscape/table/row_command.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// Identity of a point: a hash of the command, its resolved parameters, the content of the files that they
/// name, and the seed; not of backend, threads or place in the grid.
using PointId = ContentHash;

enum class PointStatus { done, failed };

/// What became of one point.
struct PointResult {
    PointId id{};
    ParameterTexts parameters;  ///< and "NAME.content" for each that names files
    std::uint64_t seed = 1;
    PointStatus status = PointStatus::done;
    std::int64_t attempts = 1;
    std::string host;
    std::string revision;  ///< of the sources that ran it
    double wall_seconds = 0.0;
    std::string error;  ///< of a failed point
    std::string notes;  ///< remarks, one a line
    Table table{{}};    ///< without columns if it failed
};

struct PointIdHash {
    std::size_t operator()(const PointId& id) const noexcept;
};

/// Status and attempts of every point of a store.
using KnownPoints = std::unordered_map<PointId, std::pair<PointStatus, std::uint32_t>, PointIdHash>;

}  // namespace glasscape
