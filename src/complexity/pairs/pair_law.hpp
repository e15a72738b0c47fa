// Law of energies, derivatives and Hessians at two points of a given overlap q (Subag 2017; Ros, Ben Arous, Biroli,
// Cammarota 2019, in the conventions of docs/theory.md).
//
// With sigma_i = s_i/sqrt N, c = sqrt(1 - q^2), the plane of the two points holds the tangent directions n_0 =
// (sigma_1 - q sigma_0)/c at point 0 and n_1 = (sigma_0 - q sigma_1)/c at point 1. At each point h = H/sqrt N,
// r = d_sigma H (= sqrt N x), g = d_n H and m = sqrt N d_n d_n H: no N is left in any covariance.
#pragma once

#include <Eigen/Dense>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

using PlaneCovariance = Eigen::Matrix<double, 8, 8>;
using CriticalPlaneCovariance = Eigen::Matrix<double, 6, 6>;

/// Covariance of (h0, r0, g0, m0, h1, r1, g1, m1), -1 < q < 1.
PlaneCovariance plane_covariance(const Mixture& mixture, double q);

/// Covariance of (h0, r0, m0, h1, r1, m1) given g0 = g1 = 0. Singular for pure mixtures, where h = r/p.
CriticalPlaneCovariance critical_plane_covariance(const Mixture& mixture, double q);

/// The entries of the Hessians (times sqrt N) between n_i and a direction common to both tangent spaces, given that
/// the gradients vanish: normal, one pair for each of the N - 2 directions.
struct RowLaw {
    double variance;
    double covariance;  ///< of the entry at point 0 with that at point 1
};
RowLaw row_law(const Mixture& mixture, double q);

/// log of the factor before E|det A_0 det A_1| in the density of pairs in q, A_i the (N-1) x (N-1) Hessians times
/// sqrt N: volumes of the spheres and the density of both gradients at 0. N = size >= 2.
double log_pair_prefactor(const Mixture& mixture, int size, double q);

}  // namespace glasscape
