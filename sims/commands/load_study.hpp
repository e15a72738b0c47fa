// Study files as the command line reads them.
#pragma once

#include <string>

#include "glasscape/report/study_page.hpp"

namespace glasscape::cli {

/// Reads a study (FILE.toml, or a ready one by name) and checks its first point and the first values of each
/// axis. Throws std::invalid_argument naming the file and the place or the point.
StudyDocument load_study(const std::string& path, bool quick);

}  // namespace glasscape::cli
