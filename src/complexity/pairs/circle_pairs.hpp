// Pairs of critical points on a circle (N = 2) in closed form: the Hessians are numbers, h = H/sqrt N a random
// trigonometric polynomial of covariance nu(cos theta) = sum_k a_k cos(k theta), a_k >= 0.
#pragma once

#include <vector>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

class CirclePairs {
  public:
    explicit CirclePairs(const Mixture& mixture);

    /// Densities in q = cos theta. Without the cancellations of close points.
    struct Density {
        double by_index[2][2];  ///< [index of point 0][index of point 1]; index 1: a negative Hessian
        double signed_sum;
    };
    /// -1 < q < 1.
    Density at(double q) const;

  private:
    std::vector<double> cosines_;  ///< a_k
};

}  // namespace glasscape
