// Second moment of the number of critical points at finite N (Kac-Rice for pairs of points; Subag 2017):
//
//     E[Crt_k Crt_l] = delta_kl E[Crt_k] + antipodes + int_{-1}^{1} Xi_kl(q) dq,
//
// Xi_kl(q) dq the mean number of ordered pairs of points of index k and l whose overlap lies in dq. Where all orders of
// the mixture are even or all are odd the antipode of a point is a point, an atom at q = -1. A mean count is typical
// only if E[Crt^2]/E[Crt]^2 stays of order 1.
//
// Xi(q) is an expectation over pairs of correlated random matrices, sampled here with the same random numbers at every
// overlap, so that the standard error is that of the sum over q of one sample. N = 2 is in closed form; pure:1 (two
// points) and pure:2 (2N points, orthogonal or antipodal) are exact. Beyond N = 8 counts of minima are carried by rare
// samples: see effective_share, and raise `spread`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/complexity/energy_filter.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

struct SecondMomentRequest {
    int size;                       ///< 2 <= N <= max_size_second_moment
    std::int64_t samples = 20'000;  ///< of random matrices, at least 2
    std::uint64_t seed = 1;
    /// Standard deviation at which the normals of the plane of the two points are drawn, then reweighted: 1.3 suits
    /// totals (N <= 8), 1.6 pairs of minima.
    double spread = 1.3;
    /// Ends of the bins of overlap, increasing from -1 to 1.
    std::vector<double> overlap_edges{-1.0, 1.0};
    /// Gauss-Legendre nodes in each bin, in the angle acos q: 24 for one bin, 4 for twenty.
    int nodes_per_bin = 24;
};

constexpr int max_size_second_moment = 60;

/// A number and its standard error, 0 where it is exact.
struct Estimate {
    double value = 0.0;
    double std_error = 0.0;
    /// (sum w)^2/(M sum w^2) of the samples: 1 where exact; 0 where no sample had any, and the error is not known.
    double effective_share = 1.0;
};

/// Counts of one energy filter and their products.
struct PairCounts {
    double mean = 0.0;                    ///< E[Crt], exact
    std::vector<double> mean_by_index{};  ///< E[Crt_k], exact; [k], N entries
    Estimate second_moment{};             ///< E[Crt^2]
    std::vector<Estimate> by_index{};     ///< E[Crt_k Crt_l]; [k * N + l], symmetric
    double antipodal_pairs = 0.0;         ///< ordered pairs s, -s, apart from the bins below
    std::vector<Estimate> by_overlap{};   ///< mean number of other ordered pairs of distinct points; [bin]
    std::vector<Estimate> minima_by_overlap{};  ///< the same of pairs of minima

    /// E[Crt^2]/E[Crt]^2.
    Estimate ratio() const;
};

/// Xi(q), and the same of pairs of minima.
struct PairDensity {
    double overlap;
    Estimate all;
    Estimate minima;
};

struct SecondMoment {
    std::vector<PairCounts> counts{};    ///< [filter], of pairs with both energies in the filter
    std::vector<PairDensity> density{};  ///< at the quadrature nodes, all energies
    /// int of the density with the signs (-1)^(k+l) kept; exactly chi^2 - E[Crt] (1 + s), chi = 1 + (-1)^(N-1) the Euler
    /// characteristic and s = 0 for mixed parity, 1 for even orders, (-1)^(N-1) for odd ones: the check of a run.
    Estimate signed_sum{};
    double signed_exact = 0.0;
    bool exact = false;  ///< closed forms: no sample was drawn
};

/// Filters are all energies or windows. Deterministic in the request, whatever the number of threads. O(N^3) a sample
/// and node. Throws std::invalid_argument for a size, sample number, spread, bin or filter out of range, and for windows
/// of pure:1 and pure:2.
SecondMoment second_moment(const Mixture& mixture, const SecondMomentRequest& request,
                           std::span<const EnergyFilter> filters);

/// Xi at chosen overlaps, -1 < q < 1; the bins of the request are ignored. nu2 > 0 and not pure:2.
std::vector<PairDensity> pair_density(const Mixture& mixture, const SecondMomentRequest& request,
                                      std::span<const double> overlaps);

}  // namespace glasscape
