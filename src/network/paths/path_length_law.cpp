#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <stdexcept>

#include <boost/math/tools/toms748_solve.hpp>
#include <fmt/format.h>

#include "glasscape/mixture/resnet.hpp"
#include "glasscape/network/depth_spectrum.hpp"

namespace glasscape {

std::vector<double> branch_betas(const OutputSpectrum& spectrum) {
    std::vector<double> betas;
    for (std::size_t l = 1; l < spectrum.layers.size(); ++l)
        betas.push_back(spectrum.layers[l].beta);
    return betas;
}

double mean_depth(std::span<const double> shares) {
    double sum = 0.0;
    for (std::size_t r = 1; r <= shares.size(); ++r)
        sum += static_cast<double>(r) * shares[r - 1];
    return sum;
}

std::vector<double> law_shares(DepthLaw law, std::span<const double> b) {
    std::vector<double> squares;
    for (const double scale : b)
        squares.push_back(scale * scale);
    auto shares = elementary_symmetric(law == DepthLaw::coherent ? b : squares);
    for (double& share : shares)
        if (law == DepthLaw::coherent) share *= share;
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares)
        share /= sum;
    return shares;
}

double fitted_beta(DepthLaw law, int p, double depth) {
    if (p < 1 || !(depth >= 1.0 && depth <= p))
        throw std::invalid_argument(
            fmt::format("fitted_beta: mean depth {} of a network of depth {}: it must lie "
                        "between 1 and the depth",
                        depth, p));
    if (depth == 1.0) return 0.0;
    if (depth == p) return std::numeric_limits<double>::infinity();
    if (law == DepthLaw::incoherent) return std::sqrt((depth - 1.0) / (p - depth));
    std::vector<double> b(static_cast<std::size_t>(p - 1));
    const auto excess = [&](double log_beta) {
        std::fill(b.begin(), b.end(), std::exp(log_beta));
        return mean_depth(law_shares(law, b)) - depth;
    };
    constexpr double widest = 100.0;
    std::uintmax_t iterations = 200;
    const auto root = boost::math::tools::toms748_solve(
        excess, -widest, widest, boost::math::tools::eps_tolerance<double>(52), iterations);
    return std::exp(0.5 * (root.first + root.second));
}

LawFit fit_law(DepthLaw law, std::span<const double> shares) {
    constexpr double not_there = std::numeric_limits<double>::quiet_NaN();
    const double depth = mean_depth(shares);
    if (shares.empty() || !std::isfinite(depth)) return {not_there, not_there};
    const auto p = static_cast<double>(shares.size());
    const double beta = fitted_beta(law, static_cast<int>(shares.size()), std::clamp(depth, 1.0, p));
    std::vector<double> predicted(shares.size());
    if (std::isfinite(beta))
        predicted = law_shares(law, std::vector<double>(shares.size() - 1, beta));
    else
        predicted.back() = 1.0;
    double distance = 0.0;
    for (std::size_t r = 0; r < shares.size(); ++r)
        distance += std::abs(shares[r] - predicted[r]);
    return {beta, 0.5 * distance};
}

}  // namespace glasscape
