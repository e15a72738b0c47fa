// The conditional landscape for long smooth paths: most of their gradients follow from earlier ones, and only
// anchors, points whose gradient is not known to within a tolerance, are drawn.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/trajectory/conditional_landscape.hpp"

namespace glasscape {

/// Variances below which nothing is drawn, relative to those of a gradient's components.
struct PathTolerances {
    double transverse = 1e-8;  ///< of a component outside the basis, in units of nu'(1)
    double in_span = 1e-4;     ///< of energy and components within it, in units of nu'(1) + nu''(1)
};

/// By size: what is left out stays far below the fluctuations of a sample, and in-span noise does not roughen
/// the path so much that every point becomes an anchor.
PathTolerances tolerances_for(const Mixture& mixture, double size);

class AnchoredPath final : public ConditionalLandscape {
  public:
    /// Draws from (seed, disorder stream, sample). `size` up to 1e15; `batch_noise` the amplitude a of batches.
    /// Throws std::invalid_argument for a size below 2 or tolerances out of (0, 1).
    AnchoredPath(const Mixture& mixture, double size, std::uint64_t seed, std::uint64_t sample,
                 const PathTolerances& tolerances, double batch_noise = 0.0);
    ~AnchoredPath() override;

    double size() const override;
    int dimension() const override;
    /// O(r D) where the gradient follows from r anchors; a new anchor costs O(n^2 D + n r D + r^3), n being the
    /// number of in-span values drawn so far.
    using ConditionalLandscape::look;
    SeenPoint look(std::span<const double> point, int batch) override;
    /// Exact in law up to 60 directions. Beyond, second derivatives among all but those 60 directions that the
    /// outermost eigenvalues of their mean belong to are drawn one by one, each from a variance that is a little
    /// too large: they are of order 1/sqrt N and move an eigenvalue by about D/N of the bulk's radius.
    BorderedGoe tangent_hessian(std::span<const double> point, std::uint64_t seed) const override;
    bool add_direction() override;
    double discarded_variance() const override;
    int anchors() const override;

  private:
    class Sampler;
    std::unique_ptr<Sampler> sampler_;
};

}  // namespace glasscape
