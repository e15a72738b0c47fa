#include "experiment/trained_loss.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "glasscape/sphere/sphere.hpp"

namespace glasscape {
namespace {

/// visit(entry, number) over all parameters, row by row.
template <class Visit>
void for_each_weight(ResidualNetwork<double>& network, bool gradients, const Visit& visit) {
    std::size_t number = 0;
    for (const auto& parameter : network.parameters())
        for (int i = 0; i < parameter.rows; ++i)
            for (int j = 0; j < parameter.columns; ++j)
                visit((gradients ? parameter.gradients
                                 : parameter.values)[std::ptrdiff_t{i} * parameter.stride + j],
                      number++);
}

}  // namespace

TrainedLoss::TrainedLoss(TrainedNetwork network, HeldOutPoints points)
    : network_(std::move(network)), points_(std::move(points)) {
    for_each_weight(network_.network, false, [&](double weight, std::size_t) { start_.push_back(weight); });
    scale_ = std::sqrt(overlap(start_, start_));
    rescale_to_sphere(start_);
}

void TrainedLoss::set_weights(std::span<const double> state) const {
    for_each_weight(network_.network, false,
                    [&](double& weight, std::size_t i) { weight = scale_ * state[i]; });
}

void TrainedLoss::energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                         std::span<double> gradients) const {
    const std::lock_guard lock(mutex_);
    hessian_.reset();
    const auto n = start_.size();
    auto& network = network_.network;
    for (std::size_t m = 0; m < energies.size(); ++m) {
        set_weights(states.subspan(m * n, n));
        energies[m] = network.forward(points_.x, points_.annotations(), NormMode::batch, activations_);
        network.zero_gradients();
        network.backward(points_.x, activations_);
        for_each_weight(network, true,
                        [&](double gradient, std::size_t i) { gradients[m * n + i] = scale_ * gradient; });
    }
}

LossHessian& TrainedLoss::hessian_at(std::span<const double> state) const {
    if (hessian_ == nullptr || !std::equal(state.begin(), state.end(), hessian_state_.begin())) {
        hessian_.reset();
        hessian_state_.assign(state.begin(), state.end());
        set_weights(state);
        hessian_ = std::make_unique<LossHessian>(network_.network, points_.x, points_.annotations());
    }
    return *hessian_;
}

void TrainedLoss::hessian_vector(std::span<const double> state, std::span<const double> vector,
                                 std::span<double> result) const {
    const std::lock_guard lock(mutex_);
    hessian_at(state).multiply(vector, result);
    for (double& value : result)
        value *= scale_ * scale_;
}

}  // namespace glasscape
