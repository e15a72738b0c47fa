#include "glasscape/experiment/network_fluctuations.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "glasscape/complexity/pairs/second_moment.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/mixture/spec.hpp"

#include "stats/jackknife.hpp"
#include "stats/product_moments.hpp"

namespace glasscape {
namespace {

/// Var Crt/E[Crt]^2.
struct RelativeVariance {
    double value;
    double std_error;
};

RelativeVariance of_mixture(const Mixture& mixture, int size, std::int64_t matrices, std::uint64_t seed) {
    SecondMomentRequest request{size};
    request.samples = matrices;
    request.seed = seed;
    const std::vector<EnergyFilter> all{EnergyFilter::all()};
    const auto ratio = second_moment(mixture, request, all).counts.front().ratio();
    return {ratio.value - 1.0, ratio.std_error};
}

// Every fit with the same random matrices, so that its error is not that of a few of them.
RelativeVariance of_measured(const MeasuredMixture& measured, int size, std::int64_t matrices,
                             std::uint64_t seed) {
    auto result = of_mixture(weighted_mixture("measured", measured.weights), size, matrices, seed);
    std::vector<double> reduced;
    for (const auto& weights : measured.leave_one_out)
        reduced.push_back(of_mixture(weighted_mixture("measured", weights), size,
                                     std::max<std::int64_t>(matrices / 20, 2), seed)
                              .value);
    result.std_error = std::hypot(result.std_error, jackknife_error(reduced));
    return result;
}

// The unbiased variance over the squared mean, which is the mean square over its ratio.
RelativeVariance of_counts(const std::vector<double>& counts) {
    const auto moments = product_moments(counts, counts);
    return {moments.covariance * moments.ratio / moments.mean, moments.ratio_error};
}

double mean_of_counts(const std::vector<double>& counts) {
    double sum = 0.0;
    for (const double count : counts)
        sum += count;
    return sum / static_cast<double>(counts.size());
}

}  // namespace

Table network_fluctuations_table(const NetworkCountRequest& request, const NetworkCountResult& result,
                                 std::int64_t matrices) {
    Table table(
        {{"networks", ColumnType::text, "", "signed or plain sharing; control: isotropic samples"},
         {"mixture", ColumnType::text, "",
          "measured in the networks, or the spec that the control is drawn from"},
         {"samples", ColumnType::integer, "1", "networks counted"},
         {"mean", ColumnType::real, "points", "mean number of critical points"},
         {"relative_variance", ColumnType::real, "1", "variance of the number over its squared mean"},
         {"std_error", ColumnType::real, "1", "its standard error (jackknife over networks)"},
         {"predicted", ColumnType::real, "1",
          "the same of the mixture, E[Crt^2]/E[Crt]^2 - 1 (Kac-Rice for pairs)"},
         {"predicted_error", ColumnType::real, "1",
          "its standard error, of the fit and of the random matrices"},
         {"difference_error", ColumnType::real, "1", "standard error of their difference"},
         {"z_score", ColumnType::real, "1", "(relative_variance - predicted) over difference_error"}});
    const auto add = [&](const std::string& networks, const std::string& mixture,
                         const std::vector<double>& counts, const RelativeVariance& predicted) {
        const auto counted = of_counts(counts);
        const double error = std::hypot(counted.std_error, predicted.std_error);
        table.add_row({networks, mixture, static_cast<std::int64_t>(counts.size()), mean_of_counts(counts),
                       cell_or_empty(counted.value), cell_or_empty(counted.std_error), predicted.value,
                       predicted.std_error, cell_or_empty(error),
                       cell_or_empty((counted.value - predicted.value) / error)});
    };
    const int size = request.network.unique;
    Progress progress("second moments of mixtures", static_cast<std::int64_t>(result.networks.size()) + 1);
    for (const auto& network : result.networks) {
        add(network.sharing == EdgeSharing::signed_edges ? "signed" : "plain", "measured", network.totals,
            of_measured(network.measured, size, matrices, request.seed));
        progress.advance();
    }
    if (result.control)
        add("control", result.path_count_spec, result.control_totals,
            of_mixture(parse_mixture(result.path_count_spec).mixture, size, matrices, request.seed));
    return table;
}

}  // namespace glasscape
