// The radial derivative at which the typical count of a given energy is largest.
#pragma once

#include <optional>

#include "complexity/typical/level_search.hpp"

namespace glasscape {

/// The maximum over x of the minimum over levels, from the annealed maximiser `annealed_x`; for minima over
/// x <= -2 sqrt(nu2). The energy is negative or zero, unless minima are asked for. `near`: levels from which
/// to search first. Its value may be negative; nothing where no x has a minimum over levels.
std::optional<LevelSolution> dominant_solution(const LevelSearch& search, double u, double annealed_x,
                                               bool minima, const ReplicaLevels* near = nullptr);

/// The maximum over x <= 0 without blocks, whether it is stable or not (its `test`); u <= 0.
std::optional<LevelSolution> dominant_without_blocks(const LevelSearch& search, double u);

/// The maximum over energies too, of minima; from near energy `u`. Nothing where no minimum over levels is found.
std::optional<LevelSearch::Found> most_minima(const LevelSearch& search, double u);

}  // namespace glasscape
