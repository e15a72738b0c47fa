// Annealed complexity of critical points, N -> infinity, by index and energy.
//
// Index k counts negative Hessian eigenvalues on the tangent space. Fixed k is the low-lying part of the
// landscape; by the symmetry H -> -H, index N-1-k at energy u has the law of index k at -u. Sources:
// Auffinger, Ben Arous, Cerny 2013 (pure), Auffinger, Ben Arous 2013 (mixtures); suprema in closed form,
// absolute error about 1e-14.
#pragma once

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// Which critical points are counted.
class IndexClass {
  public:
    static IndexClass total() { return {Kind::total, 0, 0.0}; }
    /// Index exactly k >= 0, k fixed as N grows.
    static IndexClass fixed(int k) { return {Kind::fixed, k, 0.0}; }
    /// A fraction 0 <= gamma <= 1 of the Hessian's eigenvalues negative.
    static IndexClass fraction(double gamma) { return {Kind::fraction, 0, gamma}; }

    enum class Kind { total, fixed, fraction };
    Kind kind() const { return kind_; }
    int k() const { return k_; }
    double gamma() const { return gamma_; }

  private:
    IndexClass(Kind kind, int k, double gamma) : kind_(kind), k_(k), gamma_(gamma) {}

    Kind kind_;
    int k_;
    double gamma_;
};

/// A supremum and where it sits.
struct ComplexityPoint {
    double value;  ///< (1/N) log of the mean count; -inf only where there is truly nothing
    double x;      ///< maximising radial derivative per spin; NaN where value is -inf
};

/// Theta_k(u): points with H/N in du.
ComplexityPoint complexity_density(const Mixture& mixture, IndexClass index, double u);

/// sup over v <= u of Theta_k(v): points with H/N below u.
double complexity_below(const Mixture& mixture, IndexClass index, double u);

/// sup over all energies. For rho < 1 the landscape is trivial: 0 for the total and for minima, negative for
/// k >= 1.
double complexity_all(const Mixture& mixture, IndexClass index);

/// The energy at which Theta_k is largest (the smallest such energy: the total of a trivial landscape has
/// two). NaN if nothing is counted (k >= 1 of pure:1).
double most_likely_energy(const Mixture& mixture, IndexClass index);

}  // namespace glasscape
