// One scale for the whole layer: none, skip_init, and the paper's lambda/sigma.
#include <cmath>

#include "network/norm/kinds.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {
namespace {

/// out = factor (x - mean_j).
template <class T>
void scale_panel(const Panel<T>& x, T factor, const std::vector<T>& means, Panel<T>& out) {
    out.resize(x.features(), x.samples());
    for (int j = 0; j < x.features(); ++j) {
        const T mean = means.empty() ? T{} : means[static_cast<std::size_t>(j)];
        const T* from = x.row(j);
        T* to = out.row(j);
        for (int b = 0; b < x.samples(); ++b)
            to[b] = factor * (from[b] - mean);
    }
}

/// out = factor (x - the mean of x over the batch, if centred).
template <class T>
void scale_batch(const Panel<T>& x, T factor, bool centred, Panel<T>& out) {
    std::vector<T> means;
    for (int j = 0; centred && j < x.features(); ++j)
        means.push_back(row_sum(x.row(j), x.samples()) / static_cast<T>(x.samples()));
    scale_panel(x, factor, means, out);
}

template <class T>
class IdentityNorm final : public Normaliser<T> {
  public:
    explicit IdentityNorm(const NormShape& shape) : units_(shape.units) {}

    void forward(const Panel<T>& x, std::span<const Condition>, NormMode, Panel<T>& out) override { out = x; }
    void backward(const Panel<T>&, const Panel<T>& grad_out, Panel<T>& grad_x) override { grad_x = grad_out; }
    void linear(const Panel<T>& x, Panel<T>& out) const override { out = x; }
    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override { grad_x = grad_out; }
    std::optional<std::vector<T>> unit_factors() const override {
        return std::vector<T>(static_cast<std::size_t>(units_), T{1});
    }
    std::vector<double> factors() const override {
        return std::vector<double>(static_cast<std::size_t>(units_), 1.0);
    }

  private:
    int units_;
};

template <class T>
class SkipInit final : public Normaliser<T> {
  public:
    explicit SkipInit(const NormShape& shape) : units_(shape.units) {}

    void forward(const Panel<T>& x, std::span<const Condition>, NormMode, Panel<T>& out) override {
        scale_panel(x, alpha_[0], {}, out);
    }
    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        for (int j = 0; j < x.features(); ++j)
            alpha_.gradient(0) += row_dot(x.row(j), grad_out.row(j), x.samples());
        scale_panel(grad_out, alpha_[0], {}, grad_x);
    }
    void linear(const Panel<T>& x, Panel<T>& out) const override { scale_panel(x, alpha_[0], {}, out); }
    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        scale_panel(grad_out, alpha_[0], {}, grad_x);
    }
    std::optional<std::vector<T>> unit_factors() const override {
        return std::vector<T>(static_cast<std::size_t>(units_), alpha_[0]);
    }
    std::vector<double> factors() const override {
        return std::vector<double>(static_cast<std::size_t>(units_), static_cast<double>(alpha_[0]));
    }
    std::optional<Parameter<T>> scale() override { return alpha_.view(); }
    std::vector<Parameter<T>> parameters() override { return {alpha_.view()}; }

  private:
    int units_;
    Array<T> alpha_{"alpha", 1, 1, T{0}};
};

template <class T>
class ScaleNorm final : public Normaliser<T> {
  public:
    ScaleNorm(const NormOptions& options, const NormShape& shape)
        : options_(options),
          centred_(options.kind == NormKind::paper_scale_centred),
          mean_("mean", 1, shape.units, T{0}, false),
          means_(static_cast<std::size_t>(shape.units)),
          deviations_(static_cast<std::size_t>(shape.units)) {}

    void forward(const Panel<T>& x, std::span<const Condition>, NormMode mode, Panel<T>& out) override {
        batch_statistics_ = mode != NormMode::evaluate;
        if (batch_statistics_) {
            measure(x);
            if (mode == NormMode::train) update_running();
        } else {
            sigma_ = running_sigma_[0];
            means_ = mean_.values;
        }
        factor_ = lambda_[0] / sigma_;
        scale_panel(x, factor_, centred_ ? means_ : std::vector<T>{}, out);
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        grad_x.resize(x.features(), x.samples());
        T product = 0;  // sum g (x - mu)
        for (int j = 0; j < x.features(); ++j) {
            const T mean = centred_ ? means_[static_cast<std::size_t>(j)] : T{};
            const T* from = x.row(j);
            const T* g = grad_out.row(j);
            product += sum_over<T>(x.samples(), [=](int b) { return g[b] * (from[b] - mean); });
        }
        lambda_.gradient(0) += product / sigma_;
        const bool through_sigma = options_.kind != NormKind::paper_scale_stopgrad;
        const T grad_deviation =
            through_sigma ? -factor_ / sigma_ * product / static_cast<T>(x.features()) : T{};
        for (int j = 0; j < x.features(); ++j) {
            const auto unit = static_cast<std::size_t>(j);
            const T* from = x.row(j);
            const T* g = grad_out.row(j);
            T* to = grad_x.row(j);
            const T grad_mean = centred_ ? row_sum(g, x.samples()) / static_cast<T>(x.samples()) : T{};
            const T slope = grad_deviation / (deviations_[unit] * static_cast<T>(x.samples()));
            const T mean = means_[unit];
            for (int b = 0; b < x.samples(); ++b)
                to[b] = factor_ * (g[b] - grad_mean) + slope * (from[b] - mean);
        }
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        scale_batch(x, factor_, centred_ && batch_statistics_, out);
    }
    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        scale_batch(grad_out, factor_, centred_ && batch_statistics_, grad_x);
    }
    std::optional<std::vector<T>> unit_factors() const override {
        if (centred_ && batch_statistics_) return std::nullopt;
        return std::vector<T>(means_.size(), factor_);
    }
    bool has_constant() const override { return centred_ && !batch_statistics_; }

    std::vector<double> factors() const override {
        return std::vector<double>(means_.size(), static_cast<double>(factor_));
    }
    std::optional<Parameter<T>> scale() override { return lambda_.view(); }
    std::vector<Parameter<T>> parameters() override { return {lambda_.view()}; }
    std::vector<Parameter<T>> buffers() override {
        if (centred_) return {mean_.view(), running_sigma_.view()};
        return {running_sigma_.view()};
    }

  private:
    void update_running() {
        follow_batch(running_sigma_[0], sigma_, options_.momentum);
        for (int j = 0; centred_ && j < mean_.columns; ++j)
            follow_batch(mean_[j], means_[static_cast<std::size_t>(j)], options_.momentum);
    }

    void measure(const Panel<T>& x) {
        T sum = 0;
        for (int j = 0; j < x.features(); ++j) {
            const auto moments = row_moments(x.row(j), x.samples());
            const auto unit = static_cast<std::size_t>(j);
            means_[unit] = moments.mean;
            deviations_[unit] = std::sqrt(moments.variance + static_cast<T>(options_.epsilon));
            sum += deviations_[unit];
        }
        sigma_ = sum / static_cast<T>(x.features());
    }

    NormOptions options_;
    bool centred_;
    Array<T> lambda_{"lambda", 1, 1, T{1}};
    Array<T> running_sigma_{"sigma", 1, 1, T{1}, false};
    Array<T> mean_;
    std::vector<T> means_;
    std::vector<T> deviations_;
    T sigma_ = 1;
    T factor_ = 1;
    bool batch_statistics_ = true;
};

}  // namespace

template <class T>
std::unique_ptr<Normaliser<T>> make_identity_norm(const NormOptions&, const NormShape& shape) {
    return std::make_unique<IdentityNorm<T>>(shape);
}
template <class T>
std::unique_ptr<Normaliser<T>> make_skip_init(const NormOptions&, const NormShape& shape) {
    return std::make_unique<SkipInit<T>>(shape);
}
template <class T>
std::unique_ptr<Normaliser<T>> make_scale_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<ScaleNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_identity_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_identity_norm<double>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<float>> make_skip_init<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_skip_init<double>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<float>> make_scale_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_scale_norm<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
