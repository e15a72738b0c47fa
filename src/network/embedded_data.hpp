// Data files, compiled in.
#pragma once

#include <map>
#include <string>

namespace glasscape {

/// File name (no folder) to content, of the *.csv.gz of data/.
const std::map<std::string, std::string>& embedded_data();

}  // namespace glasscape
