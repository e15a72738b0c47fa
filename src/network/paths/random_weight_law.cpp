#include "glasscape/network/random_weight_law.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include "glasscape/mixture/resnet.hpp"

namespace glasscape {

std::optional<std::vector<double>> random_weight_gains(const NetworkOptions& options) {
    const bool after = placement_of(options) == Placement::after_gate;
    const bool centred =
        options.norm.kind == NormKind::batch_norm || (options.norm.kind == NormKind::layer_norm && after);
    if (!centred || options.addition == Addition::normalised || options.readout == Readout::sum ||
        options.initial_scale == 0.0)
        return std::nullopt;
    constexpr double per_branch = std::numbers::pi / (std::numbers::pi - 1.0);
    std::vector<double> gains;
    for (int m = 1; m < options.depth; ++m)
        gains.push_back(std::sqrt(per_branch / m));
    return gains;
}

std::vector<double> count_norm_shares(std::span<const double> b) {
    auto shares = elementary_symmetric(b);
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares)
        share /= sum;
    return shares;
}

}  // namespace glasscape
