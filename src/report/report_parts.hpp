// Plot templates, style and script of the page, compiled in.
#pragma once

#include <map>
#include <string>

namespace glasscape {

/// File name (no folder) to content, of plots/.
const std::map<std::string, std::string>& report_parts();

}  // namespace glasscape
