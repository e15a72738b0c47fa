// Figures are drawn on white; on a dark screen their colours are replaced by style rules.
#pragma once

#include <string>

namespace glasscape {

/// Rules for every colour that stands in an attribute fill, stroke or color of the SVG elements in `body`:
/// light and dark change places, hues stay, white becomes the background of a dark page.
std::string dark_colour_rules(const std::string& body);

}  // namespace glasscape
