// Plot templates, papers, studies and network configurations, compiled in.
#pragma once

#include <map>
#include <string>

namespace glasscape {

/// File name (no folder) to content.
const std::map<std::string, std::string>& embedded_files();

/// The same of sims/networks.
const std::map<std::string, std::string>& embedded_networks();

/// The ready studies, sims/*.toml.
const std::map<std::string, std::string>& embedded_studies();

}  // namespace glasscape
