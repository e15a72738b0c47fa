// Axes of a study file: lists, {from, to, steps} ranges and zipped lists.
#pragma once

#include <vector>

#include "glasscape/sweep/study_file.hpp"

#include "core/toml_reader.hpp"

namespace glasscape {

/// One axis from a list or a range.
StudyAxis read_axis(const TomlReader& reader, const std::string& name, const toml::node& node);

/// Axes of a table in the order of the file.
std::vector<StudyAxis> read_grid(const toml::table& grid, const std::string& origin,
                                 const std::string& where);

/// Each table of [[zip]] as one axis of several names.
std::vector<StudyAxis> read_zips(const toml::node& node, const std::string& origin);

}  // namespace glasscape
