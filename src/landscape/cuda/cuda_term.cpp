#include "landscape/cuda/cuda_term.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include "glasscape/core/devices.hpp"

#include "core/log_gamma.hpp"
#include "landscape/cuda/device_shape.hpp"
#include "landscape/cuda/device_term.hpp"
#include "landscape/tensor/bfloat16.hpp"

namespace glasscape::cuda {
namespace {

Number number_of(Precision precision) {
    switch (precision) {
        case Precision::half:
            return Number::half;
        case Precision::single:
            return Number::single;
        case Precision::double_float:
            break;
    }
    return Number::double_float;
}

class TensorOnDevice final : public Term {
  public:
    TensorOnDevice(const Staircase& shape, const Disorder& disorder, bool keep, Precision precision)
        : term_(make_device_term(
              arrays_of(shape), {disorder.seed, static_cast<std::uint32_t>(disorder.stream), disorder.sample},
              number_of(precision), keep)) {
        const double r = shape.order();
        scale_ =
            std::exp(0.5 * (log_gamma(r + 1.0) - (r - 1.0) * std::log(static_cast<double>(shape.size()))));
        if (keep && precision == Precision::half) scale_ /= std::sqrt(bfloat16_normal_variance());
    }

    std::int64_t bytes() const override { return term_->bytes(); }

    void add(double weight, std::span<const double> states, std::span<double> energies,
             std::span<double> gradients) const override {
        term_->add(weight * scale_, static_cast<std::int64_t>(energies.size()), states.data(),
                   energies.data(), gradients.data());
    }

  private:
    std::unique_ptr<DeviceTerm> term_;
    double scale_;
};

}  // namespace

void require_device() {
    const auto devices = cuda_devices();
    if (devices.names.empty())
        throw std::runtime_error("the CUDA backend cannot be used: " + devices.problem);
}

std::int64_t free_memory() {
    return free_device_memory();
}

std::unique_ptr<Term> make_tensor(const Staircase& shape, const Disorder& disorder, bool keep,
                                  Precision precision) {
    return std::make_unique<TensorOnDevice>(shape, disorder, keep, precision);
}

}  // namespace glasscape::cuda
