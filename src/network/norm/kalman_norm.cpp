#include "network/norm/kalman_norm.hpp"

#include <algorithm>
#include <cmath>

#include "network/norm/ghost_groups.hpp"

namespace glasscape {
namespace {

template <class T>
GroupMoments<T> moments_of(const Array<T>& means, const Array<T>& variances) {
    GroupMoments<T> moments{Panel<T>(means.columns, 1), Panel<T>(means.columns, 1)};
    for (int j = 0; j < means.columns; ++j) {
        moments.mean(j, 0) = means[j];
        moments.variance(j, 0) = variances[j];
    }
    return moments;
}

template <class T>
void fit(GroupMoments<T>& moments, int units, int groups) {
    moments = {Panel<T>(units, groups), Panel<T>(units, groups)};
}

}  // namespace

template <class T>
KalmanNorm<T>::KalmanNorm(const NormOptions& options, const NormShape& shape)
    : options_(options),
      mixing_(options.mixing.value_or(default_mixing(options.ghost))),
      after_gate_(shape.after_gate),
      affine_(AffineKind::shared, shape),
      running_mean_("mean", 1, shape.units, T{0}, false),
      running_variance_("var", 1, shape.units, T{1}, false),
      posterior_(moments_of(running_mean_, running_variance_)),
      trusted_(running_mean_.values.size(), 0) {}

template <class T>
void KalmanNorm<T>::follow(const Normaliser<T>& below, const LinearMap<T>& map) {
    if (const auto* layer = dynamic_cast<const KalmanNorm<T>*>(&below)) expect(layer->stream_, map);
}

template <class T>
void KalmanNorm<T>::expect(const GroupMoments<T>& entering, const LinearMap<T>& map) {
    entering_ = entering;
    map_ = map;
    if (carries() || is_empty(entering)) {
        set_prior(entering);
        return;
    }
    mapped_ = mapped(map, entering);
    set_prior(after_gate_ ? rectified(mapped_) : mapped_);
}

template <class T>
void KalmanNorm<T>::set_prior(const GroupMoments<T>& prior) {
    prior_ = prior;
    has_prior_ = !is_empty(prior);
}

template <class T>
void KalmanNorm<T>::measure(const Panel<T>& x) {
    const int groups = x.samples() / group_;
    fit(batch_, x.features(), groups);
    for (int j = 0; j < x.features(); ++j)
        for (int s = 0; s < groups; ++s) {
            const auto moments = row_moments(x.row(j) + std::ptrdiff_t{s} * group_, group_);
            batch_.mean(j, s) = moments.mean;
            batch_.variance(j, s) = moments.variance;
        }
}

template <class T>
void KalmanNorm<T>::judge_prior() {
    constexpr double far = 100.0;
    const int units = batch_.mean.features();
    const int groups = batch_.mean.samples();
    const auto prior = [&](int j, int s) { return static_cast<double>(prior_.variance(j, prior_group(s))); };
    const auto own = [&](int j, int s) { return static_cast<double>(batch_.variance(j, s)); };
    std::fill(trusted_.begin(), trusted_.end(), has_prior_ ? 1 : 0);
    if (!has_prior_ || options_.guard == PriorGuard::none) return;
    double ratios = 0.0;
    for (int j = 0; j < units; ++j) {
        double expected = 0.0;
        double found = 0.0;
        for (int s = 0; s < groups; ++s) {
            ratios += prior(j, s) / own(j, s);
            expected += prior(j, s);
            found += own(j, s) + options_.epsilon;
        }
        if (options_.guard == PriorGuard::per_unit)
            trusted_[static_cast<std::size_t>(j)] = expected < far * found ? 1 : 0;
    }
    // What is not a number is not below either.
    if (options_.guard == PriorGuard::release && !(ratios < far * units * groups))
        std::fill(trusted_.begin(), trusted_.end(), 0);
}

template <class T>
void KalmanNorm<T>::mix() {
    posterior_ = batch_;
    for (int j = 0; j < batch_.mean.features(); ++j) {
        const T q = share_of_prior(j);
        if (q == T{0}) continue;
        for (int s = 0; s < batch_.mean.samples(); ++s) {
            const T mean = prior_.mean(j, prior_group(s));
            const T gap = batch_.mean(j, s) - mean;
            posterior_.mean(j, s) = q * mean + (T{1} - q) * batch_.mean(j, s);
            posterior_.variance(j, s) = q * prior_.variance(j, prior_group(s)) +
                                        (T{1} - q) * batch_.variance(j, s) + q * (T{1} - q) * gap * gap;
        }
    }
}

template <class T>
void KalmanNorm<T>::update_running() {
    const auto moments = published();
    const int groups = moments.mean.samples();
    for (int j = 0; j < running_mean_.columns; ++j) {
        follow_groups(running_mean_[j], moments.mean.row(j), groups, options_);
        follow_groups(running_variance_[j], moments.variance.row(j), groups, options_);
    }
}

template <class T>
GroupMoments<T> KalmanNorm<T>::published() const {
    auto moments = posterior_;
    for (std::size_t i = 0; !has_prior_ && i < moments.variance.size(); ++i)
        moments.variance.data()[i] = unbiased(moments.variance.data()[i], group_);
    return moments;
}

template <class T>
GroupMoments<T> KalmanNorm<T>::signal() const {
    if (raw()) return published();
    GroupMoments<T> moments{Panel<T>(running_mean_.columns, 1), Panel<T>(running_mean_.columns, 1)};
    for (int j = 0; j < running_mean_.columns; ++j) {
        moments.mean(j, 0) = affine_.shift(j);
        moments.variance(j, 0) = affine_.scale(j) * affine_.scale(j);
    }
    return moments;
}

template <class T>
void KalmanNorm<T>::publish() {
    published_gradient_ = {};
    signal_gradient_ = {};
    stream_gradient_ = {};
    stream_ = signal();
    if (carries()) return;
    if (!after_gate_) stream_ = rectified(stream_);
    // A skip adds what entered, where it has the units of what leaves.
    const bool skips = entering_.mean.features() == stream_.mean.features() &&
                       entering_.mean.samples() == stream_.mean.samples();
    if (skips) add_moments(entering_, stream_);
}

template <class T>
void KalmanNorm<T>::apply(const Panel<T>& x, Panel<T>& out) const {
    out.resize(x.features(), x.samples());
    for (int j = 0; j < x.features(); ++j) {
        const T scale = affine_.scale(j);
        const T shift = affine_.shift(j);
        for (int s = 0; s * group_ < x.samples(); ++s) {
            const T* from = x.row(j) + std::ptrdiff_t{s} * group_;
            T* to = out.row(j) + std::ptrdiff_t{s} * group_;
            const T mean = posterior_.mean(j, s);
            const T inverse = inverse_deviation(j, s);
            for (int b = 0; b < group_; ++b)
                to[b] = scale * (from[b] - mean) * inverse + shift;
        }
    }
}

template <class T>
void KalmanNorm<T>::forward(const Panel<T>& x, std::span<const Condition>, NormMode mode, Panel<T>& out) {
    batch_statistics_ = mode != NormMode::evaluate;
    group_ = group_of(options_, mode, x.samples());
    if (batch_statistics_) {
        measure(x);
        judge_prior();
        mix();
        if (mode == NormMode::train) update_running();
    } else {
        posterior_ = moments_of(running_mean_, running_variance_);
        batch_ = posterior_;
        std::fill(trusted_.begin(), trusted_.end(), 0);
    }
    publish();
    apply(x, out);
}

template <class T>
GroupMoments<T> KalmanNorm<T>::told_gradient() const {
    auto by_signal = signal_gradient_;
    if (!is_empty(stream_gradient_))
        gather_moments(
            after_gate_ || carries() ? stream_gradient_ : rectified_back(signal(), stream_gradient_),
            by_signal);
    return by_signal;
}

template <class T>
void KalmanNorm<T>::backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) {
    const int groups = x.samples() / group_;
    grad_x.resize(x.features(), x.samples());
    fit(prior_gradient_, x.features(), has_prior_ ? prior_.mean.samples() : groups);
    const auto by_signal = told_gradient();
    auto by_posterior = published_gradient_;
    if (raw()) gather_moments(by_signal, by_posterior);
    for (int j = 0; j < x.features(); ++j) {
        if (!raw() && !is_empty(by_signal))
            affine_.add_gradient(j, T{2} * affine_.scale(j) * by_signal.variance(j, 0), by_signal.mean(j, 0));
        for (int s = 0; s < groups; ++s)
            backward_group(x, grad_out, by_posterior, j, s, grad_x);
    }
}

template <class T>
void KalmanNorm<T>::backward_group(const Panel<T>& x, const Panel<T>& grad_out,
                                   const GroupMoments<T>& by_posterior, int j, int s, Panel<T>& grad_x) {
    const auto offset = std::ptrdiff_t{s} * group_;
    const T* from = x.row(j) + offset;
    const T* g = grad_out.row(j) + offset;
    T* to = grad_x.row(j) + offset;
    const T gamma = affine_.scale(j);
    const T q = share_of_prior(j);
    const T own = T{1} - q;
    const T inverse = inverse_deviation(j, s);
    standardised_.resize(static_cast<std::size_t>(group_));
    for (int b = 0; b < group_; ++b)
        standardised_[static_cast<std::size_t>(b)] = (from[b] - posterior_.mean(j, s)) * inverse;
    const T sum = row_sum(g, group_);
    const T product = row_dot(g, standardised_.data(), group_);
    affine_.add_gradient(j, product, sum);
    T grad_mean = -gamma * inverse * sum;
    T grad_variance = -gamma * inverse * inverse * product / T{2};
    if (!is_empty(by_posterior)) {
        grad_mean += by_posterior.mean(j, s);
        grad_variance +=
            has_prior_ ? by_posterior.variance(j, s) : unbiased(by_posterior.variance(j, s), group_);
    }
    const T gap = q > T{0} ? batch_.mean(j, s) - prior_.mean(j, prior_group(s)) : T{0};
    const T by_mean = (own * grad_mean + T{2} * q * own * gap * grad_variance) / static_cast<T>(group_);
    const T by_variance = T{2} * own * grad_variance / static_cast<T>(group_);
    const T mean = batch_.mean(j, s);
    for (int b = 0; b < group_; ++b)
        to[b] = gamma * inverse * g[b] + by_mean + by_variance * (from[b] - mean);
    if (!has_prior_) return;
    prior_gradient_.mean(j, prior_group(s)) += q * grad_mean - T{2} * q * own * gap * grad_variance;
    prior_gradient_.variance(j, prior_group(s)) += q * grad_variance;
}

template <class T>
GroupMoments<T> KalmanNorm<T>::lead_through_map() const {
    if (carries()) return prior_gradient_;
    return mapped_back(map_, entering_,
                       after_gate_ ? rectified_back(mapped_, prior_gradient_) : prior_gradient_);
}

template <class T>
void KalmanNorm<T>::lead_back(Normaliser<T>& below) {
    auto* layer = dynamic_cast<KalmanNorm<T>*>(&below);
    if (layer == nullptr || !has_prior_ || !options_.prior_gradient) return;
    auto gradient = lead_through_map();
    if (!carries()) gather_moments(stream_gradient_, gradient);
    layer->stream_gradient_ = std::move(gradient);
}

template <class T>
void KalmanNorm<T>::linear(const Panel<T>& x, Panel<T>& out) const {
    out.resize(x.features(), x.samples());
    for (int j = 0; j < x.features(); ++j)
        for (int begin = 0; begin < x.samples(); begin += group_) {
            const T* from = x.row(j) + begin;
            const T inverse = inverse_deviation(j, begin / group_);
            const T mean = batch_statistics_
                               ? (T{1} - share_of_prior(j)) * row_sum(from, group_) / static_cast<T>(group_)
                               : T{0};
            for (int b = 0; b < group_; ++b)
                out(j, begin + b) = affine_.scale(j) * inverse * (from[b] - mean);
        }
}

template <class T>
void KalmanNorm<T>::linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const {
    linear(grad_out, grad_x);  // the map is symmetric
}

template <class T>
std::vector<double> KalmanNorm<T>::factors() const {
    std::vector<double> list;
    const int groups = posterior_.variance.samples();
    for (int j = 0; j < posterior_.variance.features(); ++j) {
        double inverse = 0.0;
        for (int s = 0; s < groups; ++s)
            inverse += 1.0 / std::sqrt(static_cast<double>(posterior_.variance(j, s)) + options_.epsilon);
        list.push_back(static_cast<double>(affine_.scale(j)) * inverse / groups);
    }
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
