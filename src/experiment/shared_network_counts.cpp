#include "glasscape/experiment/shared_network_counts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/explore/census.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "stats/jackknife.hpp"

namespace glasscape {
namespace {

constexpr double degenerate_below = 1e-7;  // smallest eigenvalue over the largest radial derivative

std::string name_of(EdgeSharing sharing) {
    return sharing == EdgeSharing::signed_edges ? "signed" : "plain";
}

bool is_degenerate(const Census& census) {
    double softest = std::numeric_limits<double>::infinity();
    double scale = 0.0;
    for (const auto& point : census.points) {
        softest = std::min(softest, std::abs(point.softest));
        scale = std::max(scale, std::abs(point.radial));
    }
    return softest < degenerate_below * scale;
}

struct SampleCounts {
    std::vector<std::int64_t> counts;
    bool degenerate = false;
    bool euler_ok = false;
    bool complete = false;
};

SampleCounts census_of(const Landscape& landscape, std::uint64_t seed, std::int64_t sample) {
    CensusOptions options;
    options.seed = seed;
    options.sample = static_cast<std::uint64_t>(sample);
    const auto census = take_census(landscape, options);
    return {census.counts, is_degenerate(census), census.euler_holds, census.complete};
}

std::vector<double> totals_of(const std::vector<SampleCounts>& samples) {
    std::vector<double> totals;
    for (const auto& sample : samples)
        if (!sample.degenerate)
            totals.push_back(static_cast<double>(
                std::accumulate(sample.counts.begin(), sample.counts.end(), std::int64_t{0})));
    return totals;
}

MeanCounts mean_of(const std::vector<SampleCounts>& samples) {
    std::vector<RunningMean> means(samples.front().counts.size() + 1);
    for (const auto& sample : samples) {
        if (sample.degenerate) continue;
        for (std::size_t k = 0; k < sample.counts.size(); ++k)
            means[k].add(static_cast<double>(sample.counts[k]));
        means.back().add(static_cast<double>(
            std::accumulate(sample.counts.begin(), sample.counts.end(), std::int64_t{0})));
    }
    MeanCounts result;
    for (const auto& mean : means) {
        result.mean.push_back(mean.mean());
        result.std_error.push_back(mean.std_error());
    }
    return result;
}

/// Exact isotropic counts; a mixture of the field alone has two points.
std::vector<double> isotropic_counts(const Mixture& mixture, int size) {
    std::vector<double> counts(static_cast<std::size_t>(size) + 1);
    if (mixture.nu2() == 0.0) {
        counts.front() = counts[static_cast<std::size_t>(size) - 1] = 1.0;
        counts.back() = 2.0;
        return counts;
    }
    std::vector<int> indices(static_cast<std::size_t>(size));
    std::iota(indices.begin(), indices.end(), 0);
    const std::vector<EnergyFilter> all{EnergyFilter::all()};
    const auto by_index = log_mean_by_index(mixture, size, indices, all);
    for (std::size_t k = 0; k < indices.size(); ++k)
        counts[k] = std::exp(by_index.log_mean[0][k]);
    counts.back() = std::exp(log_mean_total(mixture, size));
    return counts;
}

MeanCounts exactly(const std::vector<double>& counts) {
    return {counts, std::vector<double>(counts.size(), 0.0)};
}

MeanCounts counts_of_measured(const MeasuredMixture& measured, int size) {
    MeanCounts result = exactly(isotropic_counts(weighted_mixture("measured", measured.weights), size));
    std::vector<std::vector<double>> reduced;
    for (const auto& weights : measured.leave_one_out)
        reduced.push_back(isotropic_counts(weighted_mixture("measured", weights), size));
    for (std::size_t k = 0; k < result.mean.size(); ++k) {
        std::vector<double> values;
        for (const auto& counts : reduced)
            values.push_back(counts[k]);
        result.std_error[k] = jackknife_error(values);
    }
    return result;
}

FeatureSource features_of(const SharedNetworkOptions& options, std::uint64_t seed) {
    return [options, seed](std::uint64_t disorder) {
        return draw_features(options, draw_assignment(options, seed, disorder), seed, disorder);
    };
}

NetworkCounts count_one(const NetworkCountRequest& request, EdgeSharing sharing) {
    auto options = request.network;
    options.sharing = sharing;
    std::vector<SampleCounts> samples(static_cast<std::size_t>(request.samples));
    {
        Progress progress(name_of(sharing) + " sharing, samples", request.samples);
        parallel_for(request.samples, [&](std::int64_t i) {
            const auto landscape = draw_shared_network(options, request.seed, static_cast<std::uint64_t>(i));
            samples[static_cast<std::size_t>(i)] = census_of(*landscape, request.seed, i);
            progress.advance();
        });
    }
    NetworkCounts result{};
    result.sharing = sharing;
    result.counted = mean_of(samples);
    result.totals = totals_of(samples);
    for (const auto& sample : samples) {
        result.degenerate += sample.degenerate ? 1 : 0;
        if (sample.degenerate) continue;
        ++result.samples;
        result.euler_ok += sample.euler_ok ? 1 : 0;
        result.incomplete += sample.complete ? 0 : 1;
    }
    // Other networks than those that were counted, so that the errors are independent.
    AnisotropicOptions kac_rice;
    kac_rice.disorders = request.kac_rice_disorders;
    kac_rice.seed = derived_seed(request.seed, Stream::kac_rice);
    result.exact = anisotropic_kac_rice(features_of(options, kac_rice.seed), kac_rice);
    const auto covariance_seed = derived_seed(request.seed, Stream::covariance);
    result.measured = measure_mixture(features_of(options, covariance_seed), options.depth,
                                      request.covariance_disorders, 21, covariance_seed);
    result.from_measured = counts_of_measured(result.measured, options.unique);
    return result;
}

std::vector<SampleCounts> count_control(const NetworkCountRequest& request, const Mixture& mixture) {
    std::vector<SampleCounts> samples(static_cast<std::size_t>(request.samples));
    Progress progress("isotropic control, samples", request.samples);
    const auto seed = derived_seed(request.seed, Stream::control);
    parallel_for(request.samples, [&](std::int64_t i) {
        CouplingOptions options;
        options.kind = CouplingKind::packed;
        options.precision = Precision::double_float;
        const Disorder disorder{seed, static_cast<std::uint32_t>(i)};
        samples[static_cast<std::size_t>(i)] =
            census_of(Hamiltonian(mixture, request.network.unique, disorder, options), seed, i);
        progress.advance();
    });
    return samples;
}

Claim total_claim(const std::string& claim, const MeanCounts& predicted, const MeanCounts& counted) {
    return {claim, Claim::Kind::difference, predicted.mean.back(), counted.mean.back(),
            std::hypot(predicted.std_error.back(), counted.std_error.back())};
}

}  // namespace

void require_countable(const NetworkCountRequest& request) {
    require_sensible(request.network);
    if (request.samples < 2)
        throw std::invalid_argument(
            fmt::format("{} samples: at least 2 are needed for an error", request.samples));
    const auto& network = request.network;
    if (network.unique > max_size_all_indices)
        throw std::invalid_argument(fmt::format("{} unique weights: exact counts by index reach {}",
                                                network.unique, max_size_all_indices));
    const std::int64_t features = network.gates == Gates::mean ? network.inputs
                                  : network.gates == Gates::bernoulli
                                      ? std::int64_t{network.inputs} * network.averaged_inputs
                                      : network.averaged_inputs;
    if (features < network.unique)
        throw std::invalid_argument(
            fmt::format("{} features of {} unique weights: the field is degenerate, take more inputs (or "
                        "inputs averaged over)",
                        features, network.unique));
    if (network.width < 4)
        throw std::invalid_argument(
            fmt::format("width {}: a network so narrow depends on fewer combinations than it has weights, "
                        "and its critical "
                        "points are manifolds; take at least 4",
                        network.width));
}

NetworkCountResult count_network_points(const NetworkCountRequest& request) {
    require_countable(request);
    const auto& network = request.network;
    NetworkCountResult result;
    const double beta = network.openness * network.width / std::sqrt(network.unique);
    const double open =
        network.gates == Gates::bernoulli ? network.openness : network.openness * network.openness;
    result.paper_spec = fmt::format("resnet:p={},beta={}", network.depth, beta);
    result.path_count_spec = fmt::format("paths:p={},b={}", network.depth, network.width * open);
    const auto path_mixture = parse_mixture(result.path_count_spec).mixture;
    result.paper = exactly(isotropic_counts(parse_mixture(result.paper_spec).mixture, network.unique));
    result.path_count = exactly(isotropic_counts(path_mixture, network.unique));
    for (const auto sharing : request.sharings)
        result.networks.push_back(count_one(request, sharing));
    if (request.control) {
        const auto samples = count_control(request, path_mixture);
        result.control = mean_of(samples);
        result.control_totals = totals_of(samples);
    }
    return result;
}

std::vector<Claim> count_claims(const NetworkCountResult& result) {
    std::vector<Claim> claims;
    for (const auto& network : result.networks) {
        const auto who = name_of(network.sharing) + " sharing: ";
        const MeanCounts exact{{network.exact.total}, {network.exact.std_error}};
        claims.push_back(total_claim(who + "exact Kac-Rice of the network", exact, network.counted));
        claims.push_back(
            total_claim(who + "isotropic, " + result.path_count_spec, result.path_count, network.counted));
        claims.push_back(
            total_claim(who + "isotropic, measured mixture", network.from_measured, network.counted));
        claims.push_back(
            total_claim(who + "isotropic, the paper's " + result.paper_spec, result.paper, network.counted));
        claims.push_back({who + "share of samples that meet the Euler characteristic",
                          Claim::Kind::difference, 1.0,
                          static_cast<double>(network.euler_ok) / static_cast<double>(network.samples), 0.0});
    }
    if (result.control)
        claims.push_back(
            total_claim("isotropic control, " + result.path_count_spec, result.path_count, *result.control));
    return claims;
}

Table count_profile_table(const NetworkCountResult& result) {
    Table table(
        {{"sharing", ColumnType::text, "", "signed or plain edges"},
         {"index", ColumnType::text, "1", "negative Hessian eigenvalues on the tangent space, or total"},
         {"samples", ColumnType::integer, "1", "networks counted"},
         {"counted", ColumnType::real, "points", "mean number of critical points"},
         {"std_error", ColumnType::real, "points", "its standard error"},
         {"exact", ColumnType::real, "points", "exact Kac-Rice of the network"},
         {"exact_error", ColumnType::real, "points", "its standard error, from blocks"},
         {"path_count", ColumnType::real, "points", "isotropic, mixture that counts paths"},
         {"measured_mixture", ColumnType::real, "points", "isotropic, mixture fitted to the covariance"},
         {"paper", ColumnType::real, "points", "isotropic, the paper's mixture"}});
    for (const auto& network : result.networks)
        for (std::size_t k = 0; k < network.counted.mean.size(); ++k) {
            const bool total = k + 1 == network.counted.mean.size();
            table.add_row({name_of(network.sharing), total ? std::string("total") : std::to_string(k),
                           network.samples, network.counted.mean[k], network.counted.std_error[k],
                           total ? network.exact.total : network.exact.by_index[k],
                           total ? network.exact.std_error : network.exact.index_errors[k],
                           result.path_count.mean[k], network.from_measured.mean[k], result.paper.mean[k]});
        }
    return table;
}

}  // namespace glasscape
