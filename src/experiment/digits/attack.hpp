// Adversarial examples by projected gradient ascent (Madry, Makelov, Schmidt, Tsipras, Vladu 2018).
//
//     x_0 = P(x + u), u uniform in [-r, r]^n;   x_(k+1) = P(x_k + a sign(dL/dx_k)),   a = 2.5 r/steps
//
// with P the projection onto the ball of radius r about x in the largest-entry norm, cut to pixels in [0, 1], and L
// the cross-entropy in evaluation, on running statistics.
#pragma once

#include "glasscape/core/random.hpp"
#include "glasscape/network/annotations.hpp"

#include "network/dense_stack.hpp"

namespace glasscape {

struct Attack {
    double radius = 0.2;  ///< r, in units of a pixel's range
    int steps = 20;
};

/// x_steps of points with pixels in [0, 1], each of its own and of the class that it has; u is drawn from `start`.
/// Leaves the network as it was. `state` is scratch.
template <class T>
Panel<T> attacked(DenseStack<T>& network, const Panel<T>& x, const Annotations& known, const Attack& attack,
                  RandomStream start, StackActivations<T>& state);

extern template Panel<float> attacked<float>(DenseStack<float>&, const Panel<float>&, const Annotations&,
                                             const Attack&, RandomStream, StackActivations<float>&);
extern template Panel<double> attacked<double>(DenseStack<double>&, const Panel<double>&, const Annotations&,
                                               const Attack&, RandomStream, StackActivations<double>&);

}  // namespace glasscape
