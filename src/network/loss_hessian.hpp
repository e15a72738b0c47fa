// The Hessian of a residual network's training loss, by its products with vectors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/network/residual_network.hpp"

namespace glasscape {

/// Second derivatives of the loss on one batch (its own statistics) by everything the optimiser moves, gates
/// kept as they are at the point: the Hessian almost everywhere. From central differences of gradients over
/// `distance` in the length of the parameter vector, relative error about 1e-8. The network is left as it
/// was.
class LossHessian {
  public:
    LossHessian(ResidualNetwork<double>& network, const Panel<double>& x, const Annotations& known,
                double distance = 1e-5);
    LossHessian(const LossHessian&) = delete;
    LossHessian& operator=(const LossHessian&) = delete;

    /// Number of parameters.
    std::int64_t size() const { return size_; }

    /// result = Hessian times v. Two gradients.
    void multiply(std::span<const double> v, std::span<double> result);

  private:
    void add_to_parameters(std::span<const double> v, double factor);
    void gradient(std::span<double> result);

    ResidualNetwork<double>& network_;
    const Panel<double>& x_;
    Annotations known_;
    double distance_;
    std::vector<Parameter<double>> parameters_;
    std::vector<std::vector<double>> start_;  ///< values to come back to, exactly
    std::vector<Panel<double>> gates_;
    std::int64_t size_ = 0;
    Activations<double> state_;
};

}  // namespace glasscape
