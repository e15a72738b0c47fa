// The replicated count of critical points at energy u and radial derivative x, with any number of levels of
// overlaps between replicas (Kent-Dobias, Kurchan 2023, in the normalisation of kac_rice_rate.hpp; with a
// field kept: docs/theory.md).
//
// Levels c_0 <= ... <= c_k, block sizes 0 = m_0 < m_1 < ... < m_k < m_{k+1} = 1, w_i = m_i - m_{i+1}. A
// matrix of diagonal d and levels a_i has the eigenvalues
//     lam_j(d, a) = d + sum_{i >= j} w_i a_i - m_j a_{j-1},  j = 1..k+1,
// of multiplicities mu_j = 1/m_j - 1/m_{j-1} (mu_1 = 1/m_1). With C_j = lam_j(1, c), V_j = lam_j(nu1, nu'(c)),
// R_j = lam_j(R_d, r), b_0 = nu'(c_0)/C_1 - V_1 c_0/C_1^2:
//     F = 1/2 + (1/2) log nu2 + Omega(x/sqrt nu2)
//         - (1/2) [sum_j mu_j log(V_j/C_j) + nu'(c_0)/V_1 - c_0/C_1]
//         + extr over (beta, R_d, r) of { u beta + x R_d + beta^2/2 + beta R_d nu1 + R_d^2 nu2/2
//             + sum_i w_i (beta^2 nu/2 + beta r_i nu' + r_i^2 nu''/2)(c_i)
//             + (1/2) [sum_j mu_j R_j^2 V_j/C_j + 2 R_1 r_0 V_1/C_1 + R_1^2 b_0] }.
// The extremum is a linear system; F is to be minimised over levels and sizes. Without a field c_0 = r_0 = 0.
#pragma once

#include <span>

#include <boost/container/static_vector.hpp>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// More levels than any search here asks for.
inline constexpr std::size_t max_overlap_levels = 6;

/// nu and its derivatives at one overlap.
struct OverlapLevel {
    double c;
    double nu;
    double nu1;
    double nu2;
    double nu3;
};
OverlapLevel overlap_level(const Mixture& mixture, double c);

/// c_0..c_k and m_1..m_k. c_0 = 0 stands first where the field is dropped, and stays there unless it is free.
struct ReplicaLevels {
    boost::container::static_vector<OverlapLevel, max_overlap_levels> overlaps;
    boost::container::static_vector<double, max_overlap_levels> sizes;
    bool lowest_free = false;
};

/// F, its conjugates and its derivatives (at fixed conjugates: they are stationary).
struct ReplicatedCount {
    double value;
    double energy_conjugate;  ///< beta = dF/du
    double radial_conjugate;  ///< R_d
    double by_radial;         ///< dF/dx
    /// (dF/dc_i)/w_i, regular as w_i goes to 0. That of c_0 is of use where it is free.
    boost::container::static_vector<double, max_overlap_levels> by_overlap;
    boost::container::static_vector<double, max_overlap_levels> by_size;  ///< dF/dm_1..dF/dm_k
};

/// `levels.sizes` has one entry less than `levels.overlaps`; overlaps in [0, 1), sizes in (0, 1]. A size of 1
/// adds a level of no weight, whose derivatives tell whether it would grow. Not for pure mixtures.
/// O(k^3 + terms).
ReplicatedCount replicated_count(const Mixture& mixture, double u, double x, const ReplicaLevels& levels);

}  // namespace glasscape
