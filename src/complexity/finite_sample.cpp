#include "glasscape/complexity/finite_sample.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/random_matrix/goe_spectra.hpp"

#include "complexity/field_counts.hpp"
#include "complexity/radial_grid.hpp"
#include "stats/log_mean.hpp"

namespace glasscape {
namespace {

constexpr std::int64_t batches_per_chunk = 16;
constexpr double least_trusted_share = 0.05;
constexpr double least_effective_samples = 100.0;

// Kac-Rice weight of an eigenvalue of the traceless matrix, the trace being averaged over: with lambda = l +
// g, g ~ N(0, 2/N), exp(-a lambda^2) becomes exp(-a l^2/tilt)/sqrt(tilt), tilt = 1 + 4a/N, and lambda then
// has mean l/tilt and variance (2/N)/tilt; the energy follows as slope lambda plus its own normal spread.
class EigenvalueWeight {
  public:
    EigenvalueWeight(const Mixture& mixture, int size)
        : law_(mixture, size),
          a_((mixture.nu2() - mixture.nu1()) / (4.0 * (mixture.nu1() + mixture.nu2()))),
          tilt_(1.0 + 4.0 * a_ / size),
          deviation_(std::sqrt(law_.slope() * law_.slope() * 2.0 / (size * tilt_) +
                               law_.deviation() * law_.deviation())) {}

    double log_weight(const EnergyFilter& filter, double l) const {
        return -a_ * l * l / tilt_ - 0.5 * std::log(tilt_) +
               log_normal_filter(filter, law_.slope() * l / tilt_, deviation_);
    }

  private:
    EnergyLaw law_;
    double a_;
    double tilt_;
    double deviation_;
};

using Means = std::vector<LogMean>;  // [filter * indices + index]

void add_spectrum(const EigenvalueWeight& weight, const TridiagonalBatch& batch, std::size_t lane,
                  std::span<const IndexClass> indices, std::span<const EnergyFilter> filters, Means& means) {
    std::vector<double> logs(batch.diagonal.size());
    for (std::size_t f = 0; f < filters.size(); ++f) {
        for (std::size_t i = 0; i < indices.size(); ++i) {
            double log_weight = 0.0;
            if (indices[i].kind() == IndexClass::Kind::total) {
                for (std::size_t j = 0; j < logs.size(); ++j)
                    logs[j] = weight.log_weight(filters[f], batch.diagonal[j][lane]);
                log_weight = log_sum(logs);
            } else {
                const auto k = static_cast<std::size_t>(indices[i].k());
                log_weight = weight.log_weight(filters[f], batch.diagonal[k][lane]);
            }
            means[f * indices.size() + i].add(log_weight);
        }
    }
}

Means sample_chunk(const EigenvalueWeight& weight, const SampleRequest& request, std::int64_t first,
                   std::int64_t last, std::span<const IndexClass> indices,
                   std::span<const EnergyFilter> filters) {
    Means means(filters.size() * indices.size());
    TridiagonalBatch batch;
    for (std::int64_t sample = first; sample < last; sample += tridiagonal_lanes) {
        draw_goe_batch(request.size, request.seed, static_cast<std::uint64_t>(sample), batch);
        remove_trace(batch);
        tridiagonal_eigenvalues(batch);
        const auto lanes = static_cast<std::size_t>(std::min<std::int64_t>(tridiagonal_lanes, last - sample));
        for (std::size_t lane = 0; lane < lanes; ++lane)
            add_spectrum(weight, batch, lane, indices, filters, means);
    }
    return means;
}

void validate(const SampleRequest& request, std::span<const IndexClass> indices) {
    if (request.size < 2)
        throw std::invalid_argument(
            fmt::format("size {}: a sphere needs at least N = 2 spins", request.size));
    if (request.samples < 2)
        throw std::invalid_argument(fmt::format(
            "{} samples give no error bar: at least 2 are needed, 10000 are usual", request.samples));
    for (const auto& index : indices)
        if (index.kind() == IndexClass::Kind::fraction || index.k() >= request.size)
            throw std::invalid_argument(fmt::format(
                "index {} does not exist at size {}: a Hessian on the tangent space has indices 0 to {}",
                index.k(), request.size, request.size - 1));
}

SampledCount field_count(int size, const IndexClass& index, const EnergyFilter& filter) {
    const bool minimum = index.kind() == IndexClass::Kind::total || index.k() == 0;
    const bool maximum = index.kind() == IndexClass::Kind::total || index.k() == size - 1;
    std::vector<double> logs;
    if (minimum) logs.push_back(log_field_minima(size, filter));
    if (maximum) logs.push_back(log_field_minima(size, filter.mirrored()));
    return {log_sum(logs), 0.0, 1.0, true};
}

SampledCount result(const LogMean& mean, double log_prefactor) {
    const double share = mean.effective_share();
    const bool trustworthy =
        share >= least_trusted_share && share * static_cast<double>(mean.count()) >= least_effective_samples;
    return {mean.log_mean() + log_prefactor, mean.std_error(), share, trustworthy};
}

}  // namespace

std::vector<std::vector<SampledCount>> sample_mean_counts(const Mixture& mixture,
                                                          const SampleRequest& request,
                                                          std::span<const IndexClass> indices,
                                                          std::span<const EnergyFilter> filters) {
    validate(request, indices);
    std::vector<std::vector<SampledCount>> counts(filters.size());
    if (mixture.nu2() == 0.0) {
        for (std::size_t f = 0; f < filters.size(); ++f)
            for (const auto& index : indices)
                counts[f].push_back(field_count(request.size, index, filters[f]));
        return counts;
    }
    const EigenvalueWeight weight(mixture, request.size);
    constexpr std::int64_t chunk = batches_per_chunk * tridiagonal_lanes;
    const std::int64_t chunks = (request.samples + chunk - 1) / chunk;
    std::vector<Means> parts(static_cast<std::size_t>(chunks));
    Progress progress(fmt::format("GOE spectra at N = {}", request.size), request.samples);
    parallel_for(chunks, [&](std::int64_t c) {
        const std::int64_t first = c * chunk;
        const std::int64_t last = std::min(first + chunk, request.samples);
        parts[static_cast<std::size_t>(c)] = sample_chunk(weight, request, first, last, indices, filters);
        progress.advance(last - first);
    });
    Means means(filters.size() * indices.size());
    for (const auto& part : parts)
        for (std::size_t i = 0; i < means.size(); ++i)
            means[i].merge(part[i]);
    const double prefactor = log_count_prefactor(mixture, request.size);
    for (std::size_t f = 0; f < filters.size(); ++f)
        for (std::size_t i = 0; i < indices.size(); ++i)
            counts[f].push_back(result(means[f * indices.size() + i], prefactor));
    return counts;
}

}  // namespace glasscape
