// kalman_norm: statistics of small groups of samples, filtered by what the layer below predicts (Wang et al. 2018, and
// their release).
//
// The stream that enters a layer has moments S (means and variances of units taken for independent and normal). The
// layer's map W turns them into a prior (pm, pv), a ReLU too where the normaliser acts after the gate. With the moments
// (mu, v) of a group of samples
//
//     m' = q pm + (1-q) mu,   v' = q pv + (1-q) v + q (1-q) (mu - pm)^2,   out = gamma (x - m')/sqrt(v' + eps) + beta
//
// and the branch adds to S: the moments of what it puts out, (beta, gamma^2) (signal = normalised) or, as the release
// has it, (m', v') although the signal is normalised (raw), after a ReLU where one follows. The first layer has no prior:
// plain statistics, and it publishes the unbiased variance. A guard drops a prior that is far off. With the identity as
// transition (m', v') of the normaliser below are the prior as they are: no map, no ReLU, no skip.
//
// Convolutions have one of these for their channels, whose "samples" are pixels of samples, and lead the moments through
// their layers themselves (convolution/layers/moment_flow.hpp).
#pragma once

#include <cmath>

#include "network/norm/affine.hpp"
#include "network/norm/group_moments.hpp"

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

    void follow(const Normaliser<T>& below, const LinearMap<T>& map) override;
    void lead_back(Normaliser<T>& below) override;

    /// The same with the moments of the stream below, and with the prior itself. Empty: there is none.
    void expect(const GroupMoments<T>& entering, const LinearMap<T>& map);
    void set_prior(const GroupMoments<T>& prior);
    bool has_prior() const { return has_prior_; }
    const GroupMoments<T>& prior() const { return prior_; }
    /// Gradient by the prior in the last backward.
    const GroupMoments<T>& prior_gradient() const { return prior_gradient_; }
    /// From it the gradient by the moments of the stream below; adds that by the map to the gradients of the map.
    GroupMoments<T> lead_through_map() const;
    /// m' and v' of the last forward, units x groups.
    const GroupMoments<T>& posterior() const { return posterior_; }
    /// The same with the variance that the first layer publishes.
    GroupMoments<T> published() const;
    /// What it tells the layers above of what it puts out.
    GroupMoments<T> signal() const;
    /// Gradients by `published` and `signal` of the last forward, for the next backward; empty: none.
    void add_published_gradient(const GroupMoments<T>& grad) { published_gradient_ = grad; }
    void add_signal_gradient(const GroupMoments<T>& grad) { signal_gradient_ = grad; }
    KalmanTransition transition() const { return options_.transition; }

  private:
    bool carries() const { return options_.transition == KalmanTransition::identity; }
    /// Its signal is what it normalises by.
    bool raw() const { return options_.signal == KalmanSignal::raw || carries(); }
    void measure(const Panel<T>& x);
    void judge_prior();
    void mix();
    void update_running();
    void publish();
    /// Gradients by (m', v') and by (beta, gamma^2) from those by what was told, either empty.
    GroupMoments<T> told_gradient() const;
    void apply(const Panel<T>& x, Panel<T>& out) const;
    void backward_group(const Panel<T>& x, const Panel<T>& grad_out, const GroupMoments<T>& by_posterior,
                        int j, int s, Panel<T>& grad_x);
    T inverse_deviation(int j, int s) const {
        return T{1} / std::sqrt(posterior_.variance(j, s) + static_cast<T>(options_.epsilon));
    }
    T share_of_prior(int j) const {
        return trusted_[static_cast<std::size_t>(j)] != 0 ? static_cast<T>(mixing_) : T{0};
    }
    /// A prior of one group serves all.
    int prior_group(int s) const { return prior_.mean.samples() == 1 ? 0 : s; }

    NormOptions options_;
    double mixing_;
    bool after_gate_;
    Affine<T> affine_;
    Array<T> running_mean_;
    Array<T> running_variance_;

    bool has_prior_ = false;
    LinearMap<T> map_{};
    GroupMoments<T> entering_;  // of the stream below
    GroupMoments<T> mapped_;    // the same behind the map
    GroupMoments<T> prior_;

    bool batch_statistics_ = true;
    int group_ = 1;          // samples of a group in the last forward
    GroupMoments<T> batch_;  // mu and v
    GroupMoments<T> posterior_;
    std::vector<char> trusted_;  // units whose prior was used
    GroupMoments<T> stream_;     // moments of the stream above

    GroupMoments<T> prior_gradient_;
    GroupMoments<T> published_gradient_;
    GroupMoments<T> signal_gradient_;  // not through the stream
    GroupMoments<T> stream_gradient_;  // by stream_
    std::vector<T> standardised_;
};

}  // namespace glasscape
