// Is the recursion at N = infinity right on this machine's CUDA device, and how fast?
#pragma once

namespace glasscape {

/// Steps of the path that is compared.
constexpr int compared_path_steps = 4000;

struct DevicePathComparison {
    double difference = 0.0;  ///< largest of the energies
    double tolerance = 1e-10;
    double device_seconds = 0.0;
    double cpu_seconds = 0.0;
};

/// Gradient descent of order 3 on the device and on the processor. Throws std::runtime_error where there is no device.
DevicePathComparison compare_device_path();

}  // namespace glasscape
