// Means and variances of units that are taken for normal, by group of samples, and what becomes of them: through a
// ReLU, through a linear map, added up (Wang et al. 2018 carry them from layer to layer).
//
// All are units x groups. A gradient has the shape of what it belongs to.
#pragma once

#include "glasscape/network/normaliser.hpp"
#include "glasscape/network/panel.hpp"

namespace glasscape {

/// Mean and variance of max(x, 0) for x ~ N(mean, variance), entry by entry. With s the deviation, a = mean/s,
/// phi and P the normal density and distribution at a and Q = 1 - P: mean P + s phi, and for a > 0
/// variance (P + a^2 Q - a phi - (phi - a Q)^2), where the textbook form cancels. Variance 0: the right limit.
template <class T>
GroupMoments<T> rectified(const GroupMoments<T>& moments);
/// Gradient by the moments from that by the rectified ones.
template <class T>
GroupMoments<T> rectified_back(const GroupMoments<T>& moments, const GroupMoments<T>& grad);

/// Moments of sum_i W_ij x_i with independent x_i: W^T mean, (W o W)^T variance.
template <class T>
GroupMoments<T> mapped(const LinearMap<T>& map, const GroupMoments<T>& moments);
/// Gradient by the moments from that by the mapped ones; adds that by W to the map's gradients.
template <class T>
GroupMoments<T> mapped_back(const LinearMap<T>& map, const GroupMoments<T>& moments,
                            const GroupMoments<T>& grad);

/// Means added, variances added: of a sum of independent parts, or of gradients.
template <class T>
void add_moments(const GroupMoments<T>& part, GroupMoments<T>& sum);
/// The same where either may be empty, or of one group that stands for all of the other.
template <class T>
void gather_moments(const GroupMoments<T>& part, GroupMoments<T>& sum);
/// Gradient by moments of `groups` groups, one or as many as it has, from that by their sum with others.
template <class T>
GroupMoments<T> gathered_back(const GroupMoments<T>& grad, int groups);

template <class T>
bool is_empty(const GroupMoments<T>& moments) {
    return moments.mean.features() == 0;
}

}  // namespace glasscape
