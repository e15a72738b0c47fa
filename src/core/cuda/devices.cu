#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include <cuda_runtime.h>

#include "glasscape/core/devices.hpp"

namespace glasscape {
namespace {

void require(cudaError_t status) {
    if (status != cudaSuccess)
        throw std::runtime_error(std::string("CUDA device: ") + cudaGetErrorString(status));
}

// Multiply-add units in single precision of one multiprocessor: 64 up to compute capability 7.5 and for 8.0,
// then 128.
double float_units(const cudaDeviceProp& properties) {
    const bool few = properties.major < 8 || (properties.major == 8 && properties.minor == 0);
    return few ? 64.0 : 128.0;
}

double copy_rate() {
    constexpr std::size_t bytes = std::size_t{1} << 29;
    void* from = nullptr;
    void* to = nullptr;
    require(cudaMalloc(&from, bytes));
    require(cudaMalloc(&to, bytes));
    cudaEvent_t start = nullptr;
    cudaEvent_t stop = nullptr;
    require(cudaEventCreate(&start));
    require(cudaEventCreate(&stop));
    std::array<float, 9> milliseconds{};
    for (auto& time : milliseconds) {
        require(cudaEventRecord(start));
        require(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice));
        require(cudaEventRecord(stop));
        require(cudaEventSynchronize(stop));
        require(cudaEventElapsedTime(&time, start, stop));
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    cudaEventDestroy(start);
    cudaEventDestroy(stop);
    cudaFree(from);
    cudaFree(to);
    return 2.0 * static_cast<double>(bytes) /
           (1e-3 * static_cast<double>(milliseconds[milliseconds.size() / 2]));
}

}  // namespace

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

DeviceLimits measure_device() {
    const DeviceList devices = cuda_devices();
    if (devices.names.empty()) throw std::runtime_error("no CUDA device can be used: " + devices.problem);
    cudaDeviceProp properties{};
    require(cudaGetDeviceProperties(&properties, 0));
    int kilohertz = 0;
    require(cudaDeviceGetAttribute(&kilohertz, cudaDevAttrClockRate, 0));
    std::size_t free = 0;
    std::size_t total = 0;
    require(cudaMemGetInfo(&free, &total));
    DeviceLimits limits;
    limits.name = properties.name;
    limits.capability = std::to_string(properties.major) + "." + std::to_string(properties.minor);
    limits.memory = static_cast<std::int64_t>(total);
    limits.free = static_cast<std::int64_t>(free);
    limits.copy_bytes_per_second = copy_rate();
    limits.float_operations_second =
        2.0 * float_units(properties) * properties.multiProcessorCount * 1e3 * static_cast<double>(kilohertz);
    return limits;
}

}  // namespace glasscape
