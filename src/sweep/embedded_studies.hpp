// Ready studies, compiled in.
#pragma once

#include <map>
#include <string>

namespace glasscape {

/// File name (no folder) to content, of sims/studies/.
const std::map<std::string, std::string>& embedded_studies();

}  // namespace glasscape
