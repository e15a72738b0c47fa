#include <stdexcept>

#include "glasscape/core/devices.hpp"

namespace glasscape {

DeviceList cuda_devices() {
    return {.compiled = false, .names = {}, .problem = "built without a CUDA compiler"};
}

DeviceLimits measure_device() {
    throw std::runtime_error("no CUDA device can be used: built without a CUDA compiler");
}

}  // namespace glasscape
