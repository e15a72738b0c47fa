// Typical (quenched) complexity of critical points, N -> infinity: the exponent of the count in almost every
// sample, where complexity.hpp has that of the mean count. Typical <= annealed.
//
// Replicated Kac-Rice with at most one step of replica symmetry breaking (Kent-Dobias, Kurchan 2023; the
// field kept: docs/theory.md). Where replicas do not cluster (phase RS) the annealed value is typical if the
// field is dropped, and lowered by the field's overlap if it is kept. Where two levels of clusters would lower
// the count further the phase is `beyond`, and the value an upper bound. Not a theorem: a saddle point.
#pragma once

#include <memory>
#include <string>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

enum class TypicalPhase {
    rs,        ///< replicas do not cluster
    one_step,  ///< clusters of one overlap
    beyond,    ///< more than one step: the value is an upper bound
    empty      ///< a typical sample has no such points
};
/// RS, 1RSB, beyond, empty.
std::string to_string(TypicalPhase phase);

/// A typical complexity and how it came about. What does not exist is NaN.
struct TypicalPoint {
    TypicalPhase phase = TypicalPhase::empty;
    double value;          ///< (1/N) log of the typical count; NaN where empty
    double x;              ///< radial derivative per spin
    double annealed;       ///< (1/N) log of the mean count at the same energy (and x, if that is given)
    double overlap;        ///< c inside clusters; the field's c_0 where there are none and the field is kept
    double block_size;     ///< m, 0 < m < 1; 0: the least count of one step lies at m -> 0 (beyond)
    double test;           ///< RS: how far clusters are from lowering the count, the least slope over c^2
                           ///< (negative: they do); 1RSB and beyond: the same for a second level
    double field_overlap;  ///< c_0; 0 with the field dropped
    bool marginal;         ///< minima held at x = -2 sqrt(nu2)
};

/// The energy per spin of the most points, and what is there.
struct TypicalMaximum {
    double energy;
    TypicalPoint point;
};

class LevelSearch;

/// Typical complexities of one mixture. Thread-safe.
class TypicalComplexity {
  public:
    explicit TypicalComplexity(const Mixture& mixture);

    /// At energy u and radial derivative x. Value to 1e-12 absolute, but for `beyond`. Milliseconds where
    /// clusters matter, else 30 microseconds (field kept: a millisecond).
    TypicalPoint at(double u, double x) const;

    /// At energy u: total, a fraction, or the minima (fixed index 0), which keep x <= -2 sqrt(nu2). Throws
    /// std::invalid_argument for a fixed index k >= 1, whose typical count is not known.
    TypicalPoint density(IndexClass index, double u) const;

    /// Over all energies: where dSigma/du = 0, all points or minima (fixed index 0). `empty` where the mean is carried
    /// by rare samples: what little typical ones have lies at other energies, which are not searched. A trivial
    /// landscape has complexity 0. Throws std::invalid_argument for any other index.
    TypicalMaximum most_numerous(IndexClass index) const;

    const Mixture& mixture() const { return mixture_; }

  private:
    TypicalPoint pure(IndexClass index, double u) const;

    Mixture mixture_;
    std::shared_ptr<const LevelSearch> search_;  ///< none for a pure mixture
};

}  // namespace glasscape
