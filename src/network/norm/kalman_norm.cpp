#include "network/norm/kalman_norm.hpp"

#include <cmath>

namespace glasscape {

template <class T>
KalmanNorm<T>::KalmanNorm(const NormOptions& options, const NormShape& shape)
    : options_(options),
      affine_(AffineKind::shared, shape),
      running_mean_("mean", 1, shape.units, T{0}, false),
      running_variance_("var", 1, shape.units, T{1}, false),
      means_(running_mean_.values),
      variances_(running_variance_.values),
      batch_means_(running_mean_.values) {}

template <class T>
void KalmanNorm<T>::follow(const Normaliser<T>& below) {
    if (const auto* layer = dynamic_cast<const KalmanNorm<T>*>(&below))
        set_prior(layer->means_, layer->variances_);
}

template <class T>
void KalmanNorm<T>::set_prior(std::span<const T> means, std::span<const T> variances) {
    prior_means_.assign(means.begin(), means.end());
    prior_variances_.assign(variances.begin(), variances.end());
}

template <class T>
bool KalmanNorm<T>::prior_is_close(const Panel<T>& x) const {
    if (prior_means_.size() != static_cast<std::size_t>(x.features())) return false;
    double ratio = 0.0;
    for (int j = 0; j < x.features(); ++j)
        ratio += static_cast<double>(prior_variances_[static_cast<std::size_t>(j)]) /
                 static_cast<double>(row_moments(x.row(j), x.samples()).variance);
    return ratio < 100.0 * x.features();
}

template <class T>
void KalmanNorm<T>::forward(const Panel<T>& x, std::span<const Condition>, NormMode mode, Panel<T>& out) {
    batch_statistics_ = mode != NormMode::evaluate;
    trusted_ = batch_statistics_ && prior_is_close(x);
    const T own = batch_share();
    const T prior = T{1} - own;
    out.resize(x.features(), x.samples());
    for (int j = 0; j < x.features(); ++j) {
        const auto unit = static_cast<std::size_t>(j);
        if (batch_statistics_) {
            const auto moments = row_moments(x.row(j), x.samples());
            batch_means_[unit] = moments.mean;
            means_[unit] = moments.mean;
            variances_[unit] = moments.variance;
            if (trusted_) {
                const T gap = moments.mean - prior_means_[unit];
                means_[unit] = prior * prior_means_[unit] + own * moments.mean;
                variances_[unit] =
                    prior * prior_variances_[unit] + own * moments.variance + prior * own * gap * gap;
            }
            if (mode == NormMode::train) {
                follow_batch(running_mean_[j], means_[unit], options_.momentum);
                follow_batch(running_variance_[j], variances_[unit], options_.momentum);
            }
        } else {
            means_[unit] = running_mean_[j];
            variances_[unit] = running_variance_[j];
        }
        affine_.load(j, {}, x.samples());
        const T inverse = T{1} / std::sqrt(variances_[unit] + static_cast<T>(options_.epsilon));
        for (int b = 0; b < x.samples(); ++b)
            out(j, b) = affine_.scales()[b] * (x(j, b) - means_[unit]) * inverse + affine_.shifts()[b];
    }
}

template <class T>
void KalmanNorm<T>::backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) {
    const int samples = x.samples();
    const T own = batch_share();
    const T prior = T{1} - own;
    grad_x.resize(x.features(), samples);
    prior_mean_gradients_.assign(means_.size(), T{0});
    prior_variance_gradients_.assign(means_.size(), T{0});
    std::vector<T> standardised(static_cast<std::size_t>(samples));
    for (int j = 0; j < x.features(); ++j) {
        const auto unit = static_cast<std::size_t>(j);
        const T inverse = T{1} / std::sqrt(variances_[unit] + static_cast<T>(options_.epsilon));
        for (int b = 0; b < samples; ++b)
            standardised[static_cast<std::size_t>(b)] = (x(j, b) - means_[unit]) * inverse;
        affine_.accumulate(j, {}, standardised.data(), grad_out.row(j), samples);
        const T gamma = static_cast<T>(affine_.mean_scale(j));
        const T* g = grad_out.row(j);
        const T grad_mean = -gamma * inverse * row_sum(g, samples);
        const T grad_variance = -gamma * inverse * inverse * row_dot(g, standardised.data(), samples) / T{2};
        const T gap = trusted_ ? batch_means_[unit] - prior_means_[unit] : T{0};
        const T from_mean =
            (own * grad_mean + T{2} * prior * own * gap * grad_variance) / static_cast<T>(samples);
        const T from_variance = T{2} * own * grad_variance / static_cast<T>(samples);
        for (int b = 0; b < samples; ++b)
            grad_x(j, b) =
                gamma * inverse * g[b] + from_mean + from_variance * (x(j, b) - batch_means_[unit]);
        prior_mean_gradients_[unit] = prior * grad_mean - T{2} * prior * own * gap * grad_variance;
        prior_variance_gradients_[unit] = prior * grad_variance;
    }
}

template <class T>
void KalmanNorm<T>::linear(const Panel<T>& x, Panel<T>& out) const {
    out.resize(x.features(), x.samples());
    const auto factors = this->factors();
    for (int j = 0; j < x.features(); ++j) {
        const T mean = batch_statistics_
                           ? batch_share() * row_sum(x.row(j), x.samples()) / static_cast<T>(x.samples())
                           : T{0};
        for (int b = 0; b < x.samples(); ++b)
            out(j, b) = static_cast<T>(factors[static_cast<std::size_t>(j)]) * (x(j, b) - mean);
    }
}

template <class T>
void KalmanNorm<T>::linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const {
    linear(grad_out, grad_x);  // the map is symmetric
}

template <class T>
std::vector<double> KalmanNorm<T>::factors() const {
    std::vector<double> list;
    for (std::size_t j = 0; j < variances_.size(); ++j)
        list.push_back(affine_.mean_scale(static_cast<int>(j)) /
                       std::sqrt(static_cast<double>(variances_[j]) + options_.epsilon));
    return list;
}

template class KalmanNorm<float>;
template class KalmanNorm<double>;

template <class T>
std::unique_ptr<Normaliser<T>> make_kalman_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<KalmanNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_kalman_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_kalman_norm<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
