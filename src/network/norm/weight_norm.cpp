// Linear maps with normalised rows: weight_norm, weight_norm_strict_trelu, weight_norm_tprelu, weight_norm_affine.
//
//     u_j = v_j.x/rho_j,   rho_j = sqrt(|v_j|^2 + eps),   out_j = scale_j u_j + shift_j,  or the translated
//     ReLU u_j where it is above alpha_j, alpha_j + a_j (u_j - alpha_j) elsewhere, a_j the slope clamped to
//     [0, 1] (strict: 0)
#include <algorithm>
#include <cmath>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

#include "network/norm/kinds.hpp"
#include "network/norm/matrices.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {
namespace {

template <class T>
class WeightNorm final : public Normaliser<T> {
  public:
    WeightNorm(const NormOptions& options, const NormShape& shape)
        : translated_relu_(options.kind == NormKind::weight_norm_strict_trelu ||
                           options.kind == NormKind::weight_norm_tprelu),
          leaky_(options.kind == NormKind::weight_norm_tprelu),
          epsilon_(options.kind == NormKind::weight_norm ? 0.0 : options.epsilon),
          v_("v", shape.units, shape.inputs, T{0}),
          scale_(options.kind == NormKind::weight_norm ? "g" : "gamma", 1, shape.units, T{1}),
          shift_(translated_relu_                        ? "alpha"
                 : options.kind == NormKind::weight_norm ? "b"
                                                         : "beta",
                 1, shape.units, T{0}),
          slope_("slope", 1, shape.units, leaky_ ? T{0.25} : T{0}) {
        v_.is_weight = true;
        RandomStream stream(shape.seed, Stream::start, shape.index);
        boost::random::normal_distribution<double> normal(0.0, 1.0 / std::sqrt(shape.inputs));
        for (auto& value : v_.values)
            value = static_cast<T>(normal(stream));
    }

    void forward(const Panel<T>& x, std::span<const Condition>, NormMode, Panel<T>& out) override {
        project(x, out);
        if (translated_relu_) gates_.resize(out.features(), out.samples());
        for (int j = 0; j < out.features(); ++j)
            for (int b = 0; b < out.samples(); ++b) {
                if (translated_relu_) {
                    const bool open = out(j, b) > shift_[j];
                    gates_(j, b) = open ? T{1} : slope(j);
                    if (!open) out(j, b) = shift_[j] + slope(j) * (out(j, b) - shift_[j]);
                } else {
                    out(j, b) = scale_[j] * out(j, b) + shift_[j];
                }
            }
    }

    /// Units of mean 0 and deviation 1 over this batch (Salimans, Kingma 2016, eq. 5-6); the translated ReLU has
    /// nothing to start so.
    void start_from(const Panel<T>& x) override {
        if (translated_relu_) return;
        Panel<T> projections;
        project(x, projections);
        for (int j = 0; j < v_.rows; ++j) {
            const auto moments = row_moments(projections.row(j), projections.samples());
            if (!(moments.variance > T{0})) continue;
            const T deviation = std::sqrt(moments.variance);
            scale_[j] = T{1} / deviation;
            shift_[j] = -moments.mean / deviation;
        }
    }

    void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) override {
        Panel<T> projections;
        project(x, projections);
        Panel<T> grad_u = grad_out;
        for (int j = 0; j < v_.rows; ++j)
            for (int b = 0; b < x.samples(); ++b) {
                const T g = grad_out(j, b);
                if (translated_relu_) {
                    shift_.gradient(j) += g * (T{1} - gates_(j, b));
                    const T below = projections(j, b) - shift_[j];
                    if (below <= T{0} && slope_moves(j)) slope_.gradient(j) += g * below;
                    grad_u(j, b) = g * gates_(j, b);
                } else {
                    scale_.gradient(j) += g * projections(j, b);
                    shift_.gradient(j) += g;
                    grad_u(j, b) = g * scale_[j];
                }
            }
        to_directions(x, grad_u);
        back_project(grad_u, grad_x);
    }

    void linear(const Panel<T>& x, Panel<T>& out) const override {
        project(x, out);
        multiply_slopes(out);
    }
    void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const override {
        Panel<T> grad_u = grad_out;
        multiply_slopes(grad_u);
        back_project(grad_u, grad_x);
    }
    bool has_constant() const override { return true; }

    std::vector<double> factors() const override {
        std::vector<double> list;
        for (int j = 0; j < v_.rows; ++j)
            list.push_back(translated_relu_ ? 1.0 : static_cast<double>(scale_[j]));
        return list;
    }
    std::optional<Parameter<T>> scale() override {
        if (translated_relu_) return std::nullopt;  // alpha is a threshold
        return scale_.view();
    }
    bool rectifies_itself() const override { return translated_relu_; }
    std::vector<Parameter<T>> parameters() override {
        if (leaky_) return {v_.view(), shift_.view(), slope_.view()};
        if (translated_relu_) return {v_.view(), shift_.view()};
        return {v_.view(), scale_.view(), shift_.view()};
    }

  private:
    T slope(int j) const { return std::clamp(slope_[j], T{0}, T{1}); }
    /// Outside the bounds the clamp holds a slope.
    bool slope_moves(int j) const { return leaky_ && slope_[j] >= T{0} && slope_[j] <= T{1}; }

    Eigen::Map<const Matrix<T>> v() const { return {v_.values.data(), v_.rows, v_.columns}; }
    T norm_of(int j) const { return std::sqrt(v().row(j).squaredNorm() + static_cast<T>(epsilon_)); }

    /// u = v.x/rho.
    void project(const Panel<T>& x, Panel<T>& out) const {
        out.resize(v_.rows, x.samples());
        block_of(out, 0, v_.rows) = product<T>(v(), block_of(x, 0, x.features()));
        for (int j = 0; j < v_.rows; ++j) {
            const T norm = norm_of(j);
            for (int b = 0; b < x.samples(); ++b)
                out(j, b) /= norm;
        }
    }

    /// d out/d u of the last forward.
    void multiply_slopes(Panel<T>& values) const {
        for (int j = 0; j < values.features(); ++j)
            for (int b = 0; b < values.samples(); ++b)
                values(j, b) *= translated_relu_ ? gates_(j, b) : scale_[j];
    }

    /// dv_j += (w_j - (w_j.v_j) v_j/rho_j^2)/rho_j with w = grad_u x^T.
    void to_directions(const Panel<T>& x, const Panel<T>& grad_u) {
        const Matrix<T> along =
            product_transposed<T>(block_of(grad_u, 0, v_.rows), block_of(x, 0, x.features()));
        Eigen::Map<Matrix<T>> gradient(v_.gradients.data(), v_.rows, v_.columns);
        for (int j = 0; j < v_.rows; ++j) {
            const T norm = norm_of(j);
            const T radial = along.row(j).dot(v().row(j)) / (norm * norm);
            gradient.row(j) += (along.row(j) - radial * v().row(j)) / norm;
        }
    }

    void back_project(const Panel<T>& grad_u, Panel<T>& grad_x) const {
        Panel<T> scaled = grad_u;
        for (int j = 0; j < v_.rows; ++j) {
            const T norm = norm_of(j);
            for (int b = 0; b < scaled.samples(); ++b)
                scaled(j, b) /= norm;
        }
        grad_x.resize(v_.columns, grad_u.samples());
        block_of(grad_x, 0, v_.columns) =
            transposed_product<T>(v(), block_of(std::as_const(scaled), 0, v_.rows));
    }

    bool translated_relu_;
    bool leaky_;
    double epsilon_;
    Array<T> v_;
    Array<T> scale_;
    Array<T> shift_;
    Array<T> slope_;
    Panel<T> gates_;  // slopes of the translated ReLU in the last forward
};

}  // namespace

template <class T>
std::unique_ptr<Normaliser<T>> make_weight_norm(const NormOptions& options, const NormShape& shape) {
    return std::make_unique<WeightNorm<T>>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_weight_norm<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_weight_norm<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
