// Scale and shift after standardisation: one pair a unit, one pair a unit and class, or both (shared first).
#pragma once

#include <optional>
#include <span>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

#include "network/norm/kinds.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {

enum class AffineKind { shared, shared_scale, by_class, shared_then_class };

/// out_jb = s_jb xh_jb + t_jb. Rows of scales and shifts are filled for one unit at a time.
template <class T>
class Affine {
  public:
    Affine(AffineKind kind, const NormShape& shape) : units_(shape.units), classes_(shape.classes) {
        if (kind != AffineKind::by_class) gamma_.emplace("gamma", 1, units_, T{1});
        if (kind == AffineKind::shared || kind == AffineKind::shared_then_class)
            beta_.emplace("beta", 1, units_, T{0});
        if (kind == AffineKind::by_class || kind == AffineKind::shared_then_class) {
            class_gamma_.emplace("gamma_c", classes_, units_, T{1});
            class_beta_.emplace("beta_c", classes_, units_, T{0});
            RandomStream stream(shape.seed, Stream::start, shape.index);
            boost::random::normal_distribution<double> normal(1.0, 0.02);
            for (auto& value : class_gamma_->values)
                value = static_cast<T>(normal(stream));
        }
    }

    /// One pair serves all samples of a unit.
    bool uniform() const { return !class_gamma_; }
    T scale(int j) const { return (*gamma_)[j]; }
    T shift(int j) const { return beta_ ? (*beta_)[j] : T{0}; }
    void add_gradient(int j, T of_scale, T of_shift) {
        gamma_->gradient(j) += of_scale;
        if (beta_) beta_->gradient(j) += of_shift;
    }

    /// Scales and shifts of unit j for the samples of these labels (none: the average class).
    void load(int j, std::span<const int> labels, int samples) {
        scales_.resize(static_cast<std::size_t>(samples));
        shifts_.resize(static_cast<std::size_t>(samples));
        if (uniform()) {
            std::fill(scales_.begin(), scales_.end(), scale(j));
            std::fill(shifts_.begin(), shifts_.end(), shift(j));
            return;
        }
        const T gamma = gamma_ ? (*gamma_)[j] : T{1};
        const T beta = beta_ ? (*beta_)[j] : T{0};
        const T average_gamma = class_average(*class_gamma_, j);
        const T average_beta = class_average(*class_beta_, j);
        for (std::size_t b = 0; b < scales_.size(); ++b) {
            const T class_gamma = labels.empty() ? average_gamma : (*class_gamma_)[labels[b] * units_ + j];
            const T class_beta = labels.empty() ? average_beta : (*class_beta_)[labels[b] * units_ + j];
            scales_[b] = gamma * class_gamma;
            shifts_[b] = beta * class_gamma + class_beta;
        }
    }
    const T* scales() const { return scales_.data(); }
    const T* shifts() const { return shifts_.data(); }

    /// Gradients of the parameters of unit j from the standardised row and the gradient by out.
    void accumulate(int j, std::span<const int> labels, const T* standardised, const T* grad_out,
                    int samples) {
        if (!class_gamma_) {
            add_gradient(j, row_dot(standardised, grad_out, samples), row_sum(grad_out, samples));
            return;
        }
        const T gamma = gamma_ ? (*gamma_)[j] : T{1};
        const T beta = beta_ ? (*beta_)[j] : T{0};
        for (int b = 0; b < samples; ++b) {
            const int at = labels[static_cast<std::size_t>(b)] * units_ + j;
            class_gamma_->gradient(at) += grad_out[b] * (gamma * standardised[b] + beta);
            class_beta_->gradient(at) += grad_out[b];
            if (!gamma_) continue;
            gamma_->gradient(j) += grad_out[b] * (*class_gamma_)[at] * standardised[b];
            beta_->gradient(j) += grad_out[b] * (*class_gamma_)[at];
        }
    }

    /// Scale of unit j, averaged over classes.
    double mean_scale(int j) const {
        const double gamma = gamma_ ? static_cast<double>((*gamma_)[j]) : 1.0;
        return class_gamma_ ? gamma * static_cast<double>(class_average(*class_gamma_, j)) : gamma;
    }

    /// gamma, or gamma_c where there is no other.
    Parameter<T> scale_parameter() { return (gamma_ ? gamma_ : class_gamma_)->view(); }

    std::vector<Parameter<T>> parameters() {
        std::vector<Parameter<T>> list;
        for (auto* array : {&gamma_, &beta_, &class_gamma_, &class_beta_})
            if (*array) list.push_back((*array)->view());
        return list;
    }

  private:
    T class_average(const Array<T>& array, int j) const {
        T sum = 0;
        for (int c = 0; c < classes_; ++c)
            sum += array[c * units_ + j];
        return sum / static_cast<T>(classes_);
    }

    int units_;
    int classes_;
    std::optional<Array<T>> gamma_;
    std::optional<Array<T>> beta_;
    std::optional<Array<T>> class_gamma_;
    std::optional<Array<T>> class_beta_;
    std::vector<T> scales_;
    std::vector<T> shifts_;
};

}  // namespace glasscape
