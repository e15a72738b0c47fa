// Exact mean numbers of critical points of a Gaussian field that need not be isotropic, by Kac-Rice.
//
// For H = sum_i x_i A_i(w), x ~ N(0, I), on the sphere of radius sqrt N: with J the tangent gradients of the
// features ((N-1) x features) and R_i their tangent Hessians P hess(A_i) P - (w.grad A_i/N) P,
//
//     E Crt_k = Vol(S^(N-1)(sqrt N)) (2 pi)^(-(N-1)/2)
//               E_w[det(J J^T)^(-1/2) E_z |det sum_i z_i R_i| 1(index k)],   z Gaussian on ker J
//
// (Azais, Wschebor 2009, Thm 6.2). Monte Carlo over w, z and the disorder of the features. Where J J^T is
// nearly singular the integrand is large: tails are heavy, so the error comes from blocks and the share of
// the largest block is told.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

struct AnisotropicOptions {
    std::int64_t disorders = 3000;
    int points = 10;  ///< w per disorder
    int draws = 4;    ///< z per point
    int blocks = 30;  ///< of disorders, for the errors
    std::uint64_t seed = 1;
};

struct AnisotropicEstimate {
    double total = 0.0;
    double std_error = 0.0;        ///< from blocks
    std::vector<double> by_index;  ///< [k], symmetrised: H and -H have the same law
    std::vector<double> index_errors;
    double largest_block_share = 0.0;  ///< 1/blocks if all were equal
};

/// The features of disorder number i.
using FeatureSource = std::function<std::vector<std::unique_ptr<Landscape>>(std::uint64_t)>;

/// N = size of the features; needs at least N features. O(features N^2 + draws N^3) per point, in parallel
/// over disorders, the same result for any number of threads. Throws std::invalid_argument for fewer features
/// than N.
AnisotropicEstimate anisotropic_kac_rice(const FeatureSource& features, const AnisotropicOptions& options);

}  // namespace glasscape
