// Gradients through single paths of a convolutional residual network (Veit, Wilber, Belongie 2016).
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/convolution/image_spectrum.hpp"
#include "glasscape/network/sampled_paths.hpp"

namespace glasscape {

/// Norms of the gradient by the images from this cotangent (classes x samples), by path length: r - 1 blocks give
/// their branch, r = 1..p + 1, frozen on the statistics of the batch. `paths` random paths of each length, or all
/// where there are no more than that. p(p+1)/2 branch products for the exact norms, at most r - 1 for a path.
template <class T>
std::vector<PathNorms> sampled_path_norms(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                          const Panel<T>& cotangent, std::int64_t paths, std::uint64_t seed);

extern template std::vector<PathNorms> sampled_path_norms(ConvolutionalNetwork<float>&, const Panel<float>&,
                                                          const Panel<float>&, std::int64_t, std::uint64_t);
extern template std::vector<PathNorms> sampled_path_norms(ConvolutionalNetwork<double>&, const Panel<double>&,
                                                          const Panel<double>&, std::int64_t, std::uint64_t);

}  // namespace glasscape
