// Stochastic gradient descent with momentum, Adam and RMSProp.
//
//     sgd:      v <- mu v + g,   w <- w - eta v
//     adam:     m <- b1 m + (1 - b1) g,   s <- b2 s + (1 - b2) g^2,   w <- w - eta mhat/(sqrt(shat) + 1e-8)
//               (Kingma, Ba 2015; mhat, shat without the bias of the start)
//     rmsprop:  s <- a s + (1 - a) g^2,   w <- w - eta g/(sqrt(s) + 1e-8), s from 0 (Tieleman, Hinton 2012, in
//               the form of PyTorch)
//
// g includes weight_decay w for the weights of linear maps (not for scales and shifts).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/aligned.hpp"
#include "glasscape/network/parameter.hpp"

namespace glasscape {

enum class OptimiserKind { sgd, adam, rmsprop };
enum class Schedule {
    constant,
    cosine,  ///< falls as (1 + cos(pi step/steps))/2, which is 0 just after the last step
    steps    ///< a tenth from half of the steps on, a hundredth from three quarters on
};

struct OptimiserOptions {
    OptimiserKind kind = OptimiserKind::sgd;
    double learning_rate = 0.003;
    double momentum = 0.9;           ///< mu, or b1 of Adam
    double second_momentum = 0.999;  ///< b2 of Adam, or a of RMSProp (0.99 in PyTorch)
    double weight_decay = 0.0;
    Schedule schedule = Schedule::constant;
    std::int64_t warmup = 0;  ///< steps over which the rate rises linearly
};

/// Learning rate of step 0, 1, ... of `steps`.
double learning_rate(const OptimiserOptions& options, std::int64_t step, std::int64_t steps);

template <class T>
class Optimiser {
  public:
    /// The arrays must outlive this.
    Optimiser(const OptimiserOptions& options, std::vector<Parameter<T>> parameters);

    /// One step at this rate from the gradients, which are zero afterwards.
    void step(double rate);

    /// Momenta and mean squares (one array a parameter, two for Adam) and the number of steps made: what a checkpoint stores.
    std::vector<Parameter<T>> state();
    std::int64_t steps() const { return steps_; }
    void set_steps(std::int64_t steps) { steps_ = steps; }

  private:
    void descend(std::size_t p, double rate);

    OptimiserOptions options_;
    std::vector<Parameter<T>> parameters_;
    std::vector<AlignedVector<T>> first_;   // momenta; empty for RMSProp
    std::vector<AlignedVector<T>> second_;  // mean squares; empty for SGD
    std::int64_t steps_ = 0;
};

extern template class Optimiser<float>;
extern template class Optimiser<double>;

}  // namespace glasscape
