// Statistics of each unit over the samples of a branch (their condition), a running mean and variance for each branch:
// aux_bn (Xie et al. 2020), sandwich_aux_bn (Gong et al. 2021).
#include <cmath>

#include "network/norm/affine.hpp"
#include "network/norm/ghost_groups.hpp"

namespace glasscape {
namespace {

AffineKind affine_of_branches(NormKind kind) {
    return kind == NormKind::sandwich_aux_bn ? AffineKind::shared_then_condition : AffineKind::by_condition;
}

/// As the authors start them.
AffineSpread spread_of_branches(NormKind kind) {
    return kind == NormKind::sandwich_aux_bn ? AffineSpread{0.02, 0.02} : AffineSpread{0.0, 0.0};
}

template <class T>
class BranchBatchNorm final : public Normaliser<T> {
  public:
    BranchBatchNorm(const NormOptions& options, const NormShape& shape)
        : options_(options),
          branches_(shape.conditions),
          affine_(affine_of_branches(options.kind), shape, spread_of_branches(options.kind)),
          running_mean_("mean", branches_, shape.units, T{0}, false),
          running_variance_("var", branches_, shape.units, T{1}, false),
          means_(shape.units, branches_),
          inverse_deviations_(shape.units, branches_),
          counts_(static_cast<std::size_t>(branches_)) {}

    void forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode mode,
                 Panel<T>& out) override {
        affine_.require(conditions, x.samples());
        conditions_.assign(conditions.begin(), conditions.end());
        batch_statistics_ = mode != NormMode::evaluate;
        std::fill(counts_.begin(), counts_.end(), 0);
        for (const auto condition : conditions_)
            ++counts_[static_cast<std::size_t>(condition)];
        out.resize(x.features(), x.samples());
        for (int j = 0; j < x.features(); ++j) {
            measure(j, x.row(j), mode == NormMode::train);
            affine_.load(j, conditions_, x.samples());
            standardise(j, x.row(j));
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) =
                    affine_.scales()[b] * standardised_[static_cast<std::size_t>(b)] + affine_.shifts()[b];
        }
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        grad_x.resize(x.features(), x.samples());
        for (int j = 0; j < x.features(); ++j) {
            standardise(j, x.row(j));
            affine_.load(j, conditions_, x.samples());
            affine_.accumulate(j, conditions_, standardised_.data(), grad_out.row(j), x.samples());
            const T* scales = affine_.scales();
            const T* g = grad_out.row(j);
            const auto xh = [&](int b) { return standardised_[static_cast<std::size_t>(b)]; };
            const auto sums = branch_means([&](int b) { return scales[b] * g[b]; });
            const auto products = branch_means([&](int b) { return scales[b] * g[b] * xh(b); });
            for (int b = 0; b < x.samples(); ++b) {
                const auto c = branch(b);
                grad_x(j, b) = inverse_deviations_(j, static_cast<int>(c)) *
                               (scales[b] * g[b] - sums[c] - xh(b) * products[c]);
            }
        }
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        out.resize(x.features(), x.samples());
        Affine<T> affine = affine_;
        for (int j = 0; j < x.features(); ++j) {
            affine.load(j, conditions_, x.samples());
            const auto means = frozen_means([&](int b) { return x(j, b); });
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) = affine.scales()[b] * inverse(j, b) * (x(j, b) - means[branch(b)]);
        }
    }

    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        grad_x.resize(grad_out.features(), grad_out.samples());
        Affine<T> affine = affine_;
        for (int j = 0; j < grad_out.features(); ++j) {
            affine.load(j, conditions_, grad_out.samples());
            const auto scaled = [&](int b) { return affine.scales()[b] * inverse(j, b) * grad_out(j, b); };
            const auto means = frozen_means(scaled);
            for (int b = 0; b < grad_out.samples(); ++b)
                grad_x(j, b) = scaled(b) - means[branch(b)];
        }
    }

    bool has_constant() const override { return true; }

    /// Averaged over the samples of the last forward.
    std::vector<double> factors() const override {
        std::vector<double> list;
        for (int j = 0; j < means_.features(); ++j) {
            double sum = 0.0;
            for (int c = 0; c < branches_; ++c)
                sum += counts_[static_cast<std::size_t>(c)] * static_cast<double>(inverse_deviations_(j, c));
            const double samples = std::max<double>(1.0, static_cast<double>(conditions_.size()));
            list.push_back(affine_.mean_scale(j) * (conditions_.empty() ? 1.0 : sum / samples));
        }
        return list;
    }
    std::optional<Parameter<T>> scale() override { return affine_.scale_parameter(); }
    std::vector<Parameter<T>> parameters() override { return affine_.parameters(); }
    std::vector<Parameter<T>> buffers() override { return {running_mean_.view(), running_variance_.view()}; }

  private:
    std::size_t branch(int b) const {
        return static_cast<std::size_t>(conditions_[static_cast<std::size_t>(b)]);
    }
    T inverse(int j, int b) const { return inverse_deviations_(j, static_cast<int>(branch(b))); }

    /// Means of term(b) over the samples of each branch; 0 where there are none.
    template <class Term>
    std::vector<T> branch_means(const Term& term) const {
        std::vector<T> means(static_cast<std::size_t>(branches_));
        for (int b = 0; b < static_cast<int>(conditions_.size()); ++b)
            means[branch(b)] += term(b);
        for (std::size_t c = 0; c < means.size(); ++c)
            means[c] = counts_[c] > 0 ? means[c] / static_cast<T>(counts_[c]) : T{0};
        return means;
    }
    /// What the frozen map subtracts.
    template <class Term>
    std::vector<T> frozen_means(const Term& term) const {
        return batch_statistics_ ? branch_means(term) : std::vector<T>(static_cast<std::size_t>(branches_));
    }

    /// Statistics of unit j; those of a branch without samples are its running ones.
    void measure(int j, const T* x, bool update) {
        const auto means = branch_means([x](int b) { return x[b]; });
        const auto variances = branch_means([&](int b) {
            const T centred = x[b] - means[branch(b)];
            return centred * centred;
        });
        for (int c = 0; c < branches_; ++c) {
            const auto i = static_cast<std::size_t>(c);
            const int at = c * means_.features() + j;
            const bool measured = batch_statistics_ && counts_[i] > 0;
            means_(j, c) = measured ? means[i] : running_mean_[at];
            inverse_deviations_(j, c) = T{1} / std::sqrt((measured ? variances[i] : running_variance_[at]) +
                                                         static_cast<T>(options_.epsilon));
            if (!update || !measured) continue;
            follow_batch(running_mean_[at], means[i], options_.momentum);
            follow_batch(running_variance_[at], unbiased(variances[i], counts_[i]), options_.momentum);
        }
    }

    void standardise(int j, const T* x) {
        standardised_.resize(conditions_.size());
        for (int b = 0; b < static_cast<int>(conditions_.size()); ++b)
            standardised_[static_cast<std::size_t>(b)] =
                (x[b] - means_(j, static_cast<int>(branch(b)))) * inverse(j, b);
    }

    NormOptions options_;
    int branches_;
    Affine<T> affine_;
    Array<T> running_mean_;  // branches x units
    Array<T> running_variance_;
    Panel<T> means_;               // units x branches
    Panel<T> inverse_deviations_;  // the same
    std::vector<int> counts_;      // samples of each branch
    std::vector<T> standardised_;
    std::vector<Condition> conditions_;
    bool batch_statistics_ = true;
};

}  // namespace

template <class T>
std::unique_ptr<Normaliser<T>> make_branch_batch_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<BranchBatchNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_branch_batch_norm<float>(const NormOptions&,
                                                                          const NormShape&);
template std::unique_ptr<Normaliser<double>> make_branch_batch_norm<double>(const NormOptions&,
                                                                            const NormShape&);

}  // namespace glasscape
