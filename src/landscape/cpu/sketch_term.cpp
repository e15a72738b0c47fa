#include "landscape/cpu/sketch_term.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

#include "glasscape/core/threads.hpp"

#include "landscape/sketch_features.hpp"

namespace glasscape::cpu {
namespace {

constexpr std::int64_t replicas_per_task = 16;

template <class A>
class Sketch final : public Term {
  public:
    using Matrix = Eigen::Matrix<A, Eigen::Dynamic, Eigen::Dynamic>;

    Sketch(int order, int size, std::int64_t features, const Disorder& disorder)
        : order_(order), features_(features), directions_(size, features * order) {
        const double n = size;
        scale_ = std::pow(n, -0.5 * (order - 1)) / std::sqrt(static_cast<double>(features));
        parallel_for(features, [&](std::int64_t m) {
            for (int k = 0; k < order; ++k) {
                const auto direction = sketch_direction(order, size, m, k, disorder);
                for (int i = 0; i < size; ++i)
                    directions_(i, m * order + k) = static_cast<A>(direction[static_cast<std::size_t>(i)]);
            }
        });
    }

    std::int64_t bytes() const override {
        return static_cast<std::int64_t>(directions_.size()) * static_cast<std::int64_t>(sizeof(A));
    }

    void add(double weight, std::span<const double> states, std::span<double> energies,
             std::span<double> gradients) const override {
        const auto replicas = static_cast<std::int64_t>(energies.size());
        const auto n = directions_.rows();
        const auto task = [&](std::int64_t t) {
            const auto first = t * replicas_per_task;
            const auto count = std::min(replicas_per_task, replicas - first);
            const Eigen::Map<const Eigen::MatrixXd> s(states.data() + first * n, n, count);
            Matrix x = directions_.transpose() * s.template cast<A>();
            for (std::int64_t c = 0; c < count; ++c)
                energies[static_cast<std::size_t>(first + c)] +=
                    weight * scale_ * to_cofactors(x.col(c).data());
            const Matrix g = directions_ * x;
            Eigen::Map<Eigen::MatrixXd>(gradients.data() + first * n, n, count) +=
                weight * scale_ * g.template cast<double>();
        };
        const auto tasks = (replicas + replicas_per_task - 1) / replicas_per_task;
        if (tasks == 1)
            task(0);
        else
            parallel_for(tasks, task);
    }

  private:
    /// Replaces each factor by the product of the others and returns the sum of the full products.
    double to_cofactors(A* x) const {
        double sum = 0.0;
        std::vector<A> after(static_cast<std::size_t>(order_) + 1, A{1});
        for (std::int64_t m = 0; m < features_; ++m, x += order_) {
            for (int k = order_; k-- > 0;)
                after[static_cast<std::size_t>(k)] = after[static_cast<std::size_t>(k) + 1] * x[k];
            sum += static_cast<double>(after[0]);
            A before{1};
            for (int k = 0; k < order_; ++k) {
                const A factor = x[k];
                x[k] = before * after[static_cast<std::size_t>(k) + 1];
                before *= factor;
            }
        }
        return sum;
    }

    int order_;
    std::int64_t features_;
    Matrix directions_;  // N x (M r), column m r + k is a_mk
    double scale_ = 0.0;
};

}  // namespace

std::unique_ptr<Term> make_sketch(int order, int size, std::int64_t features, const Disorder& disorder,
                                  Precision precision) {
    if (precision == Precision::double_float)
        return std::make_unique<Sketch<double>>(order, size, features, disorder);
    return std::make_unique<Sketch<float>>(order, size, features, disorder);
}

}  // namespace glasscape::cpu
