// Two-point complexity: critical points at overlap q with a reference point, N -> infinity (Ros, Ben Arous, Biroli,
// Cammarota 2019, in the units of this library: u = H/N, x = s.grad H/N).
//
//     Sigma2(q; u0, x0, u1, x1) = 1 + log nu2 + (1/2) log[(1 - q^2)/(nu1^2 - nu'(q)^2)]
//                                 + Omega(x0/sqrt nu2) + Omega(x1/sqrt nu2) - Q/2
//
// is (1/N) log of the mean number of pairs (Subag 2017), Q the quadratic form of (u0, x0, u1, x1) given that both
// gradients vanish. The complexity around a reference point is Sigma2 - Theta(u0, x0), annealed over the second point;
// typical_complexity averages its logarithm over a typical reference (replica symmetric among the second points; its
// stability to breaking that symmetry is not tested). A pure mixture has x = p u: energies decide.
#pragma once

#include <optional>
#include <string_view>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// Sigma2; -1 < q < 1. -inf off the line x = nu1 u of a pure mixture (within 1e-12 relative). nu2 > 0.
double pair_complexity(const Mixture& mixture, double q, double u0, double x0, double u1, double x1);

/// The point that is looked from.
struct ReferencePoint {
    double energy;      ///< u0
    double radial;      ///< x0
    double complexity;  ///< Theta(u0, x0)
    /// |x0| above the edge of the bulk: a minimum with a gap. Without it minima are marginal.
    bool gapped;
};

/// The minima of energy u0 that are most in number. Throws std::invalid_argument where there are none (Theta_0 < 0), or
/// no pairs to speak of (nu2 = 0 or pure:2).
ReferencePoint reference_minimum(const Mixture& mixture, double u0);

/// Any point of energy u0 and radial derivative x0, one of a sample say; a pure mixture takes x0 = p u0.
ReferencePoint reference_at(const Mixture& mixture, double u0, double x0);

/// What the Hessian of a second point looks like.
enum class PointKind {
    minimum,    ///< all eigenvalues positive
    index1,     ///< one negative eigenvalue, isolated from the bulk
    extensive,  ///< the bulk reaches below 0
};
std::string_view name_of(PointKind kind);

struct HessianType {
    PointKind kind;
    /// The isolated eigenvalue below the bulk (of the Hessian, on the scale of x), if there is one.
    std::optional<double> isolated;
    /// Squared overlap of its eigenvector with the direction to the other point.
    std::optional<double> towards_other;
    /// The lowest eigenvalue: the isolated one or the edge of the bulk.
    double lowest;
};

struct NeighbourCount {
    double complexity;  ///< annealed over the second point
    double radial;      ///< x1, its maximiser
};

struct LowestPoint {
    double energy;  ///< lowest u1 with complexity >= 0
    double radial;
};

/// Critical points around a reference at one overlap. Constructed in some dozens of operations, so that maps are cheap.
class TwoPointComplexity {
  public:
    /// -1 < q < 1; nu2 > 0.
    TwoPointComplexity(const Mixture& mixture, const ReferencePoint& reference, double q);

    double overlap() const { return q_; }

    /// sup over x1 of Sigma2 - Theta(u0, x0), in closed form.
    NeighbourCount at(double u1) const;

    /// Energy at which the second points are most in number, over all energies.
    double most_likely_energy() const;

    /// Lower end of the energies of second points; nothing if there are none at this overlap.
    std::optional<LowestPoint> lowest() const;

    /// The Hessian at a second point.
    HessianType second_point(double u1, double x1) const;
    /// The Hessian of the reference, given the second point. Where it is no minimum the pair does not belong to one.
    HessianType reference_point(double u1, double x1) const;

    /// Mean of the Hessian's entry along the direction to the reference (on the scale of x, before x1 is subtracted),
    /// and variance (times N) of its entries between that direction and another.
    double corner_mean(double u1, double x1) const;
    double row_variance() const { return row_variance_; }

  private:
    double corner(double u1, double x1, bool second) const;
    HessianType type_of(double corner_mean, double radial) const;
    double peak_radial() const;

    double q_;
    ReferencePoint reference_;
    bool pure_;
    double nu1_;
    double edge_;  ///< 2 sqrt(nu2)
    double constant_ = 0.0;
    double mean_energy_ = 0.0;  ///< of (u1, x1) given the reference
    double mean_radial_ = 0.0;
    double energy_variance_ = 0.0;  ///< their covariance
    double covariance_ = 0.0;
    double radial_variance_ = 0.0;
    double row_variance_ = 0.0;
    double corner_[2][4] = {};  ///< [point][u0, x0, u1, x1]
};

/// The quenched second point at the same (u1, x1): the logarithm is averaged over the reference and the disorder.
struct TypicalCount {
    double complexity;
    double mutual_overlap;  ///< c, of two second points of one reference; q^2 for a pure mixture
};

/// Nothing where the functional has no minimum in c near q^2 (deep in negative complexity). The reference must be one
/// at which annealed is typical: replica symmetric, without field. Throws std::invalid_argument for a mixture with a
/// field.
std::optional<TypicalCount> typical_complexity(const Mixture& mixture, const ReferencePoint& reference,
                                               double q, double u1, double x1);

/// The landscape seen from a minimum. Absent where the curve of lowest points does not have it.
struct Barrier {
    std::optional<double> farthest;  ///< q_max, the largest overlap with any second point
    std::optional<double> overlap;   ///< q*, where the lowest points turn from minima to saddles of index 1
    std::optional<double> energy;    ///< u*, their energy: the deepest saddles that face the reference
    std::optional<double>
        height;  ///< u* - u0 per spin. On saddles, not on paths: no bound is proved either way
};
Barrier barrier_of(const Mixture& mixture, const ReferencePoint& reference);

/// Is the annealed count at energy u typical? M = max over q of sup_x Sigma2(q; u, x, u, x) - 2 Theta(u) (second-moment
/// method). The test is sufficient, not necessary.
struct SecondMomentVerdict {
    double excess;   ///< M, 0 or above
    double overlap;  ///< where the scaled excess is largest
    double
        scaled_excess;  ///< max over q of (sup Sigma2 - 2 Theta)/q^2: negative where pairs are uncorrelated
    bool annealed_typical;  ///< scaled_excess not above 0
};
/// Throws std::invalid_argument for nu2 = 0 and for pure:2.
SecondMomentVerdict second_moment_verdict(const Mixture& mixture, double u);

}  // namespace glasscape
