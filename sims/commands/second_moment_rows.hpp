// The rows of `glasscape complexity --second-moment`.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/row_command.hpp"

#include "commands/ranges.hpp"

namespace glasscape::cli {

struct SecondMomentRows {
    std::vector<Size> sizes;
    std::vector<NamedIndex> indices;
    std::vector<std::optional<double>> energies;  ///< points below each; nothing: all energies
    std::int64_t samples = 100'000;
    double spread = 1.3;
};

/// Throws std::invalid_argument for what has no second moment here: infinite or large sizes, fractions.
void check(const SecondMomentRows& request);

/// The table, and that of the density of pairs if the run wants "overlaps"; the check of each run as a remark. An
/// interrupted run goes on after the last whole mixture and size; `made_by` is what shapes the rows.
CommandResult second_moment_tables(const std::vector<Mixture>& mixtures, const SecondMomentRows& request,
                                   const Fingerprint& made_by, CommandRun& run);

}  // namespace glasscape::cli
