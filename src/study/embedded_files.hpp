// Plot templates and study files, compiled in.
#pragma once

#include <map>
#include <string>

namespace glasscape {

/// File name (no folder) to content.
const std::map<std::string, std::string>& embedded_files();

}  // namespace glasscape
