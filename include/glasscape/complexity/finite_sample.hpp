// Mean number of critical points at finite N by sampling GOE spectra: any N, any index, any energies, with
// error bars.
//
// E Crt_{N,k} = C_N E_{GOE_N}[exp(-a lambda_(k+1)^2)]. The trace of the matrix is N(0, 2/N), independent of
// the rest, and is averaged over in closed form; so is the energy given the radial derivative, so densities
// in energy exist for pure mixtures too. Sums over all indices stay precise; for k near 0 the mean is carried
// by rare spectra: see effective_share.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/energy_filter.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

struct SampledCount {
    double log_mean;   ///< log of the estimated mean count (or density); -inf where every weight vanished
    double std_error;  ///< standard error of log_mean
    double effective_share;  ///< (sum w)^2/(M sum w^2), in [0, 1]
    bool trustworthy;        ///< false where rare events make the error bar too small: few effective samples
};

struct SampleRequest {
    int size;              ///< N >= 2
    std::int64_t samples;  ///< M >= 2 spectra
    std::uint64_t seed;
};

/// [filter][i] for index classes `indices` (total or fixed k < N). Deterministic in (seed, size, samples),
/// whatever the number of threads. O(N^2) per spectrum. Throws std::invalid_argument for a size, sample
/// number or index out of range.
std::vector<std::vector<SampledCount>> sample_mean_counts(const Mixture& mixture,
                                                          const SampleRequest& request,
                                                          std::span<const IndexClass> indices,
                                                          std::span<const EnergyFilter> filters);

}  // namespace glasscape
