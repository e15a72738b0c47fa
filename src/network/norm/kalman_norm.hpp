// kalman_norm: the batch statistics of a layer filtered by those of the layer below (Wang et al. 2018).
//
//     m = q m_below + (1-q) mu,   v = q v_below + (1-q) v_batch + q (1-q) (mu - m_below)^2
//
// m and v are the prior of the next layer. Where the prior is far off, mean_j(v_below/v_batch) >= 100, and in
// the first layer, the statistics are the batch's own. The prior counts as a constant in backward; its
// gradients are kept for who wants them.
#pragma once

#include "network/norm/affine.hpp"

namespace glasscape {

template <class T>
class KalmanNorm final : public Normaliser<T> {
  public:
    KalmanNorm(const NormOptions& options, const NormShape& shape);

    void forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode mode,
                 Panel<T>& out) override;
    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override;
    void linear(const Panel<T>& x, Panel<T>& out) const override;
    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override;
    bool has_constant() const override { return true; }
    std::vector<double> factors() const override;
    std::optional<Parameter<T>> scale() override { return affine_.scale_parameter(); }
    std::vector<Parameter<T>> parameters() override { return affine_.parameters(); }
    std::vector<Parameter<T>> buffers() override { return {running_mean_.view(), running_variance_.view()}; }
    void follow(const Normaliser<T>& below) override;

    void set_prior(std::span<const T> means, std::span<const T> variances);
    /// Gradients by the prior's means and variances in the last backward.
    const std::vector<T>& prior_mean_gradients() const { return prior_mean_gradients_; }
    const std::vector<T>& prior_variance_gradients() const { return prior_variance_gradients_; }

  private:
    bool prior_is_close(const Panel<T>& x) const;
    T batch_share() const { return trusted_ ? static_cast<T>(1.0 - options_.mixing) : T{1}; }

    NormOptions options_;
    Affine<T> affine_;
    Array<T> running_mean_;
    Array<T> running_variance_;
    std::vector<T> prior_means_;  // empty: no layer below
    std::vector<T> prior_variances_;
    std::vector<T> prior_mean_gradients_;
    std::vector<T> prior_variance_gradients_;
    std::vector<T> means_;  // m of the last forward
    std::vector<T> variances_;
    std::vector<T> batch_means_;
    bool trusted_ = false;  // the prior was used
    bool batch_statistics_ = true;
};

}  // namespace glasscape
