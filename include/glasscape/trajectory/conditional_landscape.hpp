// A landscape that exists only where it was seen: energies and gradients of a mixture along a path, drawn from
// their Gaussian law given all that was seen before. Exact for any order and size, no coupling is ever made.
//
// Whoever moves by inner products of points, gradients and isotropic noise treats all directions outside the span
// so far alike; along one of them all earlier gradients vanish, and the component of a new one is normal with
// the conditional variance v = nu'(1) - k1^T K1^-1 k1, K1 = nu'(overlaps). So points live in an orthonormal basis
// of what was seen, which grows by a direction with each gradient that was not known beforehand:
//
//     Cov(h, h') = nu(q),  Cov(g_i, h') = nu'(q) a'_i,  Cov(g_i, g'_j) = nu'(q) delta_ij + nu''(q) a'_i a_j
//
// for unit vectors a = s/sqrt N, h = H/sqrt N, g = grad H, q = a.a'.
//
// Batches of a finite set of data are landscapes H + a H_b with independent H_b: values of batches b and b' have
// B(b, b') = 1 + a^2 delta_bb' times these covariances, and those of H itself with a batch's 1 times.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/random.hpp"
#include "glasscape/random_matrix/bordered_goe.hpp"

namespace glasscape {

/// What is seen at a point.
struct SeenPoint {
    double energy = 0.0;           ///< H/N
    std::vector<double> gradient;  ///< Euclidean, coordinates in the basis of the path
};

class ConditionalLandscape {
  public:
    virtual ~ConditionalLandscape() = default;

    /// N.
    virtual double size() const = 0;
    /// Directions of the basis so far, at most N.
    virtual int dimension() const = 0;

    /// In place of the number of a batch: the landscape H itself.
    static constexpr int whole = -1;

    /// Energy and gradient of H at a unit vector `point` (coordinates; those that are left away are 0). May add a
    /// direction to the basis. Throws std::runtime_error where double precision no longer tells what follows
    /// from what was seen.
    SeenPoint look(std::span<const double> point) { return look(point, whole); }
    /// The same of H + a H_batch, or of H.
    virtual SeenPoint look(std::span<const double> point, int batch) = 0;

    /// The tangent Hessian P (hess H) P - x P at a point that was seen, a sample given all that was seen: the
    /// directions of the path orthogonal to the point as its block, the other N - D outside. Drawn from `seed`, and
    /// not remembered: nothing may be asked of the landscape that depends on it.
    virtual BorderedGoe tangent_hessian(std::span<const double> point, std::uint64_t seed) const = 0;

    /// Adds a direction that nothing seen so far has to do with, unless the basis has N: false.
    virtual bool add_direction() = 0;

    /// Largest variance, over nu'(1), of what look left out as known (0: nothing).
    virtual double discarded_variance() const = 0;
    /// Points whose gradient was drawn rather than predicted.
    virtual int anchors() const = 0;
};

/// Coordinates of an isotropic vector, N(0, 1) in each of all N directions; adds a direction for what lies outside
/// the basis.
std::vector<double> draw_isotropic(ConditionalLandscape& landscape, RandomStream& stream);

}  // namespace glasscape
