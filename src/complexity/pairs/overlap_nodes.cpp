#include "complexity/pairs/overlap_nodes.hpp"

#include <cmath>

#include <boost/math/special_functions/legendre.hpp>

namespace glasscape {
namespace {

struct LegendreNode {
    double position;  // in (-1, 1)
    double weight;
};

std::vector<LegendreNode> legendre_nodes(int n) {
    const auto positive = boost::math::legendre_p_zeros<double>(n);
    std::vector<LegendreNode> nodes;
    const auto add = [&](double x) {
        const double slope = boost::math::legendre_p_prime(n, x);
        nodes.push_back({x, 2.0 / ((1.0 - x) * (1.0 + x) * slope * slope)});
    };
    for (auto x = positive.rbegin(); x != positive.rend(); ++x)
        if (*x > 0.0) add(-*x);
    for (const double x : positive)
        add(x);
    return nodes;
}

}  // namespace

std::vector<OverlapNode> overlap_nodes(std::span<const double> edges, int nodes_per_bin) {
    const auto rule = legendre_nodes(nodes_per_bin);
    std::vector<OverlapNode> nodes;
    for (std::size_t bin = 0; bin + 1 < edges.size(); ++bin) {
        const double from = std::acos(edges[bin]);
        const double half = 0.5 * (std::acos(edges[bin + 1]) - from);  // negative: theta falls as q grows
        for (const auto& [position, weight] : rule) {
            const double theta = from + half * (1.0 + position);
            nodes.push_back({std::cos(theta), weight * -half * std::sin(theta), bin});
        }
    }
    return nodes;
}

}  // namespace glasscape
