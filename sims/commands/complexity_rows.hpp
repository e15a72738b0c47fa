// Rows of `glasscape complexity`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/row_command.hpp"
#include "glasscape/table/table.hpp"

#include "commands/ranges.hpp"

namespace glasscape::cli {

/// The question, read and checked.
struct ComplexityRequest {
    std::vector<Size> sizes;
    std::vector<NamedIndex> indices;
    std::vector<std::optional<double>> energies;  ///< nothing: all energies
    std::string count;                            ///< density, below or all
    bool sample = false;
    std::int64_t samples = 100'000;
    std::uint64_t seed = 1;
    bool typical = false;
    std::vector<double> radials;  ///< of typical
};

/// N, or inf.
std::string size_text(Size size);

Table complexity_table(bool typical);

/// Throws std::invalid_argument where the method does not reach the size.
void add_complexity_rows(Table& table, const Mixture& mixture, Size size, const ComplexityRequest& request,
                         CommandRun& run);

}  // namespace glasscape::cli
