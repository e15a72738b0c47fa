// nu and its derivatives at the overlaps of a path.
#pragma once

#include <span>
#include <vector>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// The polynomials of a mixture by Horner's rule, relative error about 1e-15 times nu(|q|)/|nu(q)|.
class CovarianceSeries {
  public:
    explicit CovarianceSeries(const Mixture& mixture);

    /// first[i] = nu'(q_i), second[i] = nu''(q_i). O(orders) each.
    void derivatives(std::span<const double> q, std::span<double> first, std::span<double> second) const;

    double value(double q) const;
    /// nu'''(q).
    double third(double q) const;

  private:
    std::vector<double> weights_;  // of q^0, q^1, ...
};

}  // namespace glasscape
