// Network configurations, compiled in.
#pragma once

#include <map>
#include <string>

namespace glasscape {

/// File name (no folder) to content, of sims/networks/.
const std::map<std::string, std::string>& embedded_networks();

}  // namespace glasscape
