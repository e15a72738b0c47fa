// Ghost batches: statistics over groups of a training batch's samples, contiguous ones (Hoffer, Hubara, Soudry 2017).
#pragma once

#include <stdexcept>

#include <fmt/format.h>

#include "network/norm/kinds.hpp"

namespace glasscape {

/// Samples whose statistics are taken together: groups of options.ghost in training, all of them otherwise.
/// Throws std::invalid_argument for a batch that the groups do not divide.
inline int group_of(const NormOptions& options, NormMode mode, int samples) {
    if (options.ghost == 0 || mode != NormMode::train) return samples;
    if (samples % options.ghost != 0)
        throw std::invalid_argument(
            fmt::format("ghost batches of {} do not divide a batch of {}", options.ghost, samples));
    return options.ghost;
}

/// The unbiased variance from the biased one; of a single sample there is only the latter.
template <class T>
inline T unbiased(T variance, int samples) {
    return samples > 1 ? variance * static_cast<T>(samples) / static_cast<T>(samples - 1) : variance;
}

/// A running value after a batch whose groups have these values.
template <class T>
inline void follow_groups(T& running, const T* values, int groups, const NormOptions& options) {
    if (options.ghost_average == GhostAverage::sequential) {
        for (int s = 0; s < groups; ++s)
            follow_batch(running, values[s], options.momentum);
        return;
    }
    T sum = values[0];
    const bool all = options.ghost_average == GhostAverage::mean;
    for (int s = 1; all && s < groups; ++s)
        sum += values[s];
    follow_batch(running, all ? sum / static_cast<T>(groups) : sum, options.momentum);
}

}  // namespace glasscape
