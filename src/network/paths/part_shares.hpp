// Shares of the parts that path lengths make of a whole.
#pragma once

#include <vector>

#include "glasscape/network/depth_spectrum.hpp"

namespace glasscape {

/// Of parts [r] that sum up to the whole, all of one shape.
template <class T>
LengthShares shares_of_parts(const std::vector<Panel<T>>& parts);

/// Subtracts from each feature its mean over the samples.
template <class T>
void centre_samples(Panel<T>& panel);

}  // namespace glasscape
