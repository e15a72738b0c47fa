#include "glasscape/core/version.hpp"

#include <array>
#include <fstream>

#include <unistd.h>

#include "revision.hpp"

namespace glasscape {

BuildInfo build_info() {
    return {GLASSCAPE_VERSION, GLASSCAPE_REVISION, GLASSCAPE_COMPILER, GLASSCAPE_BUILD_TYPE};
}

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

std::string processor_name() {
    std::ifstream cpuinfo("/proc/cpuinfo");
    for (std::string line; std::getline(cpuinfo, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
    }
    return "unknown";
}

}  // namespace glasscape
