// How moments of channels, taken for independent and normal, go through the layers of a convolutional network to the next
// normaliser of kalman_norm (Wang et al. 2018).
//
//     convolution   sum of w E and of w^2 Var over taps and input channels, as inside the image: neither borders nor the
//                   dependence of neighbouring pixels count. A stride takes some pixels of a channel, with its moments
//     rectifier     those of max(x, 0)
//     pad           a new channel of zeros has mean 0 and variance 0
//     addition      means and variances of branch and shortcut add
//
// With the identity as transition they go through all these unchanged, and a block hands on those of its branch.
// pass.moments are what goes along; after a layer that nothing is known of they are empty.
#pragma once

#include "convolution/layers/layer_sequence.hpp"

namespace glasscape {

/// pass.moments of what enters a layer become those of what leaves it. Normalisers do so themselves.
template <class T>
void carry_moments(ImageLayer<T>& layer, LayerPass<T>& pass);

/// pass.moments, the gradient by the moments of what left, become that by those of what entered; adds to the gradients of
/// the layer's weights.
template <class T>
void carry_moments_back(ImageLayer<T>& layer, const GroupMoments<T>& entering, LayerPass<T>& pass);

/// Moments where branch and shortcut of a residual block part and meet, in the order of its passes: forward the branch,
/// enter_shortcut, the shortcut, add; backward split_gradient, the branch to its first layer, turn_to_shortcut, the shortcut,
/// leave_shortcut, the first layer, leave_branch.
template <class T>
class BlockMoments {
  public:
    /// The shortcut starts from what entered the block; where that is not known, from the statistics of the normaliser
    /// that the branch begins with, which are those of the same signal.
    void enter_shortcut(const GroupMoments<T>& entering, LayerSequence<T>& branch, LayerPass<T>& pass);
    void add(bool rectifies, LayerPass<T>& pass);

    void split_gradient(bool rectifies, LayerPass<T>& pass);
    void turn_to_shortcut(LayerPass<T>& pass);
    void leave_shortcut(LayerSequence<T>& branch, LayerPass<T>& pass);
    void leave_branch(LayerPass<T>& pass);

  private:
    bool entered_ = false;  // whether moments came with the stream
    int shortcut_groups_ = 0;
    GroupMoments<T> branch_;
    GroupMoments<T> sum_;                // before the rectifier
    GroupMoments<T> branch_gradient_;    // by what entered the second layer of the branch
    GroupMoments<T> shortcut_gradient_;  // by what entered, through the shortcut
};

}  // namespace glasscape
