// Minimises the replicated count over overlaps and block sizes at given energy and radial derivative: first
// without levels (with a field: over c_0), then, if a further level lowers it, with one, and asks whether one
// more would lower it again.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <Eigen/Core>

#include "complexity/typical/replicated_count.hpp"

namespace glasscape {

/// A coordinate along x in which dSigma/dx has finite slopes on both sides of the lower edge of the bulk:
/// x = sqrt(nu2) (-2 + y |y|).
double radial_coordinate(const Mixture& mixture, double x);
double radial_at(const Mixture& mixture, double y);

/// A minimum over levels.
struct LevelSolution {
    ReplicaLevels levels;
    ReplicatedCount count;
    double x;
    /// Field dropped, no levels: least phi/c^2 (annealed_test.hpp). Else, and of one level too: least slope by
    /// which one more level of small weight would change the count; negative: it would fall.
    double test;

    bool has_blocks() const { return levels.overlaps.size() > 1; }
    /// Blocks of size 0 (see LevelSearch::one_step).
    bool has_vanishing_blocks(bool field) const { return !field && !has_blocks() && levels.lowest_free; }
};

class LevelSearch {
  public:
    /// Not for pure mixtures. Keeps a copy of the mixture.
    explicit LevelSearch(const Mixture& mixture);

    const Mixture& mixture() const { return mixture_; }
    /// A field of less weight than this changes no count by more than rounding, and is left out.
    static constexpr double negligible_field = 1e-13;
    bool has_field() const { return mixture_.field_weight() > negligible_field; }

    /// Without blocks; nothing where no c_0 is stationary. `test` is set.
    std::optional<LevelSolution> without_blocks(double u, double x) const;

    /// With one size of blocks, from near `near` if given and it leads there, else from a grid. With the field
    /// dropped the minimum may lie at m -> 0, which is a free c_0: more levels are needed there. Nothing where
    /// the count falls below zero on the way to m = 0: no typical points, wherever its minimum is. `test` is
    /// not set.
    std::optional<LevelSolution> one_step(double u, double x, const LevelSolution& base,
                                          const ReplicaLevels* near) const;

    /// The minimum at (u, x): without blocks if the test allows, else one_step. Nothing as there.
    std::optional<LevelSolution> minimum(double u, double x, const ReplicaLevels* near = nullptr) const;

    /// The least slope dF/d(weight) of one more level between or above those of a solution, over the square of
    /// its distance to the nearest of them; 0 or more is stable.
    double stability(double u, const LevelSolution& solution) const;

    /// Stationary in levels together with what `extra` unknowns the residual `more` fixes: energies and
    /// radial derivatives that are looked for. `place` reads (u, x) from the extra unknowns. Nothing if
    /// Newton's method fails.
    struct Place {
        double u;
        double x;
    };
    using Places = std::function<Place(const Eigen::VectorXd& extra)>;
    using Conditions = std::function<Eigen::VectorXd(const ReplicatedCount&)>;
    struct Found {
        Place place;
        LevelSolution solution;
    };
    std::optional<Found> stationary(const ReplicaLevels& start, const Eigen::VectorXd& extra,
                                    const Places& place, const Conditions& more) const;

  private:
    LevelSolution evaluate(double u, double x, ReplicaLevels levels) const;
    std::vector<ReplicaLevels> trial_blocks(double u, double x, const LevelSolution& base,
                                            double* least) const;

    Mixture mixture_;
    std::vector<OverlapLevel> test_nodes_;
    std::vector<OverlapLevel> grid_nodes_;
};

}  // namespace glasscape
