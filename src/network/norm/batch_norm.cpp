// Statistics of each unit over the batch: batch_norm, cond_batch_norm, sandwich_bn.
#include <cmath>

#include "network/norm/affine.hpp"
#include "network/norm/ghost_groups.hpp"

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
          inverse_deviations_(shape.units, 1) {
        for (int j = 0; j < shape.units; ++j)
            inverse_deviations_(j, 0) = T{1};
    }

    void forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode mode,
                 Panel<T>& out) override {
        affine_.require(conditions, x.samples());
        conditions_.assign(conditions.begin(), conditions.end());
        batch_statistics_ = mode != NormMode::evaluate;
        group_ = group_of(options_, mode, x.samples());
        const int groups = x.samples() / group_;
        out.resize(x.features(), x.samples());
        means_.resize(x.features(), groups);
        variances_.resize(x.features(), groups);
        inverse_deviations_.resize(x.features(), groups);
        for (int j = 0; j < x.features(); ++j) {
            for (int s = 0; s < groups; ++s) {
                const auto moments = batch_statistics_ ? row_moments(x.row(j) + first_of(s), group_)
                                                       : Moments<T>{running_mean_[j], running_variance_[j]};
                means_(j, s) = moments.mean;
                variances_(j, s) = unbiased(moments.variance, group_);
                inverse_deviations_(j, s) =
                    T{1} / std::sqrt(moments.variance + static_cast<T>(options_.epsilon));
                if (affine_.uniform())
                    apply_uniform(j, s, x.row(j) + first_of(s), out.row(j) + first_of(s));
                else
                    apply_by_condition(j, s, x.row(j) + first_of(s), out.row(j) + first_of(s));
            }
            if (mode != NormMode::train) continue;
            follow_groups(running_mean_[j], means_.row(j), groups, options_);
            follow_groups(running_variance_[j], variances_.row(j), groups, options_);
        }
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        grad_x.resize(x.features(), x.samples());
        for (int j = 0; j < x.features(); ++j)
            for (int s = 0; s < x.samples() / group_; ++s) {
                const auto at = first_of(s);
                if (affine_.uniform())
                    back_uniform(j, s, x.row(j) + at, grad_out.row(j) + at, grad_x.row(j) + at);
                else
                    back_by_condition(j, s, x.row(j) + at, grad_out.row(j) + at, grad_x.row(j) + at);
            }
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        out.resize(x.features(), x.samples());
        Affine<T> affine = affine_;
        for (int j = 0; j < x.features(); ++j)
            for (int s = 0; s < x.samples() / group_; ++s) {
                affine.load(j, conditions_of(s), group_);
                const T* from = x.row(j) + first_of(s);
                T* to = out.row(j) + first_of(s);
                const T mean = group_mean(from);
                const T inverse = inverse_deviations_(j, s);
                for (int b = 0; b < group_; ++b)
                    to[b] = affine.scales()[b] * inverse * (from[b] - mean);
            }
    }

    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        grad_x.resize(grad_out.features(), grad_out.samples());
        Affine<T> affine = affine_;
        for (int j = 0; j < grad_out.features(); ++j)
            for (int s = 0; s < grad_out.samples() / group_; ++s) {
                affine.load(j, conditions_of(s), group_);
                const T* from = grad_out.row(j) + first_of(s);
                T* to = grad_x.row(j) + first_of(s);
                const T inverse = inverse_deviations_(j, s);
                for (int b = 0; b < group_; ++b)
                    to[b] = affine.scales()[b] * inverse * from[b];
                const T mean = group_mean(to);
                for (int b = 0; b < group_; ++b)
                    to[b] -= mean;
            }
    }

    bool has_constant() const override { return true; }

    std::vector<double> factors() const override {
        std::vector<double> list;
        for (int j = 0; j < inverse_deviations_.features(); ++j) {
            double sum = 0.0;
            for (int s = 0; s < inverse_deviations_.samples(); ++s)
                sum += static_cast<double>(inverse_deviations_(j, s));
            list.push_back(affine_.mean_scale(j) * (sum / inverse_deviations_.samples()));
        }
        return list;
    }
    std::optional<Parameter<T>> scale() override { return affine_.scale_parameter(); }
    std::vector<Parameter<T>> parameters() override { return affine_.parameters(); }
    std::vector<Parameter<T>> buffers() override { return {running_mean_.view(), running_variance_.view()}; }

  private:
    std::ptrdiff_t first_of(int s) const { return std::ptrdiff_t{s} * group_; }
    std::span<const Condition> conditions_of(int s) const {
        const std::span<const Condition> all(conditions_);
        return all.empty()
                   ? all
                   : all.subspan(static_cast<std::size_t>(first_of(s)), static_cast<std::size_t>(group_));
    }

    void apply_uniform(int j, int s, const T* x, T* to) const {
        const T scale = affine_.scale(j) * inverse_deviations_(j, s);
        const T mean = means_(j, s);
        const T shift = affine_.shift(j);
        for (int b = 0; b < group_; ++b)
            to[b] = scale * (x[b] - mean) + shift;
    }

    void apply_by_condition(int j, int s, const T* x, T* to) {
        standardise(j, s, x);
        affine_.load(j, conditions_of(s), group_);
        const T* scales = affine_.scales();
        const T* shifts = affine_.shifts();
        for (int b = 0; b < group_; ++b)
            to[b] = scales[b] * standardised_[static_cast<std::size_t>(b)] + shifts[b];
    }

    void back_uniform(int j, int s, const T* x, const T* g, T* to) {
        const T mean = means_(j, s);
        const T inverse = inverse_deviations_(j, s);
        const T sum = row_sum(g, group_);
        const T product = inverse * sum_over<T>(group_, [=](int b) { return g[b] * (x[b] - mean); });
        affine_.add_gradient(j, product, sum);
        const T scale = affine_.scale(j) * inverse;
        const T mean_g = sum / static_cast<T>(group_);
        const T slope = inverse * product / static_cast<T>(group_);
        for (int b = 0; b < group_; ++b)
            to[b] = scale * (g[b] - mean_g - slope * (x[b] - mean));
    }

    void back_by_condition(int j, int s, const T* x, const T* g, T* to) {
        standardise(j, s, x);
        affine_.load(j, conditions_of(s), group_);
        affine_.accumulate(j, conditions_of(s), standardised_.data(), g, group_);
        const T* scales = affine_.scales();
        const T* xh = standardised_.data();
        const T sum = row_dot(scales, g, group_) / static_cast<T>(group_);
        const T product =
            sum_over<T>(group_, [=](int b) { return scales[b] * g[b] * xh[b]; }) / static_cast<T>(group_);
        const T inverse = inverse_deviations_(j, s);
        for (int b = 0; b < group_; ++b)
            to[b] = inverse * (scales[b] * g[b] - sum - xh[b] * product);
    }

    void standardise(int j, int s, const T* x) {
        standardised_.resize(static_cast<std::size_t>(group_));
        for (int b = 0; b < group_; ++b)
            standardised_[static_cast<std::size_t>(b)] = (x[b] - means_(j, s)) * inverse_deviations_(j, s);
    }

    T group_mean(const T* x) const {
        return batch_statistics_ ? row_sum(x, group_) / static_cast<T>(group_) : T{0};
    }

    NormOptions options_;
    Affine<T> affine_;
    Array<T> running_mean_;
    Array<T> running_variance_;
    int group_ = 1;                // samples of a group in the last forward
    Panel<T> means_;               // units x groups
    Panel<T> variances_;           // the same, unbiased
    Panel<T> inverse_deviations_;  // the same
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
