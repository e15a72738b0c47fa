// What somebody may have meant.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace glasscape {

/// The candidate with the fewest letters changed, added, left out or swapped with a neighbour (Damerau 1964), the first
/// of several; none if more than a third of its letters differ.
std::optional<std::string> closest_word(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace glasscape
