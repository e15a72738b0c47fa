// Strict reading of numbers: the whole text or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace glasscape {

/// A finite decimal number ("0.5", "-1e-3", "+2"); nothing for "", "1x", "nan", "inf" or a number beyond the
/// range of a double. A number too small for a double is 0.
std::optional<double> parse_real(std::string_view text);

/// A decimal integer, "010" being 10; nothing for anything else, or beyond 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// The same without sign, up to 2^64 - 1.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// The parts between separators, empty ones included; split("", ',') is one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace glasscape
