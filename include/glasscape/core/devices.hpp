// CUDA devices that the program can see.
#pragma once

#include <string>
#include <vector>

namespace glasscape {

struct DeviceList {
    bool compiled = false;           ///< whether the build has CUDA kernels
    std::vector<std::string> names;  ///< one entry per usable device
    std::string problem;             ///< why there is none, in words; empty when there is one
};

DeviceList cuda_devices();

}  // namespace glasscape
