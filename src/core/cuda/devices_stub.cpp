#include "glasscape/core/devices.hpp"

namespace glasscape {

DeviceList cuda_devices() {
    return {.compiled = false, .names = {}, .problem = "built without a CUDA compiler"};
}

}  // namespace glasscape
