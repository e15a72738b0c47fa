#include "commands/ranges.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"

namespace glasscape::cli {
namespace {

constexpr double max_points = 1e6;
constexpr int max_size = 1'000'000;

// An option and what was given to it.
struct Range {
    std::string_view option;
    std::string_view text;
};

[[noreturn]] void bad_range(const Range& range, const std::string& what) {
    throw std::invalid_argument(
        fmt::format("{} '{}': {}; give LO:HI:STEP such as -1.70:-1.55:0.001, or one number", range.option,
                    range.text, what));
}

// Digits after the point of a plain decimal number, or -1 for other notations.
int decimals(std::string_view text) {
    if (text.find_first_of("eE") != std::string_view::npos) return -1;
    const auto point = text.find('.');
    return point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

[[noreturn]] void refuse_repeated(const std::string& option, std::string_view text, std::string_view part) {
    throw std::invalid_argument(fmt::format("{} '{}': {} stands there twice", option, text, part));
}

double range_number(const Range& range, std::string_view part) {
    const auto value = parse_real(part);
    if (!value) bad_range(range, fmt::format("'{}' is not a number", part));
    return *value;
}

}  // namespace

std::vector<double> parse_values(std::string_view option, std::string_view text) {
    const Range range{option, text};
    const auto parts = split(text, ':');
    if (parts.size() == 1) return {range_number(range, text)};
    if (parts.size() != 3) bad_range(range, fmt::format("it has {} parts instead of 3", parts.size()));
    const double low = range_number(range, parts[0]);
    const double high = range_number(range, parts[1]);
    const double step = range_number(range, parts[2]);
    if (step <= 0.0) bad_range(range, fmt::format("the step {} is not positive", parts[2]));
    if (low > high) bad_range(range, fmt::format("it is reversed, {} lies above {}", parts[0], parts[1]));
    const double count = std::floor((high - low) / step + 1e-9) + 1.0;
    if (count > max_points)
        bad_range(range, fmt::format("it has {:.0f} points, at most {:.0f} are allowed", count, max_points));

    // On a decimal grid count in units of its last digit, so that -1.7 + 3 * 0.001 is the double nearest to
    // -1.697.
    const int digits = std::max(decimals(parts[0]), decimals(parts[2]));
    const double unit = std::pow(10.0, digits);
    const bool decimal = std::min(decimals(parts[0]), decimals(parts[2])) >= 0 && digits <= 15 &&
                         std::max(std::abs(low), std::abs(high)) * unit < 1e15;
    std::vector<double> energies;
    for (double i = 0.0; i < count; i += 1.0)
        energies.push_back(decimal ? (std::round(low * unit) + i * std::round(step * unit)) / unit
                                   : low + i * step);
    return energies;
}

std::vector<double> parse_energies(std::string_view text) {
    return parse_values("--energy", text);
}

std::vector<Size> parse_sizes(std::string_view text) {
    std::vector<Size> sizes;
    for (const auto part : split(text, ',')) {
        if (part == "inf") {
            if (std::find(sizes.begin(), sizes.end(), std::nullopt) != sizes.end())
                refuse_repeated("--size", text, part);
            sizes.emplace_back(std::nullopt);
            continue;
        }
        const auto size = parse_integer(part);
        if (!size || *size < 2 || *size > max_size)
            throw std::invalid_argument(fmt::format(
                "--size '{}': give a whole number of spins from 2 to {}, or inf for the asymptotic theory",
                part, max_size));
        if (std::find(sizes.begin(), sizes.end(), static_cast<int>(*size)) != sizes.end())
            refuse_repeated("--size", text, part);
        sizes.emplace_back(static_cast<int>(*size));
    }
    return sizes;
}

std::vector<NamedIndex> parse_indices(std::string_view text) {
    std::vector<NamedIndex> indices;
    const auto add = [&](const std::string& name, IndexClass index) {
        if (std::any_of(indices.begin(), indices.end(),
                        [&](const NamedIndex& other) { return other.name == name; }))
            refuse_repeated("--index", text, name);
        indices.push_back({name, index});
    };
    for (const auto part : split(text, ',')) {
        constexpr std::string_view gamma = "gamma=";
        if (part == "total") {
            add("total", IndexClass::total());
            continue;
        }
        if (part.starts_with(gamma)) {
            const auto fraction = parse_real(part.substr(gamma.size()));
            if (!fraction || *fraction < 0.0 || *fraction > 1.0)
                throw std::invalid_argument(fmt::format(
                    "--index '{}': the fraction of negative eigenvalues must lie in [0, 1], e.g. gamma=0.1",
                    part));
            add(fmt::format("gamma={}", *fraction), IndexClass::fraction(*fraction));
            continue;
        }
        const auto k = parse_integer(part);
        if (!k || *k < 0 || *k > max_size)
            throw std::invalid_argument(fmt::format(
                "--index '{}': give total, whole numbers from 0 or gamma=FRACTION, e.g. total,0,1,gamma=0.1",
                part));
        add(fmt::format("{}", *k), IndexClass::fixed(static_cast<int>(*k)));
    }
    return indices;
}

}  // namespace glasscape::cli
