#include <cuda_runtime.h>

#include "glasscape/core/devices.hpp"

namespace glasscape {

DeviceList cuda_devices() {
    DeviceList list;
    list.compiled = true;
    int count = 0;
    const cudaError_t status = cudaGetDeviceCount(&count);
    if (status != cudaSuccess) {
        list.problem = cudaGetErrorString(status);
        return list;
    }
    for (int device = 0; device < count; ++device) {
        cudaDeviceProp properties{};
        if (cudaGetDeviceProperties(&properties, device) == cudaSuccess)
            list.names.emplace_back(properties.name);
    }
    if (list.names.empty()) list.problem = "no CUDA device is visible";
    return list;
}

}  // namespace glasscape
