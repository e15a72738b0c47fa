// Lists and ranges as the command line spells them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/complexity/complexity.hpp"

namespace glasscape::cli {

/// "LO:HI:STEP" or one number: LO, LO + STEP, ... up to HI (included when it falls on the grid within 1e-9
/// STEP). Decimal input gives the nearest doubles of the decimal grid. Throws std::invalid_argument for a
/// malformed or reversed range, a step that is not positive, or more than 1,000,000 points.
std::vector<double> parse_energies(std::string_view text);

/// The same for the numbers of another option, which a message names.
std::vector<double> parse_values(std::string_view option, std::string_view text);

/// A size N >= 2, or nothing for "inf".
using Size = std::optional<int>;

/// Comma-separated sizes: "50", "inf", "10,20,inf". Sizes up to 1,000,000.
std::vector<Size> parse_sizes(std::string_view text);

struct NamedIndex {
    std::string name;  ///< as in the table: "total", "0", "gamma=0.1"
    IndexClass index;
};

/// Comma-separated index classes: total, integers >= 0, gamma=FRACTION; none of them twice.
std::vector<NamedIndex> parse_indices(std::string_view text);

}  // namespace glasscape::cli
