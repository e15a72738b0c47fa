// Exact mean number of critical points at finite N (Kac-Rice): all of them by the one-point density of an
// N x N GOE, by index through Pfaffians of an (N-1) x (N-1) GOE, each over all energies, in a window, or as a
// density in energy.
//
//     E Crt_{N,k} = C_N E_{GOE_N}[exp(-a lambda_(k+1)^2)],   a = (nu2-nu1)/(4(nu1+nu2)),
//     C_N = 2 sqrt(2 nu2/(nu1+nu2)) (nu2/nu1)^((N-1)/2)
//
// (Auffinger, Ben Arous, Cerny 2013, Thm 2.1 for pure p). Results are natural logarithms: counts are
// exponential in N.
#pragma once

#include <span>
#include <vector>

#include "glasscape/complexity/energy_filter.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// log C_N. nu2 > 0.
double log_count_prefactor(const Mixture& mixture, int size);

/// log of the mean number of critical points on S^(N-1), N = size >= 2, over all energies. Absolute error
/// below 1e-12 for N <= 500 and curvature ratios 1e-6..1e6. O(N) per quadrature point.
double log_mean_total(const Mixture& mixture, int size);

/// The same through energy filters, one result per filter; -inf where nothing is counted. Any N.
std::vector<double> log_mean_total(const Mixture& mixture, int size, std::span<const EnergyFilter> filters);

/// Largest sizes at which index-resolved counts keep their digits in plain double.
constexpr int max_size_all_indices = 60;
constexpr int max_size_minima = 120;

/// Index-resolved counts with the accuracy reached.
struct IndexCounts {
    /// [filter][i] = log mean number of critical points of index indices[i] through that filter.
    std::vector<std::vector<double>> log_mean;
    /// The same shape: estimated relative error of each count from the rounding of the Pfaffians. Of order 1
    /// for a count so far below the others at its energies that nothing of it survives.
    std::vector<std::vector<double>> relative_error;
    /// Relative accuracy over all energies, measured in this very run: all indices, their sum against
    /// log_mean_total; minima alone, two staggered quadrature grids against each other.
    double accuracy;
};

/// Whether log_mean_by_index can do these indices at this size: any 0 <= k < N up to N = 60, only k = 0 and
/// k = N - 1 up to 120.
bool exact_index_in_reach(int size, std::span<const int> indices);

/// Throws std::invalid_argument for an index outside 0..N-1 or beyond reach. O(N^4) per quadrature point
/// (O(N^3) for minima or maxima alone beyond N = 60), about 150 points at N = 40, more where energies are
/// resolved.
IndexCounts log_mean_by_index(const Mixture& mixture, int size, std::span<const int> indices,
                              std::span<const EnergyFilter> filters);

}  // namespace glasscape
