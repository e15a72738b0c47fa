// Landscape: anything with energy, gradient and Hessian on the sphere S^(N-1)(sqrt N). Explorers know nothing
// else of it.
//
// Everything here is Euclidean, in R^N: energies H (not per spin), gradients dH/ds, Hessians d^2H/ds^2. The
// tangential versions are in tangent.hpp. Replicas are rows: `states` holds M points of N numbers each,
// M = states.size()/N. A landscape of one's own needs size() and energies_and_gradients() only; Hessians
// then come from differences of gradients.
#pragma once

#include <span>

namespace glasscape {

/// How H(-s) follows from H(s); the census uses it to get a second point from each that it finds.
enum class Symmetry { none, even, odd };

class Landscape {
  public:
    virtual ~Landscape() = default;

    /// N, the number of spins.
    virtual int size() const = 0;

    /// energies[m] = H(s_m), gradients[m N + i] = dH/ds_i at s_m.
    virtual void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                        std::span<double> gradients) const = 0;

    /// hessian (N x N, row-major) at one state. Here: central differences of gradients, relative error about
    /// 1e-9.
    virtual void hessian(std::span<const double> state, std::span<double> hessian) const;

    /// result (N) = d^2H/ds^2 times `vector` at one state, without forming the Hessian.
    virtual void hessian_vector(std::span<const double> state, std::span<const double> vector,
                                std::span<double> result) const;

    /// All at once for M replicas: hessians[m] is N x N. Worth overriding where they share work.
    virtual void energies_gradients_hessians(std::span<const double> states, std::span<double> energies,
                                             std::span<double> gradients, std::span<double> hessians) const;

    virtual Symmetry symmetry() const { return Symmetry::none; }
};

}  // namespace glasscape
