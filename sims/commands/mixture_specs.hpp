// What the commands that take mixture specs share.
#pragma once

#include <string>
#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/row_command.hpp"

namespace glasscape::cli {

/// What an interrupted run of a command that finishes unit by unit leaves.
inline constexpr const char* part_of_same_out = "FILE.part of an interrupted run with the same --out";

/// The mixtures of the specs, with the remarks on their weights.
std::vector<Mixture> parse_mixtures(const std::vector<std::string>& specs, CommandRun& run);

}  // namespace glasscape::cli
