#include <algorithm>
#include <type_traits>

#include "convolution/layers/image_layers.hpp"
#include "network/norm/ghost_groups.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {
namespace {

/// For the pixels of a group; running statistics of the normaliser are those of the last batch.
NormOptions options_of_pixels(const ImageShape& shape, const NormOptions& options) {
    NormOptions of_pixels = options;
    of_pixels.ghost = options.ghost * shape.pixels();
    of_pixels.mixing = options.mixing.value_or(default_mixing(options.ghost));
    of_pixels.momentum = 1.0;
    return of_pixels;
}

/// to[i] = from[i]. Groups are short, and the shortest ones many: copies of a length that the compiler knows.
template <class T>
void copy_group(const T* from, int group, T* to) {
    const auto copy = [&](auto count) {
        for (int i = 0; i < count; ++i)
            to[i] = from[i];
    };
    if (group == 2)
        copy(std::integral_constant<int, 2>{});
    else if (group == 4)
        copy(std::integral_constant<int, 4>{});
    else
        copy(group);
}

/// Subtracts the mean of each row.
template <class T>
void centre_rows(Panel<T>& panel) {
    for (int i = 0; i < panel.features(); ++i) {
        T* row = panel.row(i);
        const T mean = row_sum(row, panel.samples()) / static_cast<T>(panel.samples());
        for (int b = 0; b < panel.samples(); ++b)
            row[b] -= mean;
    }
}

}  // namespace

template <class T>
ChannelNormaliser<T>::ChannelNormaliser(const ImageShape& shape, const NormOptions& options)
    : shape_(shape),
      options_(options),
      norm_(make_normaliser<T>(options_of_pixels(shape, options), {shape.channels, shape.channels, 1})),
      kalman_(dynamic_cast<KalmanNorm<T>*>(norm_.get())),
      running_mean_(1, shape.channels, T{0}, false),
      running_variance_(1, shape.channels, T{1}, false) {}

template <class T>
void ChannelNormaliser<T>::gather(const Panel<T>& images, Panel<T>& channels) const {
    const int pixels = shape_.pixels();
    channels.resize(shape_.channels, pixels * images.samples());
    for (int c = 0; c < shape_.channels; ++c) {
        T* to = channels.row(c);
        for (int first = 0; first < images.samples(); first += group_)
            for (int i = c * pixels; i < (c + 1) * pixels; ++i, to += group_)
                copy_group(images.row(i) + first, group_, to);
    }
}

template <class T>
void ChannelNormaliser<T>::scatter(const Panel<T>& channels, Panel<T>& images) const {
    const int pixels = shape_.pixels();
    images.resize(shape_.features(), channels.samples() / pixels);
    for (int c = 0; c < shape_.channels; ++c) {
        const T* from = channels.row(c);
        for (int first = 0; first < images.samples(); first += group_)
            for (int i = c * pixels; i < (c + 1) * pixels; ++i, from += group_)
                copy_group(from, group_, images.row(i) + first);
    }
}

template <class T>
void ChannelNormaliser<T>::follow_running(double momentum) {
    const auto batch = norm_->buffers();
    const auto follow = [momentum](LayerArray<T>& running, const Parameter<T>& of_batch) {
        for (int c = 0; c < running.columns; ++c)
            follow_batch(running[c], of_batch.values[c], momentum);
    };
    follow(running_mean_, batch[0]);
    follow(running_variance_, batch[1]);
}

template <class T>
void ChannelNormaliser<T>::forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) {
    mode_ = pass.mode;
    group_ = group_of(options_, mode_, in.samples());
    gather(in, in_);
    if (mode_ == NormMode::evaluate) {
        const auto buffers = norm_->buffers();
        std::copy_n(running_mean_.values.data(), shape_.channels, buffers[0].values);
        std::copy_n(running_variance_.values.data(), shape_.channels, buffers[1].values);
    }
    if (kalman_ != nullptr) kalman_->set_prior(pass.moments);
    norm_->forward(in_, {}, mode_, out_);
    scatter(out_, out);
    if (mode_ == NormMode::train) follow_running(pass.momentum.value_or(options_.momentum));
    if (kalman_ != nullptr && mode_ != NormMode::evaluate) pass.moments = kalman_->signal();
}

template <class T>
void ChannelNormaliser<T>::backward(const Panel<T>&, const Panel<T>& grad_out, LayerPass<T>& pass,
                                    Panel<T>* grad_in) {
    gather(grad_out, grad_);
    if (kalman_ != nullptr) kalman_->add_signal_gradient(pass.moments);
    norm_->backward(in_, grad_, out_);
    if (kalman_ != nullptr)
        pass.moments = kalman_->has_prior() ? kalman_->prior_gradient() : GroupMoments<T>{};
    if (grad_in == nullptr) return;
    if (mode_ == NormMode::evaluate) norm_->linear_transposed(grad_, out_);
    scatter(out_, *grad_in);
}

template <class T>
void ChannelNormaliser<T>::linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const {
    Panel<T> v;
    Panel<T> image;
    gather(in, v);
    norm_->linear(v, image);
    if (mode_ == NormMode::evaluate && pass.centred) centre_rows(image);
    scatter(image, out);
}

/// Subtracting means and multiplying a channel commute, so the map is its own transpose.
template <class T>
void ChannelNormaliser<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass,
                                             Panel<T>& grad_in) const {
    linear(grad_out, pass, grad_in);
}

template <class T>
void ChannelNormaliser<T>::list(const std::string& prefix, LayerArrays<T>& arrays) {
    auto parameters = norm_->parameters();
    parameters[0].name = prefix + "weight";
    parameters[1].name = prefix + "bias";
    arrays.parameters.insert(arrays.parameters.end(), parameters.begin(), parameters.end());
    arrays.add(running_mean_, prefix + "running_mean");
    arrays.add(running_variance_, prefix + "running_var");
}

template class ChannelNormaliser<float>;
template class ChannelNormaliser<double>;

}  // namespace glasscape
