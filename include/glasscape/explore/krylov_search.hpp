// Search for critical points of any index by Hessian-vector products alone, for landscapes of many spins.
//
// A step d minimises |g + A d|^2 + damping |d|^2 (Levenberg 1944, Marquardt 1963) over the Krylov space of g and
// A, the tangent gradient and Hessian P (hess H) P - x P; it is taken if it lowers |g|^2. Where that ends at a
// minimum of |g|^2 of its own, Newton's steps by minimal residuals follow (Roosta, Liu, Xu, Mahoney 2018), which
// are attracted by points of every index alike.
#pragma once

#include <span>

#include "glasscape/explore/saddle_search.hpp"
#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

struct KrylovSearchOptions {
    int subspace = 100;            ///< largest dimension of the Krylov space
    int steps = 100;               ///< that lower the gradient, each in a space of its own
    int newton_steps = 50;         ///< after those
    double trust_angle = 0.1;      ///< longest step, as an angle on the sphere
    double gradient_ratio = 1e-8;  ///< converged when |P grad H| has fallen to this share of its start
};

/// Without a critical point the state is the one where |P grad H| was lowest. O(steps (subspace products +
/// subspace^2 N)); subspace N numbers of memory. Throws std::invalid_argument for a start that is zero or not
/// finite.
SearchResult search_by_products(const Landscape& landscape, std::span<const double> start,
                                const KrylovSearchOptions& options = {});

}  // namespace glasscape
