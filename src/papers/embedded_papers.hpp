// Papers, compiled in.
#pragma once

#include <map>
#include <string>

namespace glasscape {

/// File name (no folder) to content, of sims/papers/.
const std::map<std::string, std::string>& embedded_papers();

}  // namespace glasscape
