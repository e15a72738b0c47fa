// Gradients through single paths of a residual network, and what is left when layers are taken out (Veit,
// Wilber, Belongie 2016).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/network/residual_network.hpp"

namespace glasscape {

/// Norms of dL/dx (over all inputs and samples of the batch, frozen as in depth_spectrum.hpp) through the
/// paths of one length.
struct PathNorms {
    int r = 0;               ///< branches taken; the first layer is one of them
    double log_paths = 0.0;  ///< log of the number of paths of this length
    std::int64_t sampled = 0;
    double path_norm = 0.0;        ///< mean norm of a single path's gradient
    double path_norm_error = 0.0;  ///< its standard error; 0 where all paths were taken
    double path_power = 0.0;       ///< mean square of that norm
    double path_power_error = 0.0;
    double exact_norm = 0.0;  ///< norm of the sum over all paths of this length
};

/// Lengths 1..p; `paths` random paths of each, or all where there are no more than that. Batch statistics.
/// O(p^2) branch products for the exact norms, O(p paths) for each length.
template <class T>
std::vector<PathNorms> sampled_path_norms(ResidualNetwork<T>& network, const Panel<T>& x,
                                          const Annotations& known, std::int64_t paths, std::uint64_t seed);

/// The exact norms alone, at [r - 1]. O(p^2) branch products, in the memory of p panels.
template <class T>
std::vector<double> exact_path_norms(ResidualNetwork<T>& network, const Panel<T>& x,
                                     const Annotations& known);

/// Loss of a network some of whose layers 2..p are taken out.
struct LesionLoss {
    int deleted = 0;
    std::int64_t draws = 0;  ///< random choices of the layers
    double loss = 0.0;       ///< mean over draws
    double loss_error = 0.0;
    double accuracy = 0.0;
    double accuracy_error = 0.0;
};

/// 0..p - 1 layers taken out at random, `draws` times each (once where there is one choice), on the statistics
/// of `mode`.
template <class T>
std::vector<LesionLoss> lesion_losses(ResidualNetwork<T>& network, const Panel<T>& x,
                                      const Annotations& known, NormMode mode, std::int64_t draws,
                                      std::uint64_t seed);

}  // namespace glasscape
