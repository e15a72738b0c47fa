// Strict reading of numbers: the whole text or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace glasscape {

/// A finite decimal number ("0.5", "-1e-3"); nothing for "", "1x", "nan", "inf" or a number beyond the range
/// of a double.
std::optional<double> parse_real(std::string_view text);

/// A decimal integer; nothing for anything else.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// The parts between separators, empty ones included; split("", ',') is one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace glasscape
