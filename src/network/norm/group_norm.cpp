// Statistics of each sample over groups of units: layer_norm, group_norm, cond_group_norm, rms_norm.
#include <cmath>

#include "network/norm/affine.hpp"

namespace glasscape {
namespace {

AffineKind affine_of(NormKind kind) {
    if (kind == NormKind::cond_group_norm) return AffineKind::by_condition;
    return kind == NormKind::rms_norm ? AffineKind::shared_scale : AffineKind::shared;
}

template <class T>
class GroupNorm final : public Normaliser<T> {
  public:
    GroupNorm(const NormOptions& options, const NormShape& shape)
        : options_(options),
          centred_(options.kind != NormKind::rms_norm),
          groups_(options.kind == NormKind::layer_norm || options.kind == NormKind::rms_norm
                      ? 1
                      : options.groups),
          group_size_(shape.units / groups_),
          affine_(affine_of(options.kind), shape) {}

    void forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode, Panel<T>& out) override {
        affine_.require(conditions, x.samples());
        conditions_.assign(conditions.begin(), conditions.end());
        measure(x);
        out.resize(x.features(), x.samples());
        for (int j = 0; j < x.features(); ++j) {
            affine_.load(j, conditions, x.samples());
            const T* mean = means_.row(j / group_size_);
            const T* inverse = inverse_deviations_.row(j / group_size_);
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) = affine_.scales()[b] * (x(j, b) - mean[b]) * inverse[b] + affine_.shifts()[b];
        }
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        const int samples = x.samples();
        grad_x.resize(x.features(), samples);
        Panel<T> standardised(x.features(), samples);
        Panel<T> sums(groups_, samples);
        Panel<T> products(groups_, samples);
        for (int j = 0; j < x.features(); ++j) {
            const int group = j / group_size_;
            for (int b = 0; b < samples; ++b)
                standardised(j, b) = (x(j, b) - means_(group, b)) * inverse_deviations_(group, b);
            affine_.load(j, conditions_, samples);
            affine_.accumulate(j, conditions_, standardised.row(j), grad_out.row(j), samples);
            for (int b = 0; b < samples; ++b) {
                grad_x(j, b) = affine_.scales()[b] * grad_out(j, b);
                if (centred_) sums(group, b) += grad_x(j, b);
                products(group, b) += grad_x(j, b) * standardised(j, b);
            }
        }
        const T share = T{1} / static_cast<T>(group_size_);
        for (int j = 0; j < x.features(); ++j) {
            const int group = j / group_size_;
            for (int b = 0; b < samples; ++b)
                grad_x(j, b) =
                    inverse_deviations_(group, b) *
                    (grad_x(j, b) - share * (sums(group, b) + standardised(j, b) * products(group, b)));
        }
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        Affine<T> affine = affine_;
        Panel<T> means = group_means(x);
        out.resize(x.features(), x.samples());
        for (int j = 0; j < x.features(); ++j) {
            affine.load(j, conditions_, x.samples());
            const int group = j / group_size_;
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) = affine.scales()[b] * inverse_deviations_(group, b) * (x(j, b) - means(group, b));
        }
    }

    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        Affine<T> affine = affine_;
        grad_x.resize(grad_out.features(), grad_out.samples());
        for (int j = 0; j < grad_out.features(); ++j) {
            affine.load(j, conditions_, grad_out.samples());
            for (int b = 0; b < grad_out.samples(); ++b)
                grad_x(j, b) = affine.scales()[b] * inverse_deviations_(j / group_size_, b) * grad_out(j, b);
        }
        const Panel<T> means = group_means(grad_x);
        for (int j = 0; j < grad_out.features(); ++j)
            for (int b = 0; b < grad_out.samples(); ++b)
                grad_x(j, b) -= means(j / group_size_, b);
    }

    bool has_constant() const override { return centred_; }

    std::vector<double> factors() const override {
        std::vector<double> list;
        for (int j = 0; j < groups_ * group_size_; ++j) {
            const int samples = std::max(1, inverse_deviations_.samples());
            const double inverse =
                inverse_deviations_.samples() > 0
                    ? static_cast<double>(row_sum(inverse_deviations_.row(j / group_size_), samples)) /
                          samples
                    : 1.0;
            list.push_back(affine_.mean_scale(j) * inverse);
        }
        return list;
    }
    std::optional<Parameter<T>> scale() override { return affine_.scale_parameter(); }
    std::vector<Parameter<T>> parameters() override { return affine_.parameters(); }

  private:
    /// Means of each sample over each group; zero where the kind does not centre.
    Panel<T> group_means(const Panel<T>& x) const {
        Panel<T> means(groups_, x.samples());
        for (int j = 0; centred_ && j < x.features(); ++j)
            for (int b = 0; b < x.samples(); ++b)
                means(j / group_size_, b) += x(j, b) / static_cast<T>(group_size_);
        return means;
    }

    void measure(const Panel<T>& x) {
        means_ = group_means(x);
        Panel<T> squares(groups_, x.samples());
        for (int j = 0; j < x.features(); ++j)
            for (int b = 0; b < x.samples(); ++b) {
                const T centred = x(j, b) - means_(j / group_size_, b);
                squares(j / group_size_, b) += centred * centred;
            }
        inverse_deviations_.resize(groups_, x.samples());
        for (int g = 0; g < groups_; ++g)
            for (int b = 0; b < x.samples(); ++b)
                inverse_deviations_(g, b) = T{1} / std::sqrt(squares(g, b) / static_cast<T>(group_size_) +
                                                             static_cast<T>(options_.epsilon));
    }

    NormOptions options_;
    bool centred_;
    int groups_;
    int group_size_;
    Affine<T> affine_;
    Panel<T> means_;               // groups x samples
    Panel<T> inverse_deviations_;  // groups x samples
    std::vector<Condition> conditions_;
};

}  // namespace

template <class T>
std::unique_ptr<Normaliser<T>> make_group_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<GroupNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_group_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_group_norm<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
