#include "convolution/layers/moment_flow.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace glasscape {
namespace {

/// A channel's moments for each of its taps.
template <class T>
Panel<T> over_taps(const Panel<T>& channels, int taps) {
    Panel<T> all(channels.features() * taps, channels.samples());
    for (int i = 0; i < all.features(); ++i)
        std::copy_n(channels.row(i / taps), channels.samples(), all.row(i));
    return all;
}

template <class T>
Panel<T> over_taps_back(const Panel<T>& all, int taps) {
    Panel<T> channels(all.features() / taps, all.samples());
    for (int i = 0; i < all.features(); ++i)
        for (int s = 0; s < all.samples(); ++s)
            channels(i / taps, s) += all(i, s);
    return channels;
}

template <class T>
GroupMoments<T> over_taps(const GroupMoments<T>& channels, int taps) {
    return {over_taps(channels.mean, taps), over_taps(channels.variance, taps)};
}

/// Channels [from, from + count) become [to, to + count) of `channels`, the others 0.
template <class T>
Panel<T> shifted(const Panel<T>& panel, int from, int to, int count, int channels) {
    Panel<T> result(channels, panel.samples());
    for (int c = 0; c < count; ++c)
        std::copy_n(panel.row(from + c), panel.samples(), result.row(to + c));
    return result;
}

template <class T>
GroupMoments<T> through(ConvolutionLayer<T>& layer, const GroupMoments<T>& moments) {
    return mapped(layer.map(), over_taps(moments, layer.shape().taps()));
}

template <class T>
GroupMoments<T> back_through(ConvolutionLayer<T>& layer, const GroupMoments<T>& entering,
                             const GroupMoments<T>& grad) {
    const int taps = layer.shape().taps();
    const auto by_taps = mapped_back(layer.map(), over_taps(entering, taps), grad);
    return {over_taps_back(by_taps.mean, taps), over_taps_back(by_taps.variance, taps)};
}

template <class T>
GroupMoments<T> through(PadShortcut<T>& layer, const GroupMoments<T>& moments) {
    const int count = moments.mean.features();
    const auto pad = [&](const Panel<T>& panel) {
        return shifted(panel, 0, layer.first_channel(), count, layer.out_shape().channels);
    };
    return {pad(moments.mean), pad(moments.variance)};
}

template <class T>
GroupMoments<T> back_through(PadShortcut<T>& layer, const GroupMoments<T>& entering,
                             const GroupMoments<T>& grad) {
    const int count = entering.mean.features();
    const auto cut = [&](const Panel<T>& panel) {
        return shifted(panel, layer.first_channel(), 0, count, count);
    };
    return {cut(grad.mean), cut(grad.variance)};
}

template <class T>
GroupMoments<T> through(Rectifier&, const GroupMoments<T>& moments) {
    return rectified(moments);
}

template <class T>
GroupMoments<T> back_through(Rectifier&, const GroupMoments<T>& entering, const GroupMoments<T>& grad) {
    return rectified_back(entering, grad);
}

/// Layers that no moments go through: nothing is known behind them.
template <class Layer, class T>
GroupMoments<T> through(Layer&, const GroupMoments<T>&) {
    return {};
}

template <class Layer, class T>
GroupMoments<T> back_through(Layer&, const GroupMoments<T>&, const GroupMoments<T>&) {
    return {};
}

template <class T>
bool carries(const LayerPass<T>& pass) {
    return pass.transition == KalmanTransition::identity;
}

/// step(layer) unless the layer is a normaliser.
template <class T, class Step>
void step_unless_normaliser(ImageLayer<T>& layer, const Step& step) {
    std::visit(
        [&](auto& one) {
            if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(one)>, ChannelNormaliser<T>>)
                step(one);
        },
        layer);
}

}  // namespace

template <class T>
void carry_moments(ImageLayer<T>& layer, LayerPass<T>& pass) {
    if (is_empty(pass.moments) || carries(pass)) return;
    step_unless_normaliser<T>(layer, [&](auto& one) { pass.moments = through(one, pass.moments); });
}

template <class T>
void carry_moments_back(ImageLayer<T>& layer, const GroupMoments<T>& entering, LayerPass<T>& pass) {
    if (is_empty(pass.moments) || carries(pass)) return;
    step_unless_normaliser<T>(layer,
                              [&](auto& one) { pass.moments = back_through(one, entering, pass.moments); });
}

template <class T>
void BlockMoments<T>::enter_shortcut(const GroupMoments<T>& entering, LayerSequence<T>& branch,
                                     LayerPass<T>& pass) {
    branch_ = std::move(pass.moments);
    entered_ = !is_empty(entering);
    pass.moments = entering;
    if (!entered_ && !is_empty(branch_))
        if (auto* first = branch.kalman(0)) pass.moments = first->published();
}

template <class T>
void BlockMoments<T>::add(bool rectifies, LayerPass<T>& pass) {
    shortcut_groups_ = pass.moments.mean.samples();
    if (carries(pass)) {
        pass.moments = branch_;
        return;
    }
    gather_moments(branch_, pass.moments);
    if (!rectifies || is_empty(pass.moments)) return;
    sum_ = std::move(pass.moments);
    pass.moments = rectified(sum_);
}

template <class T>
void BlockMoments<T>::split_gradient(bool rectifies, LayerPass<T>& pass) {
    shortcut_gradient_ = {};
    if (carries(pass) || is_empty(pass.moments)) return;
    const auto by_sum = rectifies ? rectified_back(sum_, pass.moments) : pass.moments;
    pass.moments = gathered_back(by_sum, branch_.mean.samples());
    shortcut_gradient_ = gathered_back(by_sum, shortcut_groups_);
}

template <class T>
void BlockMoments<T>::turn_to_shortcut(LayerPass<T>& pass) {
    branch_gradient_ = std::move(pass.moments);
    pass.moments = std::move(shortcut_gradient_);
}

template <class T>
void BlockMoments<T>::leave_shortcut(LayerSequence<T>& branch, LayerPass<T>& pass) {
    shortcut_gradient_ = {};
    if (entered_)
        shortcut_gradient_ = std::move(pass.moments);
    else if (auto* first = branch.kalman(0))
        first->add_published_gradient(pass.moments);
    pass.moments = std::move(branch_gradient_);
}

template <class T>
void BlockMoments<T>::leave_branch(LayerPass<T>& pass) {
    gather_moments(shortcut_gradient_, pass.moments);
}

template void carry_moments<float>(ImageLayer<float>&, LayerPass<float>&);
template void carry_moments<double>(ImageLayer<double>&, LayerPass<double>&);
template void carry_moments_back<float>(ImageLayer<float>&, const GroupMoments<float>&, LayerPass<float>&);
template void carry_moments_back<double>(ImageLayer<double>&, const GroupMoments<double>&,
                                         LayerPass<double>&);
template class BlockMoments<float>;
template class BlockMoments<double>;

}  // namespace glasscape
