#include "trajectory/cuda/cuda_history.hpp"

#include <utility>

#include "trajectory/cuda/device_history.hpp"

namespace glasscape::cuda {
namespace {

class CudaHistory final : public History {
  public:
    explicit CudaHistory(std::unique_ptr<DeviceHistory> device) : device_(std::move(device)) {}

    int rows() const override { return device_->rows(); }
    void append(std::span<const double> row) override { device_->append(row.data()); }
    void copy_row(int s, std::span<double> to) const override { device_->copy_row(s, to.data()); }
    void multiply(std::span<const double> x, std::span<const double> y, std::span<double> down,
                  std::span<double> across) const override {
        device_->multiply(x.data(), y.data(), down.data(), across.data());
    }

  private:
    std::unique_ptr<DeviceHistory> device_;
};

}  // namespace

std::unique_ptr<History> make_history(int rows) {
    return std::make_unique<CudaHistory>(make_device_history(rows));
}

}  // namespace glasscape::cuda
