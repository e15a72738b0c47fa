#include <utility>

#include "convolution/kernel_gradients.hpp"
#include "convolution/kernel_sequences.hpp"

namespace glasscape {
namespace {

/// At [convolution][j] what the convolutions of a sequence read, from parts of its input.
template <class T>
std::vector<Parts<T>> read_by_convolutions(FrozenNetwork<T>& network, const FrozenSequence<T>& sequence,
                                           const Parts<T>& inputs) {
    std::vector<Parts<T>> read;
    Parts<T> parts = inputs;
    std::size_t at = 0;
    for (std::size_t c = 0; c < sequence.convolutions.size(); ++c) {
        for (auto& part : parts)
            if (!is_zero(part))
                sequence.layers.linear(at, sequence.convolutions[c], sequence.kept, network.pass(), part,
                                       network.spare());
        at = sequence.convolutions[c];
        read.push_back(parts);
        auto constant = sequence.constants[c];
        add_or_take(constant, read.back()[0]);
    }
    return read;
}

/// `length` is what the sequence adds to a path.
template <class T>
void add_pairs(FrozenNetwork<T>& network, const FrozenSequence<T>& sequence, const Parts<T>& inputs,
               const Parts<T>& cotangents, std::size_t length, std::vector<KernelGradients<T>>& gradients) {
    if (sequence.convolutions.empty()) return;
    const auto read = read_by_convolutions(network, sequence, inputs);
    Panel<T> u;
    for (std::size_t i = 0; i < cotangents.size(); ++i) {
        if (is_zero(cotangents[i])) continue;
        u = cotangents[i];
        std::size_t at = sequence.layers.size();
        for (std::size_t c = sequence.convolutions.size(); c-- > 0;) {
            const std::size_t layer = sequence.convolutions[c];
            sequence.layers.linear_transposed(layer + 1, at, sequence.kept, network.pass(), u,
                                              network.spare());
            at = layer + 1;
            auto& by_length = gradients[sequence.kernels[c]].by_length;
            for (std::size_t j = 0; j < read[c].size(); ++j)
                if (!is_zero(read[c][j]))
                    add_kernel_gradient(sequence.layers.convolution(layer)->shape(), read[c][j], u,
                                        by_length[length + i + j].data(), network.pass().scratch);
        }
    }
}

}  // namespace

template <class T>
struct KernelPairs<T>::Sequences {
    FrozenSequences<T> of;
};

template <class T>
KernelPairs<T>::KernelPairs(FrozenNetwork<T>& network)
    : network_(network),
      sequences_(std::make_unique<Sequences>(Sequences{frozen_sequences(network, gradients_)})),
      inputs_(network.blocks()) {}

template <class T>
KernelPairs<T>::~KernelPairs() = default;

template <class T>
void KernelPairs<T>::cotangents(std::size_t block, const Parts<T>& parts) {
    const auto branch = static_cast<std::size_t>(network_.branch_length(block));
    const auto skip = static_cast<std::size_t>(network_.skip_length(block));
    add_pairs(network_, sequences_->of.branches[block], inputs_[block], parts, branch, gradients_);
    add_pairs(network_, sequences_->of.skips[block], inputs_[block], parts, skip, gradients_);
    inputs_[block].clear();
}

template <class T>
void KernelPairs<T>::stem_cotangents(const Parts<T>& parts) {
    add_pairs(network_, sequences_->of.stem, {network_.x()}, parts, 0, gradients_);
}

template class KernelPairs<float>;
template class KernelPairs<double>;

}  // namespace glasscape
