// Images and arrays as the vector files of data/conv hold them: {shape, data}, row-major, sample first.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "glasscape/network/panel.hpp"

namespace glasscape::testing {

/// A file of data/conv.
inline nlohmann::json conv_vectors(const std::string& name) {
    std::ifstream file(std::string(GLASSCAPE_SOURCE_DIR) + "/data/conv/" + name);
    return nlohmann::json::parse(file);
}

/// [sample][channel][y][x], or [sample][feature].
inline Panel<double> images_of(const nlohmann::json& array) {
    const auto& data = array.at("data");
    const int samples = array.at("shape").at(0).get<int>();
    const int features = static_cast<int>(data.size()) / samples;
    Panel<double> panel(features, samples);
    for (int b = 0; b < samples; ++b)
        for (int i = 0; i < features; ++i)
            panel(i, b) = data[static_cast<std::size_t>(b * features + i)].get<double>();
    return panel;
}

inline double largest_difference(const Panel<double>& a, const Panel<double>& b) {
    if (a.features() != b.features() || a.samples() != b.samples()) return INFINITY;
    double worst = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::abs(a.data()[i] - b.data()[i]));
    return worst;
}

inline void copy_array(const nlohmann::json& array, double* to) {
    for (const auto& value : array.at("data"))
        *to++ = value.get<double>();
}

inline double largest_difference(const nlohmann::json& array, const double* values) {
    double worst = 0.0;
    for (const auto& value : array.at("data"))
        worst = std::max(worst, std::abs(value.get<double>() - *values++));
    return worst;
}

}  // namespace glasscape::testing
