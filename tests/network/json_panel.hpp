// Panels as the vector files hold them.
#pragma once

#include <nlohmann/json.hpp>

#include "glasscape/network/panel.hpp"

namespace glasscape::testing {

/// Row by row, [sample][feature].
inline Panel<double> panel_of(const nlohmann::json& rows) {
    Panel<double> panel(static_cast<int>(rows.at(0).size()), static_cast<int>(rows.size()));
    for (int b = 0; b < panel.samples(); ++b)
        for (int j = 0; j < panel.features(); ++j)
            panel(j, b) = rows[static_cast<std::size_t>(b)][static_cast<std::size_t>(j)].get<double>();
    return panel;
}

}  // namespace glasscape::testing
