// Losses of a batch and their gradients by the outputs.
#pragma once

#include <span>

#include "glasscape/network/panel.hpp"
#include "glasscape/network/residual_network.hpp"

namespace glasscape {

/// Mean loss over the batch, and its gradient by the outputs; outputs: classes x samples (scalar losses: 1 x
/// samples).
template <class T>
double loss_and_gradient(Loss loss, const Panel<T>& outputs, std::span<const int> labels, Panel<T>& gradient);

/// Share of the samples whose largest output (of a scalar loss: the sign) is that of their label.
template <class T>
double accuracy(Loss loss, const Panel<T>& outputs, std::span<const int> labels);

}  // namespace glasscape
