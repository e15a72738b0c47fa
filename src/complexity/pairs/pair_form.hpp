// The Gaussian law of (u, x) at two points of overlap q, given that both gradients vanish, in the sum and difference
// of the points: K_+- of (u0 +- u1, x0 +- x1)/sqrt2.
#pragma once

#include <Eigen/Dense>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

struct PairForm {
    Eigen::Matrix2d sum;         ///< K_+
    Eigen::Matrix2d difference;  ///< K_-
    double log_volume;           ///< 1 + log nu2 + (1/2) log[(1 - q^2)/(nu1^2 - nu'^2)]
};

/// -1 < q < 1.
PairForm pair_form(const Mixture& mixture, double q);

/// sup over x of Omega(x/sqrt nu2) - (x - mean)^2/(2 variance), variance < 2 nu2 (the objective is then strictly
/// concave): roots of a quadratic equation.
struct RadialMaximum {
    double value;
    double x;
};
RadialMaximum radial_maximum(double nu2, double mean, double variance);

}  // namespace glasscape
