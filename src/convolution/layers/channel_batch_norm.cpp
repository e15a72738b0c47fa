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
void ChannelBatchNorm<T>::forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) {
    const int pixels = shape_.pixels();
    const int samples = in.samples();
    out.resize(in.features(), samples);
    of_batch_ = pass.mode != NormMode::evaluate;
    for (int c = 0; c < shape_.channels; ++c) {
        const auto channel = static_cast<std::size_t>(c);
        const auto moments = of_batch_ ? moments_of(in.row(c * pixels), in.stride(), samples)
                                       : Moments{running_mean_[c], running_variance_[c]};
        if (pass.mode == NormMode::train) {
            // The running variance is the unbiased one.
            const double count = static_cast<double>(pixels) * samples;
            const double unbiased =
                static_cast<double>(moments.variance) * (count > 1.0 ? count / (count - 1.0) : 1.0);
            const T momentum = static_cast<T>(pass.momentum.value_or(options_.momentum));
            running_mean_[c] += momentum * (moments.mean - running_mean_[c]);
            running_variance_[c] += momentum * (static_cast<T>(unbiased) - running_variance_[c]);
        }
        means_[channel] = moments.mean;
        inverse_deviations_[channel] = T{1} / std::sqrt(moments.variance + static_cast<T>(options_.epsilon));
        const T factor = scale(c);
        const T shift = affine_ ? beta_[c] : T{0};
        for (int i = c * pixels; i < (c + 1) * pixels; ++i) {
            const T* from = in.row(i);
            T* to = out.row(i);
            for (int b = 0; b < samples; ++b)
                to[b] = factor * (from[b] - moments.mean) + shift;
        }
    }
}

template <class T>
void ChannelBatchNorm<T>::backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>&,
                                   Panel<T>* grad_in) {
    const int pixels = shape_.pixels();
    const int samples = in.samples();
    if (grad_in != nullptr) grad_in->resize(in.features(), samples);
    for (int c = 0; c < shape_.channels; ++c) {
        const T mean = means_[static_cast<std::size_t>(c)];
        const T inverse = inverse_deviations_[static_cast<std::size_t>(c)];
        const T* x = in.row(c * pixels);
        const T* g = grad_out.row(c * pixels);
        const std::ptrdiff_t x_stride = in.stride();
        const std::ptrdiff_t g_stride = grad_out.stride();
        const T sum =
            sum_over_rows<T>(pixels, samples, [=](int row, int b) { return g[row * g_stride + b]; });
        const T product = inverse * sum_over_rows<T>(pixels, samples, [=](int row, int b) {
                              return g[row * g_stride + b] * (x[row * x_stride + b] - mean);
                          });
        if (affine_) {
            gamma_.add_gradient(c, product);
            beta_.add_gradient(c, sum);
        }
        if (grad_in == nullptr) continue;
        const T count = static_cast<T>(std::ptrdiff_t{pixels} * samples);
        const T mean_g = of_batch_ ? sum / count : T{0};
        const T slope = of_batch_ ? inverse * product / count : T{0};
        const T factor = scale(c);
        for (int row = 0; row < pixels; ++row) {
            T* to = grad_in->row(c * pixels + row);
            for (int b = 0; b < samples; ++b)
                to[b] = factor * (g[row * g_stride + b] - mean_g - slope * (x[row * x_stride + b] - mean));
        }
    }
}

template <class T>
void ChannelBatchNorm<T>::linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) const {
    const int pixels = shape_.pixels();
    out.resize(in.features(), in.samples());
    for (int c = 0; c < shape_.channels; ++c) {
        const T mean = pass.centred ? mean_of(in.row(c * pixels), in.stride(), in.samples()) : T{0};
        const T factor = scale(c);
        for (int i = c * pixels; i < (c + 1) * pixels; ++i) {
            const T* from = in.row(i);
            T* to = out.row(i);
            for (int b = 0; b < in.samples(); ++b)
                to[b] = factor * (from[b] - mean);
        }
    }
}

/// Subtracting means and multiplying a channel commute, so the map is its own transpose.
template <class T>
void ChannelBatchNorm<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass,
                                            Panel<T>& grad_in) const {
    linear(grad_out, pass, grad_in);
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
