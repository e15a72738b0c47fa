// Kac-Rice for pairs of critical points as an expectation over random matrices, sampled at many overlaps at once.
//
// The Hessians (times sqrt N) of the two points, given that both gradients vanish, are
//
//     A_i = [[ sqrt(nu2) G_i - r_i I, y_i ], [ y_i^T, m_i - r_i ]],
//
// G_i GOE of size N - 2 and correlation nu''(q)/nu2, y_i by row_law, (h, r, m) by critical_plane_covariance. All
// overlaps of one sample share their normals, so that sums over q have small errors. The normals of the plane are drawn
// with a standard deviation above 1 and reweighted: the determinants grow like r^(N-1).
#pragma once

#include <span>
#include <vector>

#include <Eigen/Dense>

#include "glasscape/core/random.hpp"
#include "glasscape/mixture/mixture.hpp"

#include "random_matrix/correlated_goe.hpp"

namespace glasscape {

/// What one sample says of one overlap.
struct PairDraw {
    double density;  ///< |det A_0 det A_1| times its prefactor and weight: its mean is the density Xi(q) in q
    int index[2];    ///< negative eigenvalues of A_0, A_1
    double energy[2];  ///< H/N at the two points
};

/// One per thread: it holds the matrices of the sample at hand.
class PairSampler {
  public:
    /// N = size >= 2; nu2 > 0. spread: the standard deviation of the plane's normals.
    PairSampler(const Mixture& mixture, int size, double spread, std::span<const double> overlaps);

    /// Draws a sample; results [overlap] replace what `draws` held.
    void draw(RandomStream& stream, std::span<PairDraw> draws);

  private:
    struct Overlap {
        Eigen::Matrix<double, 6, 6> root;  ///< (h0, r0, m0, h1, r1, m1) = root * normals
        double correlation;                ///< of the entries of G_0 and G_1
        double row_sum;                    ///< y_0, y_1 = row_sum s +- row_difference d
        double row_difference;
        double log_prefactor;
    };
    PairDraw at(const Overlap& overlap, const Eigen::Matrix<double, 6, 1>& normals, double log_weight);

    int size_;
    int plane_normals_;
    double spread_;
    double matrix_scale_;
    std::vector<Overlap> overlaps_;
    CorrelatedGoe matrices_;
    std::vector<double> row_sums_;
    std::vector<double> row_differences_;
    std::vector<double> hessian_[2];
};

}  // namespace glasscape
