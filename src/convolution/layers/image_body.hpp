// The layers of a convolutional residual network.
#pragma once

#include <vector>

#include "glasscape/convolution/convolutional_network.hpp"

#include "convolution/layers/moment_flow.hpp"

namespace glasscape {

template <class T>
struct ImageBlock {
    LayerSequence<T> branch;
    LayerSequence<T> shortcut;  ///< empty: the identity
    BlockMoments<T> moments{};
};

template <class T>
struct ImageBody {
    LayerSequence<T> stem;
    std::vector<ImageBlock<T>> blocks;
    LayerSequence<T> head;        ///< ends with the linear readout, a convolution of single pixels
    bool rectifies_sums = false;  ///< original blocks

    const Panel<T>& stem_out(const ImageActivations<T>& state) const {
        return stem.input_of(stem.size(), state.stem.front(), state.stem);
    }
    /// h_(l-1), which block l = 1..p reads.
    const Panel<T>& input_of_block(std::size_t block, const ImageActivations<T>& state) const {
        return block == 0 ? stem_out(state) : state.blocks[block - 1].out;
    }
};

/// Layers as the options say, weights not drawn yet.
template <class T>
ImageBody<T> build_body(const ConvolutionalOptions& options);

/// Draws the weights.
template <class T>
void draw_weights(const ConvolutionalOptions& options, std::uint64_t seed, ImageBody<T>& body);

extern template ImageBody<float> build_body<float>(const ConvolutionalOptions&);
extern template ImageBody<double> build_body<double>(const ConvolutionalOptions&);
extern template void draw_weights<float>(const ConvolutionalOptions&, std::uint64_t, ImageBody<float>&);
extern template void draw_weights<double>(const ConvolutionalOptions&, std::uint64_t, ImageBody<double>&);

}  // namespace glasscape
