// What a study file may run, and how a point runs.
#pragma once

#include <string>
#include <vector>

#include "glasscape/report/study_page.hpp"
#include "glasscape/sweep/sweep.hpp"

namespace glasscape::cli {

/// The subcommands that make rows, with their parameters.
std::vector<StudyCommand> study_commands();

/// Reads a study (FILE.toml, or a ready one by name) and checks the command lines of its first point and of
/// the first values of each axis.
StudyDocument load_study(const std::string& path, bool quick);

/// Runs a point as the command line would, with this backend; gives its table back.
PointRunner point_runner(const Study& study, const std::string& backend);

}  // namespace glasscape::cli
