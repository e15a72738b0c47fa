#include <array>
#include <cmath>

#include "convolution/layers/image_layers.hpp"
#include "convolution/layers/image_sums.hpp"

namespace glasscape {

template <class T>
ChannelBatchNorm<T>::ChannelBatchNorm(const ImageShape& shape, const NormOptions& options, bool affine)
    : shape_(shape),
      options_(options),
      affine_(affine),
      gamma_(affine ? LayerArray<T>(1, shape.channels, T{1}, true) : LayerArray<T>()),
      beta_(affine ? LayerArray<T>(1, shape.channels, T{0}, true) : LayerArray<T>()),
      running_mean_(1, shape.channels, T{0}, false),
      running_variance_(1, shape.channels, T{1}, false),
      means_(static_cast<std::size_t>(shape.channels)),
      inverse_deviations_(static_cast<std::size_t>(shape.channels)) {}

template <class T>
T ChannelBatchNorm<T>::mean_of(const T* x, std::ptrdiff_t stride, int samples) const {
    const int rows = shape_.pixels();
    const T sum = sum_over_rows<T>(rows, samples, [=](int row, int b) { return x[row * stride + b]; });
    return sum / static_cast<T>(std::ptrdiff_t{rows} * samples);
}

template <class T>
typename ChannelBatchNorm<T>::Moments ChannelBatchNorm<T>::moments_of(const T* x, std::ptrdiff_t stride,
                                                                      int samples) const {
    const T mean = mean_of(x, stride, samples);
    const T squares = sum_over_rows<T>(shape_.pixels(), samples, [=](int row, int b) {
        const T from_mean = x[row * stride + b] - mean;
        return from_mean * from_mean;
    });
    return {mean, squares / static_cast<T>(std::ptrdiff_t{shape_.pixels()} * samples)};
}

template <class T>
typename ChannelBatchNorm<T>::Moments ChannelBatchNorm<T>::moments_for(int channel, const Panel<T>& in,
                                                                       const LayerPass<T>& pass) {
    const int pixels = shape_.pixels();
    if (!of_batch_) return {running_mean_[channel], running_variance_[channel]};
    const auto moments = moments_of(in.row(channel * pixels), in.stride(), in.samples());
    if (pass.mode == NormMode::train) {
        // The running variance is the unbiased one.
        const double count = static_cast<double>(pixels) * in.samples();
        const double unbiased =
            static_cast<double>(moments.variance) * (count > 1.0 ? count / (count - 1.0) : 1.0);
        const T momentum = static_cast<T>(pass.momentum.value_or(options_.momentum));
        running_mean_[channel] += momentum * (moments.mean - running_mean_[channel]);
        running_variance_[channel] += momentum * (static_cast<T>(unbiased) - running_variance_[channel]);
    }
    return moments;
}

template <class T>
void ChannelBatchNorm<T>::forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out, Update update) {
    const int pixels = shape_.pixels();
    out.resize(in.features(), in.samples());
    of_batch_ = pass.mode != NormMode::evaluate;
    for (int c = 0; c < shape_.channels; ++c) {
        const auto channel = static_cast<std::size_t>(c);
        const auto moments = moments_for(c, in, pass);
        means_[channel] = moments.mean;
        inverse_deviations_[channel] = T{1} / std::sqrt(moments.variance + static_cast<T>(options_.epsilon));
        const T mean = moments.mean;
        const T factor = scale(c);
        const T shift = affine_ ? beta_[c] : T{0};
        const T* x = in.row(c * pixels);
        const std::ptrdiff_t stride = in.stride();
        write_rows(pixels, in.samples(), out.row(c * pixels), out.stride(), update,
                   [=](int row, int b) { return factor * (x[row * stride + b] - mean) + shift; });
    }
}

template <class T>
template <class Gradient>
void ChannelBatchNorm<T>::backward_channel(int channel, const Panel<T>& in, const Gradient& g,
                                           Panel<T>* grad_in, Update update) {
    const int pixels = shape_.pixels();
    const int samples = in.samples();
    const T mean = means_[static_cast<std::size_t>(channel)];
    const T inverse = inverse_deviations_[static_cast<std::size_t>(channel)];
    const T* x = in.row(channel * pixels);
    const std::ptrdiff_t stride = in.stride();
    const auto [sum, from_mean] = sums_over_rows<T, 2>(pixels, samples, [=](int row, int b) {
        const T gradient = g(row, b);
        return std::array<T, 2>{gradient, gradient * (x[row * stride + b] - mean)};
    });
    const T product = inverse * from_mean;
    if (affine_) {
        gamma_.add_gradient(channel, product);
        beta_.add_gradient(channel, sum);
    }
    if (grad_in == nullptr) return;
    const T count = static_cast<T>(std::ptrdiff_t{pixels} * samples);
    const T mean_g = of_batch_ ? sum / count : T{0};
    const T slope = of_batch_ ? inverse * product / count : T{0};
    const T factor = scale(channel);
    write_rows(
        pixels, samples, grad_in->row(channel * pixels), grad_in->stride(), update,
        [=](int row, int b) { return factor * (g(row, b) - mean_g - slope * (x[row * stride + b] - mean)); });
}

template <class T>
void ChannelBatchNorm<T>::backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>&,
                                   Panel<T>* grad_in, Update update, const Panel<T>* rectified) {
    if (grad_in != nullptr && update != Update::add) grad_in->resize(in.features(), in.samples());
    const std::ptrdiff_t stride = grad_out.stride();
    for (int c = 0; c < shape_.channels; ++c) {
        const T* g = grad_out.row(c * shape_.pixels());
        if (rectified == nullptr) {
            backward_channel(
                c, in, [=](int row, int b) { return g[row * stride + b]; }, grad_in, update);
            continue;
        }
        const T* a = rectified->row(c * shape_.pixels());
        backward_channel(
            c, in,
            [=](int row, int b) {
                const T gradient = g[row * stride + b];
                return a[row * stride + b] > T{0} ? gradient : T{0};
            },
            grad_in, update);
    }
}

template <class T>
void ChannelBatchNorm<T>::linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out, Update update,
                                 const Panel<T>* rectified) const {
    const int pixels = shape_.pixels();
    if (update != Update::add) out.resize(in.features(), in.samples());
    const std::ptrdiff_t stride = in.stride();
    for (int c = 0; c < shape_.channels; ++c) {
        const T* x = in.row(c * pixels);
        const T mean = pass.centred ? mean_of(x, stride, in.samples()) : T{0};
        const T factor = scale(c);
        const auto write = [&](const auto& value) {
            write_rows(pixels, in.samples(), out.row(c * pixels), out.stride(), update, value);
        };
        if (rectified == nullptr) {
            write([=](int row, int b) { return factor * (x[row * stride + b] - mean); });
            continue;
        }
        const T* a = rectified->row(c * pixels);
        write([=](int row, int b) {
            const T image = factor * (x[row * stride + b] - mean);
            return a[row * stride + b] > T{0} ? image : T{0};
        });
    }
}

/// Subtracting means and multiplying a channel commute, so without gates the map is its own transpose.
template <class T>
void ChannelBatchNorm<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in,
                                            Update update, const Panel<T>* rectified) const {
    if (rectified == nullptr) return linear(grad_out, pass, grad_in, update);
    const int pixels = shape_.pixels();
    const int samples = grad_out.samples();
    if (update != Update::add) grad_in.resize(grad_out.features(), samples);
    const std::ptrdiff_t stride = grad_out.stride();
    for (int c = 0; c < shape_.channels; ++c) {
        const T* g = grad_out.row(c * pixels);
        const T* a = rectified->row(c * pixels);
        const T sum = !pass.centred ? T{0} : sum_over_rows<T>(pixels, samples, [=](int row, int b) {
            const T gradient = g[row * stride + b];
            return a[row * stride + b] > T{0} ? gradient : T{0};
        });
        const T mean = sum / static_cast<T>(std::ptrdiff_t{pixels} * samples);
        const T factor = scale(c);
        write_rows(pixels, samples, grad_in.row(c * pixels), grad_in.stride(), update, [=](int row, int b) {
            const T gradient = g[row * stride + b];
            return factor * ((a[row * stride + b] > T{0} ? gradient : T{0}) - mean);
        });
    }
}

template <class T>
void ChannelBatchNorm<T>::list(const std::string& prefix, LayerArrays<T>& arrays) {
    arrays.add(gamma_, prefix + "weight");
    arrays.add(beta_, prefix + "bias");
    arrays.add(running_mean_, prefix + "running_mean");
    arrays.add(running_variance_, prefix + "running_var");
}

template class ChannelBatchNorm<float>;
template class ChannelBatchNorm<double>;

}  // namespace glasscape
