// Statistics of each unit over the batch: batch_norm, cond_batch_norm, sandwich_bn.
#include <cmath>

#include "network/norm/affine.hpp"

namespace glasscape {
namespace {

AffineKind affine_of(NormKind kind) {
    if (kind == NormKind::cond_batch_norm) return AffineKind::by_condition;
    return kind == NormKind::sandwich_bn ? AffineKind::shared_then_condition : AffineKind::shared;
}

template <class T>
class BatchNorm final : public Normaliser<T> {
  public:
    BatchNorm(const NormOptions& options, const NormShape& shape)
        : options_(options),
          affine_(affine_of(options.kind), shape),
          running_mean_("mean", 1, shape.units, T{0}, false),
          running_variance_("var", 1, shape.units, T{1}, false),
          means_(running_mean_.values),
          inverse_deviations_(running_variance_.values) {}

    void forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode mode,
                 Panel<T>& out) override {
        out.resize(x.features(), x.samples());
        affine_.require(conditions, x.samples());
        conditions_.assign(conditions.begin(), conditions.end());
        batch_statistics_ = mode != NormMode::evaluate;
        for (int j = 0; j < x.features(); ++j) {
            const auto unit = static_cast<std::size_t>(j);
            const auto moments = batch_statistics_ ? row_moments(x.row(j), x.samples())
                                                   : Moments<T>{running_mean_[j], running_variance_[j]};
            if (mode == NormMode::train) update_running(j, moments, x.samples());
            means_[unit] = moments.mean;
            inverse_deviations_[unit] = T{1} / std::sqrt(moments.variance + static_cast<T>(options_.epsilon));
            if (affine_.uniform())
                apply_uniform(j, x.row(j), x.samples(), out.row(j));
            else
                apply_by_condition(j, x.row(j), x.samples(), out.row(j));
        }
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        const int samples = x.samples();
        grad_x.resize(x.features(), samples);
        for (int j = 0; j < x.features(); ++j) {
            if (affine_.uniform())
                back_uniform(j, x.row(j), grad_out.row(j), samples, grad_x.row(j));
            else
                back_by_condition(j, x.row(j), grad_out.row(j), samples, grad_x.row(j));
        }
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        out.resize(x.features(), x.samples());
        Affine<T> affine = affine_;
        for (int j = 0; j < x.features(); ++j) {
            affine.load(j, conditions_, x.samples());
            const T mean = batch_mean(x.row(j), x.samples());
            const T inverse = inverse_deviations_[static_cast<std::size_t>(j)];
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) = affine.scales()[b] * inverse * (x(j, b) - mean);
        }
    }

    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        grad_x.resize(grad_out.features(), grad_out.samples());
        Affine<T> affine = affine_;
        for (int j = 0; j < grad_out.features(); ++j) {
            affine.load(j, conditions_, grad_out.samples());
            const T inverse = inverse_deviations_[static_cast<std::size_t>(j)];
            for (int b = 0; b < grad_out.samples(); ++b)
                grad_x(j, b) = affine.scales()[b] * inverse * grad_out(j, b);
            const T mean = batch_mean(grad_x.row(j), grad_out.samples());
            for (int b = 0; b < grad_out.samples(); ++b)
                grad_x(j, b) -= mean;
        }
    }

    bool has_constant() const override { return true; }

    std::vector<double> factors() const override {
        std::vector<double> list;
        for (std::size_t j = 0; j < inverse_deviations_.size(); ++j)
            list.push_back(affine_.mean_scale(static_cast<int>(j)) *
                           static_cast<double>(inverse_deviations_[j]));
        return list;
    }
    std::optional<Parameter<T>> scale() override { return affine_.scale_parameter(); }
    std::vector<Parameter<T>> parameters() override { return affine_.parameters(); }
    std::vector<Parameter<T>> buffers() override { return {running_mean_.view(), running_variance_.view()}; }

  private:
    /// The running variance is the unbiased one; of a single sample there is only the biased.
    void update_running(int j, const Moments<T>& moments, int samples) {
        const T unbiased = samples > 1
                               ? moments.variance * static_cast<T>(samples) / static_cast<T>(samples - 1)
                               : moments.variance;
        follow_batch(running_mean_[j], moments.mean, options_.momentum);
        follow_batch(running_variance_[j], unbiased, options_.momentum);
    }

    void apply_uniform(int j, const T* x, int samples, T* to) const {
        const auto unit = static_cast<std::size_t>(j);
        const T scale = affine_.scale(j) * inverse_deviations_[unit];
        const T mean = means_[unit];
        const T shift = affine_.shift(j);
        for (int b = 0; b < samples; ++b)
            to[b] = scale * (x[b] - mean) + shift;
    }

    void apply_by_condition(int j, const T* x, int samples, T* to) {
        standardise(j, x, samples);
        affine_.load(j, conditions_, samples);
        const T* scales = affine_.scales();
        const T* shifts = affine_.shifts();
        for (int b = 0; b < samples; ++b)
            to[b] = scales[b] * standardised_[static_cast<std::size_t>(b)] + shifts[b];
    }

    void back_uniform(int j, const T* x, const T* g, int samples, T* to) {
        const auto unit = static_cast<std::size_t>(j);
        const T mean = means_[unit];
        const T inverse = inverse_deviations_[unit];
        const T sum = row_sum(g, samples);
        const T product = inverse * sum_over<T>(samples, [=](int b) { return g[b] * (x[b] - mean); });
        affine_.add_gradient(j, product, sum);
        const T scale = affine_.scale(j) * inverse;
        const T mean_g = sum / static_cast<T>(samples);
        const T slope = inverse * product / static_cast<T>(samples);
        for (int b = 0; b < samples; ++b)
            to[b] = scale * (g[b] - mean_g - slope * (x[b] - mean));
    }

    void back_by_condition(int j, const T* x, const T* g, int samples, T* to) {
        standardise(j, x, samples);
        affine_.load(j, conditions_, samples);
        affine_.accumulate(j, conditions_, standardised_.data(), g, samples);
        const T* scales = affine_.scales();
        const T* xh = standardised_.data();
        const T sum = row_dot(scales, g, samples) / static_cast<T>(samples);
        const T product =
            sum_over<T>(samples, [=](int b) { return scales[b] * g[b] * xh[b]; }) / static_cast<T>(samples);
        const T inverse = inverse_deviations_[static_cast<std::size_t>(j)];
        for (int b = 0; b < samples; ++b)
            to[b] = inverse * (scales[b] * g[b] - sum - xh[b] * product);
    }

    void standardise(int j, const T* x, int samples) {
        standardised_.resize(static_cast<std::size_t>(samples));
        const T mean = means_[static_cast<std::size_t>(j)];
        const T inverse = inverse_deviations_[static_cast<std::size_t>(j)];
        for (int b = 0; b < samples; ++b)
            standardised_[static_cast<std::size_t>(b)] = (x[b] - mean) * inverse;
    }

    T batch_mean(const T* x, int samples) const {
        return batch_statistics_ ? row_sum(x, samples) / static_cast<T>(samples) : T{0};
    }

    NormOptions options_;
    Affine<T> affine_;
    Array<T> running_mean_;
    Array<T> running_variance_;
    std::vector<T> means_;
    std::vector<T> inverse_deviations_;
    std::vector<T> standardised_;
    std::vector<Condition> conditions_;
    bool batch_statistics_ = true;
};

}  // namespace

template <class T>
std::unique_ptr<Normaliser<T>> make_batch_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<BatchNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_batch_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_batch_norm<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
