#include <cmath>

#include "convolution/layers/image_layers.hpp"
#include "convolution/layers/image_sums.hpp"

namespace glasscape {
namespace {

/// sums(group, b) = the sum of term(i, b) over the rows i of the group.
template <class T, class Term>
void sum_groups(int rows_of_group, int rows, int samples, const Term& term, Panel<T>& sums) {
    sums.resize(rows / rows_of_group, samples);
    sums.fill_zero();
    for (int i = 0; i < rows; ++i) {
        T* sum = sums.row(i / rows_of_group);
        for (int b = 0; b < samples; ++b)
            sum[b] += term(i, b);
    }
}

}  // namespace

template <class T>
ChannelGroupNorm<T>::ChannelGroupNorm(const ImageShape& shape, const NormOptions& options, int groups)
    : shape_(shape),
      epsilon_(options.epsilon),
      groups_(groups),
      gamma_(1, shape.channels, T{1}, true),
      beta_(1, shape.channels, T{0}, true) {}

template <class T>
void ChannelGroupNorm<T>::forward(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) {
    const int rows = rows_of_group();
    const int samples = in.samples();
    const T share = T{1} / static_cast<T>(rows);
    sum_groups(
        rows, in.features(), samples, [&](int i, int b) { return share * in.row(i)[b]; }, means_);
    sum_groups(
        rows, in.features(), samples,
        [&](int i, int b) {
            const T from_mean = in.row(i)[b] - means_.row(i / rows)[b];
            return share * from_mean * from_mean;
        },
        inverse_deviations_);
    for (int group = 0; group < groups_; ++group)
        for (int b = 0; b < samples; ++b)
            inverse_deviations_(group, b) =
                T{1} / std::sqrt(inverse_deviations_(group, b) + static_cast<T>(epsilon_));
    out.resize(in.features(), samples);
    for (int i = 0; i < in.features(); ++i) {
        const int channel = i / shape_.pixels();
        const T gamma = gamma_[channel];
        const T beta = beta_[channel];
        const T* mean = means_.row(i / rows);
        const T* inverse = inverse_deviations_.row(i / rows);
        const T* from = in.row(i);
        T* to = out.row(i);
        for (int b = 0; b < samples; ++b)
            to[b] = gamma * (from[b] - mean[b]) * inverse[b] + beta;
    }
}

template <class T>
void ChannelGroupNorm<T>::backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>&,
                                   Panel<T>* grad_in) {
    const int rows = rows_of_group();
    const int pixels = shape_.pixels();
    const int samples = in.samples();
    const auto standardised = [&](int i, int b) {
        return (in.row(i)[b] - means_.row(i / rows)[b]) * inverse_deviations_.row(i / rows)[b];
    };
    for (int c = 0; c < shape_.channels; ++c) {
        gamma_.add_gradient(c, sum_over_rows<T>(pixels, samples, [&](int row, int b) {
                                return grad_out.row(c * pixels + row)[b] * standardised(c * pixels + row, b);
                            }));
        beta_.add_gradient(c, sum_over_rows<T>(pixels, samples, [&](int row, int b) {
                               return grad_out.row(c * pixels + row)[b];
                           }));
    }
    if (grad_in == nullptr) return;
    const T share = T{1} / static_cast<T>(rows);
    Panel<T> sums;
    Panel<T> products;
    sum_groups(
        rows, in.features(), samples,
        [&](int i, int b) { return share * gamma_[i / pixels] * grad_out.row(i)[b]; }, sums);
    sum_groups(
        rows, in.features(), samples,
        [&](int i, int b) { return share * gamma_[i / pixels] * grad_out.row(i)[b] * standardised(i, b); },
        products);
    grad_in->resize(in.features(), samples);
    for (int i = 0; i < in.features(); ++i)
        for (int b = 0; b < samples; ++b)
            grad_in->row(i)[b] = inverse_deviations_.row(i / rows)[b] *
                                 (gamma_[i / pixels] * grad_out.row(i)[b] - sums.row(i / rows)[b] -
                                  standardised(i, b) * products.row(i / rows)[b]);
}

template <class T>
void ChannelGroupNorm<T>::linear(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) const {
    const int rows = rows_of_group();
    const T share = T{1} / static_cast<T>(rows);
    Panel<T> means;
    sum_groups(
        rows, in.features(), in.samples(), [&](int i, int b) { return share * in.row(i)[b]; }, means);
    out.resize(in.features(), in.samples());
    for (int i = 0; i < in.features(); ++i)
        for (int b = 0; b < in.samples(); ++b)
            out.row(i)[b] = gamma_[i / shape_.pixels()] * inverse_deviations_.row(i / rows)[b] *
                            (in.row(i)[b] - means.row(i / rows)[b]);
}

template <class T>
void ChannelGroupNorm<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>&,
                                            Panel<T>& grad_in) const {
    const int rows = rows_of_group();
    grad_in.resize(grad_out.features(), grad_out.samples());
    for (int i = 0; i < grad_out.features(); ++i)
        for (int b = 0; b < grad_out.samples(); ++b)
            grad_in.row(i)[b] =
                gamma_[i / shape_.pixels()] * inverse_deviations_.row(i / rows)[b] * grad_out.row(i)[b];
    const T share = T{1} / static_cast<T>(rows);
    Panel<T> means;
    sum_groups(
        rows, grad_in.features(), grad_in.samples(), [&](int i, int b) { return share * grad_in.row(i)[b]; },
        means);
    for (int i = 0; i < grad_in.features(); ++i)
        for (int b = 0; b < grad_in.samples(); ++b)
            grad_in.row(i)[b] -= means.row(i / rows)[b];
}

template <class T>
void ChannelGroupNorm<T>::list(const std::string& prefix, LayerArrays<T>& arrays) {
    arrays.add(gamma_, prefix + "weight");
    arrays.add(beta_, prefix + "bias");
}

template class ChannelGroupNorm<float>;
template class ChannelGroupNorm<double>;

}  // namespace glasscape
