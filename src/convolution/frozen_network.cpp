#include "convolution/frozen_network.hpp"

#include <algorithm>
#include <variant>

#include "network/panel/panel_sums.hpp"

namespace glasscape {
namespace {

/// result - v.
template <class T>
Panel<T> difference(const Panel<T>& result, Panel<T> v) {
    for (std::size_t i = 0; i < v.size(); ++i)
        v.data()[i] = result.data()[i] - v.data()[i];
    return v;
}

}  // namespace

template <class T>
FrozenNetwork<T>::FrozenNetwork(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                const ImageSpectrumOptions& options, FrozenMemory<T>& memory,
                                std::span<const int> labels)
    : body_(network.body()), x_(x), count_(options.count), memory_(memory) {
    pass_.mode = options.statistics == FrozenStatistics::batch ? NormMode::batch : NormMode::evaluate;
    pass_.centred = options.statistics != FrozenStatistics::running;
    const std::vector<int> first(labels.empty() ? static_cast<std::size_t>(x.samples()) : 0);
    network.forward(x, labels.empty() ? std::span<const int>(first) : labels, pass_.mode, memory_.state);
}

template <class T>
int FrozenNetwork<T>::skip_length(std::size_t block) const {
    const auto& shortcut = body_.blocks[block].shortcut;
    const bool projects = !shortcut.empty() && std::holds_alternative<ConvolutionLayer<T>>(shortcut[0].layer);
    return count_ == LengthCount::layers && projects ? 1 : 0;
}

template <class T>
int FrozenNetwork<T>::longest() const {
    int sum = 0;
    for (std::size_t l = 0; l < blocks(); ++l)
        sum += std::max(branch_length(l), skip_length(l));
    return sum;
}

template <class T>
void FrozenNetwork<T>::branch(std::size_t block, Panel<T>& v) {
    const auto& layers = body_.blocks[block].branch;
    layers.linear(0, layers.size(), memory_.state.blocks[block].branch, pass_, v, memory_.spare);
}

template <class T>
void FrozenNetwork<T>::branch_transposed(std::size_t block, Panel<T>& v) {
    const auto& layers = body_.blocks[block].branch;
    layers.linear_transposed(0, layers.size(), memory_.state.blocks[block].branch, pass_, v, memory_.spare);
}

template <class T>
void FrozenNetwork<T>::add_branch(std::size_t block, const Panel<T>& v, Panel<T>& to) {
    body_.blocks[block].branch.add_linear(memory_.state.blocks[block].branch, pass_, v, to, memory_.of_branch,
                                          memory_.spare);
}

template <class T>
void FrozenNetwork<T>::add_branch_transposed(std::size_t block, const Panel<T>& v, Panel<T>& to) {
    body_.blocks[block].branch.add_linear_transposed(memory_.state.blocks[block].branch, pass_, v, to,
                                                     memory_.of_branch, memory_.spare);
}

template <class T>
void FrozenNetwork<T>::skip(std::size_t block, Panel<T>& v) {
    const auto& layers = body_.blocks[block].shortcut;
    layers.linear(0, layers.size(), memory_.state.blocks[block].shortcut, pass_, v, memory_.spare);
}

template <class T>
void FrozenNetwork<T>::skip_transposed(std::size_t block, Panel<T>& v) {
    const auto& layers = body_.blocks[block].shortcut;
    layers.linear_transposed(0, layers.size(), memory_.state.blocks[block].shortcut, pass_, v, memory_.spare);
}

template <class T>
void FrozenNetwork<T>::gate(std::size_t block, Panel<T>& v) const {
    if (body_.rectifies_sums) close_gates(memory_.state.blocks[block].out, v);
}

template <class T>
void FrozenNetwork<T>::read_out(Panel<T>& v) {
    body_.head.linear(0, body_.head.size(), memory_.state.head, pass_, v, memory_.spare);
}

template <class T>
void FrozenNetwork<T>::read_back(Panel<T>& v) {
    body_.head.linear_transposed(0, body_.head.size(), memory_.state.head, pass_, v, memory_.spare);
}

template <class T>
void FrozenNetwork<T>::stem_transposed(Panel<T>& v) {
    body_.stem.linear_transposed(0, body_.stem.size(), memory_.state.stem, pass_, v, memory_.spare);
}

template <class T>
Panel<T> FrozenNetwork<T>::branch_constant(std::size_t block) {
    const auto& layers = body_.blocks[block].branch;
    const auto& kept = memory_.state.blocks[block].branch;
    Panel<T> image = layers.input_of(layers.linear_start(), input_of(block), kept);
    layers.linear(layers.linear_start(), layers.size(), kept, pass_, image, memory_.spare);
    return difference(layers.input_of(layers.size(), input_of(block), memory_.state.blocks[block].branch),
                      std::move(image));
}

template <class T>
Panel<T> FrozenNetwork<T>::skip_constant(std::size_t block) {
    const auto& layers = body_.blocks[block].shortcut;
    if (layers.empty() || std::holds_alternative<PadShortcut<T>>(layers[0].layer)) return {};
    Panel<T> image = input_of(block);
    skip(block, image);
    return difference(layers.input_of(layers.size(), input_of(block), memory_.state.blocks[block].shortcut),
                      std::move(image));
}

template <class T>
Panel<T> FrozenNetwork<T>::head_constant() {
    Panel<T> image = input_of(blocks());
    read_out(image);
    return difference(outputs(), std::move(image));
}

template <class T>
void add_or_take(Panel<T>& from, Panel<T>& to) {
    if (from.samples() == 0) return;
    if (to.samples() == 0)
        std::swap(from, to);
    else
        add_panel(from, to);
}

template class FrozenNetwork<float>;
template class FrozenNetwork<double>;
template void add_or_take<float>(Panel<float>&, Panel<float>&);
template void add_or_take<double>(Panel<double>&, Panel<double>&);

}  // namespace glasscape
