// Exact one-point density of GOE eigenvalues (Mehta, Random Matrices, ch. 7), scaled so that it can be
// carried to any distance from the bulk.
//
// GOE here: off-diagonal variance 1, diagonal variance 2, bulk edge at 2 sqrt N; eigenvalues are l = sqrt2 y.
#pragma once

namespace glasscape {

/// log(rho_N(y) exp(y^2/2)) where rho_N(y) dy is the mean number of eigenvalues with l/sqrt2 in dy,
/// normalised to N. Any finite y; N >= 1. O(N). Relative accuracy of rho_N about 1e-14.
double log_scaled_one_point_density(int n, double y);

/// log int rho_N(y) exp(-(kappa - 1/2) y^2) dy for 0 < kappa < 1, i.e. log E sum_j exp(-(kappa - 1/2)
/// l_j^2/2): the mean over spectra that Kac-Rice needs, kappa = rho/(1+rho). Absolute error below 1e-12 for N
/// = 1..500 and 1e-6 <= rho <= 1e6. O(N) per point, 130 points at N = 2, 600 at N = 500.
double log_mean_gaussian_sum(int n, double kappa);

}  // namespace glasscape
