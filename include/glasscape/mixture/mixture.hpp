// Mixture: the covariance of a mixed spherical p-spin glass.
//
//     H(s) = sum_r eps_r N^(-(r-1)/2) sum_{i1..ir} J^(r)_{i1..ir} s_i1 ... s_ir,   |s|^2 = N,   J iid N(0, 1)
//     Cov(H(s), H(s')) = N nu(q),   nu(t) = sum_r eps_r^2 t^r,   q = s.s'/N,   sum_r eps_r^2 = 1
//
// (Crisanti, Sommers 1992; Auffinger, Ben Arous 2013.) Everything the theory needs of a landscape is in these
// weights.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace glasscape {

/// One order of a mixture. weight = epsilon^2; epsilon may be negative (per-layer scales of mixed sign).
struct MixtureTerm {
    int order;
    double epsilon;
    double weight;
};

/// Immutable; orders strictly increase, weights are positive and sum to 1 (within 1e-14).
class Mixture {
  public:
    /// Terms with any epsilon (zeros are left out), normalised so that sum epsilon^2 = 1. `spec` is the text
    /// that names the mixture in tables. Throws std::invalid_argument if orders are not positive and strictly
    /// increasing or no term is left.
    Mixture(std::string spec, std::vector<MixtureTerm> terms);

    const std::string& spec() const { return spec_; }
    std::span<const MixtureTerm> terms() const { return terms_; }

    /// d-th derivative of nu at t in [-1, 1], d = 0..4. O(number of terms).
    double nu(double t, int derivative = 0) const;

    /// nu'(1), the mean order under the weights.
    double nu1() const { return nu1_; }
    /// nu''(1).
    double nu2() const { return nu2_; }
    /// sum_r eps_r^2 (r - nu1)^2 = nu2 + nu1 - nu1^2, without its cancellation; values below 1e-12 nu1^2 are
    /// 0 exactly.
    double alpha2() const { return alpha2_; }
    /// rho = nu2/nu1 (`curvature_ratio` in tables).
    double curvature_ratio() const { return nu2_ / nu1_; }
    /// True when energy and radial derivative are locked together, x = nu1 u (alpha2 = 0).
    bool is_pure() const { return alpha2_ == 0.0; }
    /// rho <= 1: no exponential number of critical points (Fyodorov 2014; Belius et al. 2022).
    bool is_trivial() const { return nu2_ <= nu1_; }
    /// Variance eps_1^2 of the random external field.
    double field_weight() const { return terms_.front().order == 1 ? terms_.front().weight : 0.0; }

    /// Mean, standard deviation and mode of r; the mode is argmax |eps_r|, relative differences below 1e-12
    /// being ties that the smaller order wins.
    double depth_mean() const { return nu1_; }
    double depth_std() const { return depth_std_; }
    int depth_mode() const;

  private:
    std::string spec_;
    std::vector<MixtureTerm> terms_;
    double nu1_ = 0.0;
    double nu2_ = 0.0;
    double alpha2_ = 0.0;
    double depth_std_ = 0.0;
};

/// The mixture of weights eps_r^2 of orders 1, 2, ..., normalised; zeros are left out. Throws
/// std::invalid_argument if one is negative or none is positive.
Mixture weighted_mixture(std::string spec, std::span<const double> weights);

/// One order, "pure:r".
Mixture pure_mixture(int order);

/// Whether the r = 1 term, a random external field, stays or is removed and the rest renormalised (the
/// paper's spin-glass section).
enum class Field { keep, drop };

}  // namespace glasscape
