// The conditional landscape with every value drawn and kept: the reference for paths of up to a hundred points, and
// for rough ones.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/trajectory/conditional_landscape.hpp"

namespace glasscape {

class DensePath final : public ConditionalLandscape {
  public:
    /// Gradients carry white noise of variance `nugget` (nu'(1) + nu''(1)) per component, which keeps the
    /// factorisation sound; `batch_noise` is the amplitude a of batches. Throws std::invalid_argument for a size
    /// below 2.
    DensePath(const Mixture& mixture, double size, std::uint64_t seed, std::uint64_t sample,
              double nugget = 1e-12, double batch_noise = 0.0);
    ~DensePath() override;

    double size() const override;
    int dimension() const override;
    /// O(T^5) for the T-th point, T^4/2 numbers kept in all.
    using ConditionalLandscape::look;
    SeenPoint look(std::span<const double> point, int batch) override;
    /// O(T^6). Second derivatives are differences of neighbours' gradients and ask for a nugget of 1e-10: with
    /// 1e-12 rounding moves extreme eigenvalues by a tenth of their fluctuations.
    BorderedGoe tangent_hessian(std::span<const double> point, std::uint64_t seed) const override;
    bool add_direction() override;
    double discarded_variance() const override { return 0.0; }
    int anchors() const override;

  private:
    class Sampler;
    std::unique_ptr<Sampler> sampler_;
};

}  // namespace glasscape
