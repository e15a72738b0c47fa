// A conditional landscape as any other: searches and spectra ask for gradients near its path, which are drawn given
// all that was seen, so that whatever they find belongs to one sample.
#pragma once

#include <span>

#include "glasscape/landscape/landscape.hpp"
#include "glasscape/trajectory/conditional_landscape.hpp"

namespace glasscape {

/// States are coordinates in the basis of the path, all N of them; they are taken to the sphere. Not thread-safe.
/// What is asked for becomes part of `path`, which must outlive this. O(n^2 N) a gradient that was not known, n
/// the values drawn so far: about N^2/2 once a Hessian is known, so a hundred spins are the reach.
class PathLandscape final : public Landscape {
  public:
    /// Completes the basis of the path.
    explicit PathLandscape(ConditionalLandscape& path);

    int size() const override;
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override;
    /// P (hess H) P times `vector` by a central difference of two gradients a hundredth of a radian away, relative
    /// error about 1e-5 at order 10 and 1e-4 at order 100. The sphere knows nothing of derivatives across it.
    void hessian_vector(std::span<const double> state, std::span<const double> vector,
                        std::span<double> result) const override;

  private:
    ConditionalLandscape& path_;
};

}  // namespace glasscape
