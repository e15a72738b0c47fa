// swbn_kl and swbn_fro: whitening learnt slowly, one small step of W a batch (Zhang et al. 2021).
//
//     C = xs xs^T/B,  E = W C W^T - I,  W <- W - alpha E W (kl)  or  W - alpha E W C/|E|_F (fro)
//
// W is made symmetric after each step.
#include <cmath>

#include "network/norm/affine.hpp"
#include "network/norm/matrices.hpp"

namespace glasscape {
namespace {

template <class T>
class WhiteningNorm final : public Normaliser<T> {
  public:
    WhiteningNorm(const NormOptions& options, const NormShape& shape)
        : options_(options),
          affine_(AffineKind::shared, shape),
          running_mean_("mean", 1, shape.units, T{0}, false),
          running_variance_("var", 1, shape.units, T{1}, false),
          matrix_("W", shape.units, shape.units, T{0}, false),
          means_(running_mean_.values),
          inverse_deviations_(running_variance_.values) {
        for (int j = 0; j < shape.units; ++j)
            matrix_[j * shape.units + j] = T{1};
    }

    void forward(const Panel<T>& x, std::span<const Condition>, NormMode mode, Panel<T>& out) override {
        batch_statistics_ = mode != NormMode::evaluate;
        for (int j = 0; j < x.features(); ++j) {
            const auto unit = static_cast<std::size_t>(j);
            const auto moments = batch_statistics_ ? row_moments(x.row(j), x.samples())
                                                   : Moments<T>{running_mean_[j], running_variance_[j]};
            means_[unit] = moments.mean;
            inverse_deviations_[unit] = T{1} / std::sqrt(moments.variance + static_cast<T>(options_.epsilon));
            if (mode != NormMode::train) continue;
            follow_batch(running_mean_[j], moments.mean, options_.momentum);
            follow_batch(running_variance_[j], moments.variance, options_.momentum);
        }
        const Panel<T> standardised = standardise(x);
        if (mode == NormMode::train) step(standardised);
        out.resize(x.features(), x.samples());
        block_of(out, 0, x.features()) = product<T>(w(), block_of(standardised, 0, x.features()));
        for (int j = 0; j < x.features(); ++j) {
            affine_.load(j, {}, x.samples());
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) = affine_.scales()[b] * out(j, b) + affine_.shifts()[b];
        }
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        const int units = x.features();
        const Panel<T> standardised = standardise(x);
        Panel<T> whitened(units, x.samples());
        block_of(whitened, 0, units) = product<T>(w(), block_of(standardised, 0, units));
        Panel<T> grad_whitened(units, x.samples());
        for (int j = 0; j < units; ++j) {
            affine_.accumulate(j, {}, whitened.row(j), grad_out.row(j), x.samples());
            affine_.load(j, {}, x.samples());
            for (int b = 0; b < x.samples(); ++b)
                grad_whitened(j, b) = affine_.scales()[b] * grad_out(j, b);
        }
        grad_x.resize(units, x.samples());
        block_of(grad_x, 0, units) =
            transposed_product<T>(w(), block_of(std::as_const(grad_whitened), 0, units));
        for (int j = 0; j < units; ++j) {
            T* g = grad_x.row(j);
            const T* xs = standardised.row(j);
            const T mean = row_sum(g, x.samples()) / static_cast<T>(x.samples());
            const T product = row_dot(g, xs, x.samples()) / static_cast<T>(x.samples());
            for (int b = 0; b < x.samples(); ++b)
                g[b] = inverse_deviations_[static_cast<std::size_t>(j)] * (g[b] - mean - xs[b] * product);
        }
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        Panel<T> scaled = x;
        if (batch_statistics_) subtract_batch_mean(scaled);
        scale_rows(scaled, inverse_deviations_);
        out.resize(x.features(), x.samples());
        block_of(out, 0, x.features()) = product<T>(w(), block_of(std::as_const(scaled), 0, x.features()));
        scale_rows(out, gammas());
    }

    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        Panel<T> scaled = grad_out;
        scale_rows(scaled, gammas());
        grad_x.resize(grad_out.features(), grad_out.samples());
        block_of(grad_x, 0, grad_out.features()) =
            transposed_product<T>(w(), block_of(std::as_const(scaled), 0, grad_out.features()));
        scale_rows(grad_x, inverse_deviations_);
        if (batch_statistics_) subtract_batch_mean(grad_x);
    }

    bool has_constant() const override { return true; }

    /// gamma |W|_F/sqrt(n)/sqrt(v + eps).
    std::vector<double> factors() const override {
        const double norm = static_cast<double>(w().norm()) / std::sqrt(static_cast<double>(matrix_.rows));
        std::vector<double> list;
        for (int j = 0; j < matrix_.rows; ++j)
            list.push_back(affine_.mean_scale(j) * norm *
                           static_cast<double>(inverse_deviations_[static_cast<std::size_t>(j)]));
        return list;
    }
    std::optional<Parameter<T>> scale() override { return affine_.scale_parameter(); }
    std::vector<Parameter<T>> parameters() override { return affine_.parameters(); }
    std::vector<Parameter<T>> buffers() override {
        return {running_mean_.view(), running_variance_.view(), matrix_.view()};
    }

  private:
    Eigen::Map<const Matrix<T>> w() const { return {matrix_.values.data(), matrix_.rows, matrix_.rows}; }

    std::vector<T> gammas() const {
        std::vector<T> list;
        for (int j = 0; j < matrix_.rows; ++j)
            list.push_back(static_cast<T>(affine_.mean_scale(j)));
        return list;
    }

    static void scale_rows(Panel<T>& x, const std::vector<T>& factors) {
        for (int j = 0; j < x.features(); ++j)
            for (int b = 0; b < x.samples(); ++b)
                x(j, b) *= factors[static_cast<std::size_t>(j)];
    }

    static void subtract_batch_mean(Panel<T>& x) {
        auto all = block_of(x, 0, x.features());
        all.colwise() -= all.rowwise().mean().eval();
    }

    Panel<T> standardise(const Panel<T>& x) const {
        Panel<T> result = x;
        for (int j = 0; j < x.features(); ++j)
            for (int b = 0; b < x.samples(); ++b)
                result(j, b) = (x(j, b) - means_[static_cast<std::size_t>(j)]) *
                               inverse_deviations_[static_cast<std::size_t>(j)];
        return result;
    }

    void step(const Panel<T>& standardised) {
        const auto units = matrix_.rows;
        const auto xs = block_of(standardised, 0, units);
        const Matrix<T> covariance = product_transposed<T>(xs, xs) / static_cast<T>(standardised.samples());
        const Matrix<T> whitened = product_transposed<T>(product<T>(w(), covariance), w());
        const Matrix<T> excess = whitened - Matrix<T>::Identity(units, units);
        const Matrix<T> excess_w = product<T>(excess, w());
        const T rate = static_cast<T>(options_.rate);
        Matrix<T> next = w();
        if (options_.kind == NormKind::swbn_kl)
            next -= rate * excess_w;
        else if (excess.norm() > T{0})
            next -= rate / excess.norm() * product<T>(excess_w, covariance);
        next = Matrix<T>((next + next.transpose()) / T{2});
        std::copy_n(next.data(), next.size(), matrix_.values.data());
    }

    NormOptions options_;
    Affine<T> affine_;
    Array<T> running_mean_;
    Array<T> running_variance_;
    Array<T> matrix_;
    std::vector<T> means_;
    std::vector<T> inverse_deviations_;
    bool batch_statistics_ = true;
};

}  // namespace

template <class T>
std::unique_ptr<Normaliser<T>> make_whitening_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<WhiteningNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_whitening_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_whitening_norm<double>(const NormOptions&,
                                                                         const NormShape&);

}  // namespace glasscape
