// The loss of a trained network as a landscape on the sphere of its weights.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "glasscape/landscape/landscape.hpp"
#include "glasscape/training/trained_network.hpp"

#include "network/loss_hessian.hpp"

namespace glasscape {

/// H(s) = loss of the weights s |w|/sqrt N, where w (N numbers) is everything that the optimiser moved; batch
/// statistics of the points. Hessians keep the gates as they are at the state. Calls wait for one another.
class TrainedLoss final : public Landscape {
  public:
    TrainedLoss(TrainedNetwork network, HeldOutPoints points);

    int size() const override { return static_cast<int>(start_.size()); }
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override;
    void hessian_vector(std::span<const double> state, std::span<const double> vector,
                        std::span<double> result) const override;

    /// The trained weights as a state.
    const std::vector<double>& start() const { return start_; }

  private:
    void set_weights(std::span<const double> state) const;
    /// The loss's Hessian at a state, kept from one product to the next.
    LossHessian& hessian_at(std::span<const double> state) const;

    mutable TrainedNetwork network_;
    HeldOutPoints points_;
    std::vector<double> start_;
    double scale_ = 1.0;  // |w|/sqrt N
    mutable std::mutex mutex_;
    mutable Activations<double> activations_;
    mutable std::unique_ptr<LossHessian> hessian_;
    mutable std::vector<double> hessian_state_;
};

}  // namespace glasscape
