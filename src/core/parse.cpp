#include "glasscape/core/parse.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace glasscape {
namespace {

// "+2" is a number, "+-2" is none.
std::string_view without_plus(std::string_view text) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
    return text;
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
    text = without_plus(text);
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Whether a number in decimal notation that no double holds is too small, rather than too large: its first
// digit that is not 0 stands at a negative power of ten.
bool is_too_small(std::string_view text) {
    const auto e = text.find_first_of("eE");
    const auto exponent = e == std::string_view::npos ? std::optional<std::int64_t>(0)
                                                      : parse_whole<std::int64_t>(text.substr(e + 1));
    if (!exponent) return text[e + 1] == '-';
    const auto mantissa = text.substr(0, e);
    const auto digit = mantissa.find_first_of("123456789");
    if (digit == std::string_view::npos) return true;
    const auto point = std::min(mantissa.find('.'), mantissa.size());
    return static_cast<double>(point) - static_cast<double>(digit) + static_cast<double>(*exponent) < 0.0;
}

}  // namespace

std::optional<double> parse_real(std::string_view text) {
    text = without_plus(text);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc::result_out_of_range)
        return is_too_small(text) ? std::optional(0.0) : std::nullopt;
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    return parse_whole<std::int64_t>(text);
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
    return parse_whole<std::uint64_t>(text);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace glasscape
