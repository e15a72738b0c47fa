// Is the CUDA backend right on this machine, and how fast?
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace glasscape {

/// Largest difference of energies and gradients between CUDA and CPU, relative to the largest gradient.
struct DeviceComparison {
    std::string what;
    double difference;
    double tolerance;
};

/// Packed and generated couplings of every precision, orders 1 to 10, awkward sizes and numbers of replicas.
/// Throws std::runtime_error where there is no device.
std::vector<DeviceComparison> compare_device_with_cpu();

/// Threads of the CPU that a device is compared with.
constexpr int cpu_threads_of_rates = 2;

/// One evaluation of energies and gradients, medians of several.
struct DeviceRate {
    std::string what;
    double device_seconds;
    double cpu_seconds;         ///< the same work on two threads of the CPU; 0 where it was not run
    double share_of_bandwidth;  ///< bytes of couplings per second over the copy bandwidth; 0 if generated
    double share_of_peak;       ///< 4 operations a coupling and replica over the peak in single precision
};

/// Calls `report` as each is measured; work that does not fit the device's memory is left out.
void measure_device_rates(const std::function<void(const DeviceRate&)>& report);

}  // namespace glasscape
