// One input's output of a smooth network as a function of the shared weights.
#pragma once

#include <vector>

#include "glasscape/shared_weights/shared_network.hpp"

namespace glasscape {

/// factor Y(x; w) with softplus(kappa u)/kappa for gates; gradient by back-propagation, Hessians by
/// differences of gradients.
class SoftplusNetwork final : public Landscape {
  public:
    SoftplusNetwork(const SharedNetworkOptions& options, EdgeAssignment assignment, std::vector<double> input,
                    double factor);

    int size() const override { return options_.unique; }
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override;

  private:
    double evaluate(std::span<const double> w, std::span<double> gradient) const;

    SharedNetworkOptions options_;
    EdgeAssignment assignment_;
    std::vector<double> input_;
    double factor_;
};

}  // namespace glasscape
