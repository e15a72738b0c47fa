// Scale and shift after standardisation: one pair a unit, one pair a unit and condition, or both (shared first).
#pragma once

#include <optional>
#include <span>
#include <stdexcept>

#include <boost/random/normal_distribution.hpp>
#include <fmt/format.h>

#include "glasscape/core/random.hpp"

#include "network/norm/kinds.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {

enum class AffineKind { shared, shared_scale, by_condition, shared_then_condition };

/// Deviations of the starting scales from 1.
struct AffineSpread {
    double shared = 0.0;
    double by_condition = 0.02;
};

/// out_jb = s_jb xh_jb + t_jb. Rows of scales and shifts are filled for one unit at a time.
template <class T>
class Affine {
  public:
    Affine(AffineKind kind, const NormShape& shape, const AffineSpread& spread = {})
        : units_(shape.units), count_(shape.conditions) {
        RandomStream stream(shape.seed, Stream::start, shape.index);
        if (kind != AffineKind::by_condition) gamma_.emplace("gamma", 1, units_, T{1});
        if (kind == AffineKind::shared || kind == AffineKind::shared_then_condition)
            beta_.emplace("beta", 1, units_, T{0});
        if (kind == AffineKind::by_condition || kind == AffineKind::shared_then_condition) {
            condition_gamma_.emplace("gamma_c", count_, units_, T{1});
            condition_beta_.emplace("beta_c", count_, units_, T{0});
            draw(stream, spread.by_condition, *condition_gamma_);
        }
        if (gamma_ && spread.shared > 0.0) draw(stream, spread.shared, *gamma_);
    }

    /// One pair serves all samples of a unit.
    bool uniform() const { return !condition_gamma_; }
    T scale(int j) const { return (*gamma_)[j]; }
    T shift(int j) const { return beta_ ? (*beta_)[j] : T{0}; }
    void add_gradient(int j, T of_scale, T of_shift) {
        gamma_->gradient(j) += of_scale;
        if (beta_) beta_->gradient(j) += of_shift;
    }

    /// Throws std::invalid_argument where the samples need conditions and have others.
    void require(std::span<const Condition> conditions, int samples) const {
        if (uniform()) return;
        if (conditions.size() != static_cast<std::size_t>(samples))
            throw std::invalid_argument(fmt::format(
                "a conditional normalisation needs a condition of each of {} samples, {} are given", samples,
                conditions.size()));
        for (const auto condition : conditions)
            if (static_cast<int>(condition) < 0 || static_cast<int>(condition) >= count_)
                throw std::invalid_argument(fmt::format("condition {}: there are {}, from 0 on",
                                                        static_cast<int>(condition), count_));
    }

    /// Scales and shifts of unit j for samples of these conditions.
    void load(int j, std::span<const Condition> conditions, int samples) {
        scales_.resize(static_cast<std::size_t>(samples));
        shifts_.resize(static_cast<std::size_t>(samples));
        if (uniform()) {
            std::fill(scales_.begin(), scales_.end(), scale(j));
            std::fill(shifts_.begin(), shifts_.end(), shift(j));
            return;
        }
        const T gamma = gamma_ ? (*gamma_)[j] : T{1};
        const T beta = beta_ ? (*beta_)[j] : T{0};
        for (std::size_t b = 0; b < scales_.size(); ++b) {
            const int at = place(conditions[b], j);
            scales_[b] = gamma * (*condition_gamma_)[at];
            shifts_[b] = beta * (*condition_gamma_)[at] + (*condition_beta_)[at];
        }
    }
    const T* scales() const { return scales_.data(); }
    const T* shifts() const { return shifts_.data(); }

    /// Gradients of the parameters of unit j from the standardised row and the gradient by out.
    void accumulate(int j, std::span<const Condition> conditions, const T* standardised, const T* grad_out,
                    int samples) {
        if (!condition_gamma_) {
            add_gradient(j, row_dot(standardised, grad_out, samples), row_sum(grad_out, samples));
            return;
        }
        const T gamma = gamma_ ? (*gamma_)[j] : T{1};
        const T beta = beta_ ? (*beta_)[j] : T{0};
        for (int b = 0; b < samples; ++b) {
            const int at = place(conditions[static_cast<std::size_t>(b)], j);
            condition_gamma_->gradient(at) += grad_out[b] * (gamma * standardised[b] + beta);
            condition_beta_->gradient(at) += grad_out[b];
            if (!gamma_) continue;
            gamma_->gradient(j) += grad_out[b] * (*condition_gamma_)[at] * standardised[b];
            beta_->gradient(j) += grad_out[b] * (*condition_gamma_)[at];
        }
    }

    /// Scale of unit j, averaged over conditions.
    double mean_scale(int j) const {
        const double gamma = gamma_ ? static_cast<double>((*gamma_)[j]) : 1.0;
        return condition_gamma_ ? gamma * static_cast<double>(condition_average(*condition_gamma_, j))
                                : gamma;
    }

    /// gamma, or gamma_c where there is no other.
    Parameter<T> scale_parameter() { return (gamma_ ? gamma_ : condition_gamma_)->view(); }

    std::vector<Parameter<T>> parameters() {
        std::vector<Parameter<T>> list;
        for (auto* array : {&gamma_, &beta_, &condition_gamma_, &condition_beta_})
            if (*array) list.push_back((*array)->view());
        return list;
    }

  private:
    static void draw(RandomStream& stream, double spread, Array<T>& scales) {
        boost::random::normal_distribution<double> normal(1.0, spread);
        for (auto& value : scales.values)
            value = static_cast<T>(normal(stream));
    }

    int place(Condition condition, int j) const { return static_cast<int>(condition) * units_ + j; }

    T condition_average(const Array<T>& array, int j) const {
        T sum = 0;
        for (int c = 0; c < count_; ++c)
            sum += array[c * units_ + j];
        return sum / static_cast<T>(count_);
    }

    int units_;
    int count_;
    std::optional<Array<T>> gamma_;
    std::optional<Array<T>> beta_;
    std::optional<Array<T>> condition_gamma_;
    std::optional<Array<T>> condition_beta_;
    std::vector<T> scales_;
    std::vector<T> shifts_;
};

}  // namespace glasscape
