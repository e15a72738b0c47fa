// Pairs of GOE matrices whose entries are correlated, of any correlation from one draw.
//
// GOE here: off-diagonal variance 1, diagonal variance 2.
#pragma once

#include <span>
#include <vector>

#include "glasscape/core/random.hpp"

namespace glasscape {

/// Two independent GOE matrices S and D of one size n >= 0; the pair of correlation rho in [-1, 1] is
///
///     sqrt((1 + rho)/2) S + sqrt((1 - rho)/2) D   and   sqrt((1 + rho)/2) S - sqrt((1 - rho)/2) D,
///
/// so that pairs of neighbouring correlations are neighbours: common random numbers.
class CorrelatedGoe {
  public:
    explicit CorrelatedGoe(int n);

    /// n(n+1) normals of the stream.
    void draw(RandomStream& stream);

    /// `scale` times the pair, lower triangles row by row into the first n(n+1)/2 entries of each span.
    void pair(double rho, double scale, std::span<double> first, std::span<double> second) const;

  private:
    int n_;
    std::vector<double> sum_;
    std::vector<double> difference_;
};

}  // namespace glasscape
