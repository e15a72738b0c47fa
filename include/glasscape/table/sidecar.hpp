// The sidecar NAME.csv.json: how a table came to be. Never in the CSV itself, so that the same physics gives
// the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct Provenance {
    std::vector<std::string> command;  ///< argv as the user would type it, program name included
    std::uint64_t seed = 1;
    std::string backend = "cpu";
    int threads = 1;
    double wall_seconds = 0.0;
    std::vector<std::string> notes;  ///< remarks that were printed, e.g. the accuracy reached
};

/// Command line that a shell reads back to the same arguments.
std::string shell_command(const std::vector<std::string>& arguments);

/// JSON list of the columns: name, type, unit, meaning.
std::string columns_json(const std::vector<Column>& columns);

/// The columns that such a list describes. Throws std::invalid_argument for anything else.
std::vector<Column> columns_of_json(const std::string& text);

/// JSON text of the sidecar: command line, version, source revision, seed, columns with units, host, backend,
/// time of writing (UTC), wall time.
std::string sidecar_json(const std::vector<Column>& columns, std::size_t rows, const Provenance& provenance);

/// Writes the table to `path` and its sidecar to `path` + ".json", each whole or not at all; a path that is
/// written straight gets no sidecar.
void write_table(const Table& table, const Provenance& provenance, const std::string& path);

}  // namespace glasscape
