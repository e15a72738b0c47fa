// What was built, from which sources, by what.
#pragma once

#include <string>

namespace glasscape {

struct BuildInfo {
    std::string version;  ///< e.g. "0.1.0"
    std::string
        revision;  ///< git revision, "+" when tracked files differed from it, "unknown" outside a checkout
    std::string compiler;    ///< e.g. "GNU 12.2.0"
    std::string build_type;  ///< e.g. "Release"
};

BuildInfo build_info();

/// Name of the host, for sidecars.
std::string host_name();

/// Brand string of the processor, for sidecars.
std::string processor_name();

}  // namespace glasscape
