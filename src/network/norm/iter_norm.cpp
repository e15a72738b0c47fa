// iter_norm: whitening of groups of units by Newton's iteration for the inverse root (Huang et al. 2019).
//
//     S = Xc Xc^T/B + eps I,  P_0 = I,  P_(k+1) = (3 P_k - P_k^3 S/tr S)/2,  W = P_T/sqrt(tr S)
#include <cmath>

#include "network/norm/affine.hpp"
#include "network/norm/matrices.hpp"

namespace glasscape {
namespace {

/// One group in the last training forward.
template <class T>
struct Whitening {
    Matrix<T> covariance;  // S
    T trace;
    std::vector<Matrix<T>> steps;  // P_0 .. P_T
};

template <class T>
Whitening<T> newton_whitening(const Matrix<T>& centred, double epsilon, int steps) {
    const auto width = centred.rows();
    Whitening<T> result;
    result.covariance = product_transposed<T>(centred, centred) / static_cast<T>(centred.cols()) +
                        static_cast<T>(epsilon) * Matrix<T>::Identity(width, width);
    result.trace = result.covariance.trace();
    result.steps.push_back(Matrix<T>::Identity(width, width));
    for (int k = 0; k < steps; ++k) {
        const Matrix<T>& p = result.steps.back();
        const Matrix<T> cube = product<T>(product<T>(p, p), p);
        result.steps.emplace_back((T{3} * p - product<T>(cube, result.covariance) / result.trace) / T{2});
    }
    return result;
}

/// Gradient by the covariance from the gradient by W: back through the Newton steps and the trace.
template <class T>
Matrix<T> covariance_gradient(const Whitening<T>& whitening, const Matrix<T>& grad_w) {
    const T root = std::sqrt(whitening.trace);
    const Matrix<T> scaled = whitening.covariance / whitening.trace;
    Matrix<T> grad_p = grad_w / root;
    T grad_trace = -grad_w.cwiseProduct(whitening.steps.back()).sum() / (T{2} * root * whitening.trace);
    Matrix<T> grad_scaled = Matrix<T>::Zero(scaled.rows(), scaled.cols());
    for (std::size_t k = whitening.steps.size() - 1; k-- > 0;) {
        const Matrix<T>& p = whitening.steps[k];
        const Matrix<T> square = product<T>(p, p);
        grad_scaled -= transposed_product<T>(product<T>(square, p), grad_p) / T{2};
        const Matrix<T> by_first = product_transposed<T>(grad_p, product<T>(square, scaled));
        const Matrix<T> by_second =
            product_transposed<T>(transposed_product<T>(p, grad_p), product<T>(p, scaled));
        const Matrix<T> by_third = product_transposed<T>(transposed_product<T>(square, grad_p), scaled);
        grad_p = (T{3} * grad_p - by_first - by_second - by_third) / T{2};
    }
    grad_trace -= grad_scaled.cwiseProduct(scaled).sum() / whitening.trace;
    return grad_scaled / whitening.trace + grad_trace * Matrix<T>::Identity(scaled.rows(), scaled.cols());
}

template <class T>
class IterNorm final : public Normaliser<T> {
  public:
    IterNorm(const NormOptions& options, const NormShape& shape)
        : options_(options),
          width_(shape.units / options.groups),
          affine_(AffineKind::shared, shape),
          running_mean_("mean", 1, shape.units, T{0}, false),
          running_matrix_("wm", options.groups * width_, width_, T{0}, false),
          means_(running_mean_.values),
          whitenings_(static_cast<std::size_t>(options.groups)) {
        for (int j = 0; j < shape.units; ++j)
            running_matrix_[j * width_ + j % width_] = T{1};
        matrix_ = running_matrix_.values;
    }

    void forward(const Panel<T>& x, std::span<const Condition>, NormMode mode, Panel<T>& out) override {
        batch_statistics_ = mode != NormMode::evaluate;
        if (batch_statistics_) {
            measure(x);
            if (mode == NormMode::train) update_running();
        } else {
            means_ = running_mean_.values;
            matrix_ = running_matrix_.values;
        }
        apply(centred(x), out);
        for (int j = 0; j < x.features(); ++j) {
            affine_.load(j, {}, x.samples());
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) = affine_.scales()[b] * out(j, b) + affine_.shifts()[b];
        }
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        const Panel<T> xc = centred(x);
        Panel<T> whitened;
        apply(xc, whitened);
        Panel<T> grad_whitened(x.features(), x.samples());
        for (int j = 0; j < x.features(); ++j) {
            affine_.accumulate(j, {}, whitened.row(j), grad_out.row(j), x.samples());
            affine_.load(j, {}, x.samples());
            for (int b = 0; b < x.samples(); ++b)
                grad_whitened(j, b) = affine_.scales()[b] * grad_out(j, b);
        }
        grad_x.resize(x.features(), x.samples());
        for (int g = 0; g < options_.groups; ++g) {
            const auto values = block_of(xc, g * width_, width_);
            const auto gradient = block_of(std::as_const(grad_whitened), g * width_, width_);
            const Matrix<T> grad_w = product_transposed<T>(gradient, values);
            const Matrix<T> grad_s = covariance_gradient(whitenings_[static_cast<std::size_t>(g)], grad_w);
            Matrix<T> result = transposed_product<T>(group_matrix(g), gradient) +
                               product<T>(grad_s + grad_s.transpose(), values) / static_cast<T>(x.samples());
            result.colwise() -= result.rowwise().mean().eval();
            block_of(grad_x, g * width_, width_) = result;
        }
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        Affine<T> affine = affine_;
        Panel<T> xc = x;
        if (batch_statistics_) subtract_batch_mean(xc);
        apply(xc, out);
        for (int j = 0; j < x.features(); ++j) {
            affine.load(j, {}, x.samples());
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) *= affine.scales()[b];
        }
    }

    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        Affine<T> affine = affine_;
        Panel<T> scaled = grad_out;
        for (int j = 0; j < grad_out.features(); ++j) {
            affine.load(j, {}, grad_out.samples());
            for (int b = 0; b < grad_out.samples(); ++b)
                scaled(j, b) *= affine.scales()[b];
        }
        grad_x.resize(grad_out.features(), grad_out.samples());
        for (int g = 0; g < options_.groups; ++g)
            block_of(grad_x, g * width_, width_) =
                transposed_product<T>(group_matrix(g), block_of(std::as_const(scaled), g * width_, width_));
        if (batch_statistics_) subtract_batch_mean(grad_x);
    }

    bool has_constant() const override { return true; }

    /// gamma |W|_F/sqrt(width of the group).
    std::vector<double> factors() const override {
        std::vector<double> list;
        for (int j = 0; j < options_.groups * width_; ++j)
            list.push_back(affine_.mean_scale(j) * static_cast<double>(group_matrix(j / width_).norm()) /
                           std::sqrt(static_cast<double>(width_)));
        return list;
    }
    std::optional<Parameter<T>> scale() override { return affine_.scale_parameter(); }
    std::vector<Parameter<T>> parameters() override { return affine_.parameters(); }
    std::vector<Parameter<T>> buffers() override { return {running_mean_.view(), running_matrix_.view()}; }

  private:
    Eigen::Map<const Matrix<T>> group_matrix(int group) const {
        return {matrix_.data() + static_cast<std::ptrdiff_t>(group) * width_ * width_, width_, width_};
    }

    void measure(const Panel<T>& x) {
        for (int j = 0; j < x.features(); ++j)
            means_[static_cast<std::size_t>(j)] =
                row_sum(x.row(j), x.samples()) / static_cast<T>(x.samples());
        const Panel<T> xc = centred(x);
        for (int g = 0; g < options_.groups; ++g) {
            auto& whitening = whitenings_[static_cast<std::size_t>(g)];
            whitening =
                newton_whitening<T>(block_of(xc, g * width_, width_), options_.epsilon, options_.steps);
            const Matrix<T> w = whitening.steps.back() / std::sqrt(whitening.trace);
            std::copy_n(w.data(), width_ * width_,
                        matrix_.data() + static_cast<std::ptrdiff_t>(g) * width_ * width_);
        }
    }

    void update_running() {
        for (int j = 0; j < running_mean_.columns; ++j)
            follow_batch(running_mean_[j], means_[static_cast<std::size_t>(j)], options_.momentum);
        for (int i = 0; i < running_matrix_.rows * running_matrix_.columns; ++i)
            follow_batch(running_matrix_[i], matrix_[static_cast<std::size_t>(i)], options_.momentum);
    }

    Panel<T> centred(const Panel<T>& x) const {
        Panel<T> result = x;
        for (int j = 0; j < x.features(); ++j)
            for (int b = 0; b < x.samples(); ++b)
                result(j, b) -= means_[static_cast<std::size_t>(j)];
        return result;
    }

    static void subtract_batch_mean(Panel<T>& x) {
        auto all = block_of(x, 0, x.features());
        all.colwise() -= all.rowwise().mean().eval();
    }

    /// out = W x, group by group.
    void apply(const Panel<T>& x, Panel<T>& out) const {
        out.resize(x.features(), x.samples());
        for (int g = 0; g < options_.groups; ++g)
            block_of(out, g * width_, width_) = product<T>(group_matrix(g), block_of(x, g * width_, width_));
    }

    NormOptions options_;
    int width_;
    Affine<T> affine_;
    Array<T> running_mean_;
    Array<T> running_matrix_;
    std::vector<T> means_;
    std::vector<T> matrix_;  // W, group after group
    std::vector<Whitening<T>> whitenings_;
    bool batch_statistics_ = true;
};

}  // namespace

template <class T>
std::unique_ptr<Normaliser<T>> make_iter_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<IterNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_iter_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_iter_norm<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
