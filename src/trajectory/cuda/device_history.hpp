// The history of trajectory/history.hpp in a device's memory, in words that a device compiler of C++17 knows.
#pragma once

#include <memory>

namespace glasscape::cuda {

class DeviceHistory {
  public:
    virtual ~DeviceHistory() = default;

    virtual int rows() const = 0;
    virtual void append(const double* row) = 0;
    virtual void copy_row(int s, double* to) const = 0;
    /// Arrays of rows() numbers on the host.
    virtual void multiply(const double* x, const double* y, double* down, double* across) const = 0;
};

/// Room for `rows` rows. Throws std::runtime_error where the device refuses, with the bytes that are needed and those
/// that are free.
std::unique_ptr<DeviceHistory> make_device_history(int rows);

}  // namespace glasscape::cuda
