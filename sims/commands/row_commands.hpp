// The row-making commands of the program, one file each.
#pragma once

#include <string>
#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/row_command.hpp"

namespace glasscape::cli {

RowCommand mixture_command();
RowCommand complexity_command();
RowCommand thresholds_command();
RowCommand count_command();
RowCommand descend_command();
RowCommand train_command();
RowCommand depth_command();
RowCommand compare_counts_command();
RowCommand compare_depth_command();

/// What an interrupted run of a command that finishes unit by unit leaves.
inline constexpr const char* part_of_same_out = "FILE.part of an interrupted run with the same --out";

/// The mixtures of the specs, with the remarks on their weights.
std::vector<Mixture> parse_mixtures(const std::vector<std::string>& specs, CommandRun& run);

}  // namespace glasscape::cli
