// A study as a table of a larger file.
#pragma once

#include <functional>
#include <vector>

#include "glasscape/sweep/study_file.hpp"

#include "core/toml_reader.hpp"

namespace glasscape {

/// Reads a study (study_file.hpp) and whatever `read_more` reads besides; other keys are refused. `quick`
/// takes what [quick] replaces, if there is one.
Study read_study(TomlReader& reader, bool quick, const std::vector<RowCommand>& commands,
                 const std::function<void(TomlReader&)>& read_more);

}  // namespace glasscape
