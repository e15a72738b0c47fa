// A convolutional network with gates and statistics frozen on a batch: affine maps, block by block.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "glasscape/convolution/image_spectrum.hpp"

#include "convolution/frozen_memory.hpp"
#include "convolution/layers/image_body.hpp"

namespace glasscape {

/// Maps work in place. Blocks are counted from 0.
template <class T>
class FrozenNetwork {
  public:
    /// Runs the network on x. All three must outlive this. Labels matter to the loss alone; empty: all the first.
    FrozenNetwork(ConvolutionalNetwork<T>& network, const Panel<T>& x, const ImageSpectrumOptions& options,
                  FrozenMemory<T>& memory, std::span<const int> labels = {});

    std::size_t blocks() const { return body_.blocks.size(); }
    /// Lengths that the branch and the shortcut of a block add.
    int branch_length(std::size_t) const { return count_ == LengthCount::blocks ? 1 : 2; }
    int skip_length(std::size_t block) const;
    /// The longest path.
    int longest() const;

    const Panel<T>& x() const { return x_; }
    /// The gradient of the mean cross entropy by the logits.
    const Panel<T>& loss_gradient() const { return memory_.state.output_gradient; }
    const Panel<T>& outputs() const { return state().outputs(); }
    const Panel<T>& stem_out() const { return body_.stem_out(state()); }
    const Panel<T>& input_of(std::size_t block) const { return body_.input_of_block(block, state()); }

    void branch(std::size_t block, Panel<T>& v);
    void branch_transposed(std::size_t block, Panel<T>& v);
    /// to += the branch's image of v, or to = it where `to` has no samples.
    void add_branch(std::size_t block, const Panel<T>& v, Panel<T>& to);
    void add_branch_transposed(std::size_t block, const Panel<T>& v, Panel<T>& to);
    void skip(std::size_t block, Panel<T>& v);
    void skip_transposed(std::size_t block, Panel<T>& v);
    /// P_l, its own transpose.
    void gate(std::size_t block, Panel<T>& v) const;
    void read_out(Panel<T>& v);
    void read_back(Panel<T>& v);
    void stem_transposed(Panel<T>& v);

    /// c_l, e_l and the constant of the head; without samples where there can be none.
    Panel<T> branch_constant(std::size_t block);
    Panel<T> skip_constant(std::size_t block);
    Panel<T> head_constant();

    LayerSequence<T>& branch_layers(std::size_t block) { return body_.blocks[block].branch; }
    LayerSequence<T>& skip_layers(std::size_t block) { return body_.blocks[block].shortcut; }
    LayerSequence<T>& stem_layers() { return body_.stem; }
    const ImageActivations<T>& state() const { return memory_.state; }
    FrozenMemory<T>& memory() { return memory_; }
    LayerPass<T>& pass() { return pass_; }
    Panel<T>& spare() { return memory_.spare; }

  private:
    ImageBody<T>& body_;
    const Panel<T>& x_;
    LengthCount count_;
    FrozenMemory<T>& memory_;
    LayerPass<T> pass_;
};

/// to += from, or to = from where `to` has no samples yet; `from` may be taken.
template <class T>
void add_or_take(Panel<T>& from, Panel<T>& to);

extern template class FrozenNetwork<float>;
extern template class FrozenNetwork<double>;

}  // namespace glasscape
