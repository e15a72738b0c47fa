// What spectra of a convolutional network are worked out in, kept from one to the next.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/convolution/image_spectrum.hpp"

namespace glasscape {

template <class T>
struct FrozenMemory {
    ImageActivations<T> state;
    Panel<T> spare;
    Panel<T> of_branch;
    Panel<T> image;
    /// White noise at the input of each block, drawn from noise_seed, which all spectra of a run share.
    std::vector<Panel<T>> noise;
    std::uint64_t noise_seed = 0;
};

/// The same in this memory.
template <class T>
ImageSpectra image_spectra(ConvolutionalNetwork<T>& network, const Panel<T>& x, std::span<const int> labels,
                           Cotangent cotangent, bool with_weights, const ImageSpectrumOptions& options,
                           FrozenMemory<T>& memory);

}  // namespace glasscape
