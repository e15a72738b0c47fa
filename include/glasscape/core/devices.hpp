// CUDA devices that the program can see.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace glasscape {

struct DeviceList {
    bool compiled = false;           ///< whether the build has CUDA kernels
    std::vector<std::string> names;  ///< one entry per usable device
    std::string problem;             ///< why there is none, in words; empty when there is one
};

DeviceList cuda_devices();

/// Limits of the first device, measured and from its description.
struct DeviceLimits {
    std::string name;
    std::string capability;   ///< "9.0"
    std::int64_t memory = 0;  ///< bytes
    std::int64_t free = 0;    ///< bytes
    double copy_bytes_per_second =
        0.0;  ///< bytes read plus bytes written, copying half a gibibyte on the device
    double float_operations_second = 0.0;  ///< 2 x multiply-add units in single precision x clock
};

/// Throws std::runtime_error, saying why, where there is none.
DeviceLimits measure_device();

}  // namespace glasscape
