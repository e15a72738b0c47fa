// Where gradients by the weights of convolutions are taken: the sequences of layers of a frozen network.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "convolution/frozen_network.hpp"

namespace glasscape {

/// A sequence of layers on the batch, with what its convolutions read beyond the linear image of its input.
template <class T>
struct FrozenSequence {
    LayerSequence<T>& layers;
    const std::vector<Panel<T>>& kept;
    std::vector<std::size_t> convolutions;  // in rising order
    std::vector<Panel<T>> constants;        // of each
    std::vector<std::size_t> kernels;       // of each, where its gradients go
};

template <class T>
FrozenSequence<T> frozen_sequence(FrozenNetwork<T>& network, LayerSequence<T>& layers, const Panel<T>& in,
                                  const std::vector<Panel<T>>& kept, const std::string& prefix, int lengths,
                                  std::vector<KernelGradients<T>>& result) {
    FrozenSequence<T> frozen{layers, kept, {}, {}, {}};
    Panel<T> v = in;
    std::size_t at = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        auto* convolution = layers.convolution(i);
        if (convolution == nullptr) continue;
        layers.linear(at, i, kept, network.pass(), v, network.spare());
        at = i;
        frozen.convolutions.push_back(i);
        frozen.constants.push_back(layers.input_of(i, in, kept));
        auto& constant = frozen.constants.back();
        for (std::size_t k = 0; k < constant.size(); ++k)
            constant.data()[k] -= v.data()[k];
        frozen.kernels.push_back(result.size());
        const auto size = convolution->weights().values.size();
        result.push_back(
            {prefix + layers[i].name,
             std::vector<std::vector<T>>(static_cast<std::size_t>(lengths), std::vector<T>(size))});
    }
    return frozen;
}

template <class T>
struct FrozenSequences {
    FrozenSequence<T> stem;
    std::vector<FrozenSequence<T>> branches;
    std::vector<FrozenSequence<T>> skips;
};

/// Of all convolutions but the readout, whose gradients, zero so far, `result` lists.
template <class T>
FrozenSequences<T> frozen_sequences(FrozenNetwork<T>& network, std::vector<KernelGradients<T>>& result) {
    const int lengths = network.longest() + 1;
    const auto& state = network.state();
    FrozenSequences<T> all{
        frozen_sequence(network, network.stem_layers(), network.x(), state.stem, "stem.", lengths, result),
        {},
        {}};
    for (std::size_t l = 0; l < network.blocks(); ++l) {
        const auto& input = network.input_of(l);
        all.branches.push_back(frozen_sequence(network, network.branch_layers(l), input,
                                               state.blocks[l].branch, fmt::format("blocks.{}.branch.", l),
                                               lengths, result));
        all.skips.push_back(frozen_sequence(network, network.skip_layers(l), input, state.blocks[l].shortcut,
                                            fmt::format("blocks.{}.shortcut.", l), lengths, result));
    }
    return all;
}

}  // namespace glasscape
