#include "report/dark_colours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <regex>
#include <set>

#include <fmt/format.h>

namespace glasscape {
namespace {

using Colour = std::array<double, 3>;  // red, green, blue in [0, 1]

// As gnuplot writes them: #rrggbb, "rgb( r, g, b)", or one of a few names.
std::optional<Colour> parse_colour(const std::string& text) {
    unsigned r = 0;
    unsigned g = 0;
    unsigned b = 0;
    if (text == "black") return Colour{0.0, 0.0, 0.0};
    if (text == "gray" || text == "grey") return Colour{0.5, 0.5, 0.5};
    if (std::sscanf(text.c_str(), "#%2x%2x%2x", &r, &g, &b) != 3 &&
        std::sscanf(text.c_str(), "rgb(%u,%u,%u)", &r, &g, &b) != 3)
        return std::nullopt;
    return Colour{r / 255.0, g / 255.0, b / 255.0};
}

// Lightness l to 1 - l, in a range that leaves contrast to the page, with hue and chroma as they fit.
std::string dark_counterpart(const Colour& colour) {
    const auto [low, high] = std::minmax_element(colour.begin(), colour.end());
    const double lightness = 0.5 * (*low + *high);
    if (lightness > 0.99) return "var(--page)";
    const double chroma = *high - *low;
    const double target = chroma < 0.05 ? 0.16 + 0.76 * (1.0 - lightness) : std::max(0.64, 1.0 - lightness);
    const double largest = 1.0 - std::abs(2.0 * target - 1.0);
    const double scale = chroma > 0.0 ? std::min(1.3, largest / chroma) : 0.0;
    std::array<long, 3> out{};
    for (std::size_t i = 0; i < 3; ++i)
        out[i] = std::lround(255.0 * std::clamp(target + scale * (colour[i] - lightness), 0.0, 1.0));
    return fmt::format("rgb({},{},{})", out[0], out[1], out[2]);
}

}  // namespace

std::string dark_colour_rules(const std::string& body) {
    static const std::regex attribute(
        R"re( (fill|stroke|color)\s*=\s*['"]((?:#|rgb|black|gr[ae]y)[^'"]*)['"])re");
    std::set<std::pair<std::string, std::string>> found;
    for (std::sregex_iterator match(body.begin(), body.end(), attribute), end; match != end; ++match)
        found.emplace((*match)[1], (*match)[2]);
    std::string rules;
    for (const auto& [property, text] : found)
        if (const auto colour = parse_colour(text))
            rules += fmt::format("  figure [{0}=\"{1}\"] {{ {0}: {2}; }}\n", property, text,
                                 dark_counterpart(*colour));
    return rules.empty() ? rules : "@media (prefers-color-scheme: dark) {\n" + rules + "}\n";
}

}  // namespace glasscape
