#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/pairs/two_point.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

#include "complexity/pairs/pair_form.hpp"

namespace glasscape {
namespace {

constexpr int scanned_nodes = 400;
constexpr double rounding = 1e-9;  // of the excess over q^2 at the smallest |q| scanned, 0.008

// sup over x of Sigma2(q; u, x, u, x): the sum of the points alone enters.
double equal_pairs(const Mixture& mixture, double q, double u) {
    const auto form = pair_form(mixture, q);
    const double nu2 = mixture.nu2();
    if (mixture.is_pure()) {
        const double x = mixture.nu1() * u;
        return form.log_volume + 2.0 * log_potential(x / std::sqrt(nu2)) - x * x / form.sum(1, 1);
    }
    const double slope = form.sum(0, 1) / form.sum(0, 0);
    const auto best = radial_maximum(nu2, slope * u, form.sum(1, 1) - slope * form.sum(0, 1));
    return form.log_volume + 2.0 * best.value - u * u / form.sum(0, 0);
}

}  // namespace

SecondMomentVerdict second_moment_verdict(const Mixture& mixture, double u) {
    if (mixture.nu2() == 0.0 || (mixture.is_pure() && mixture.nu1() == 2.0))
        throw std::invalid_argument(fmt::format(
            "{}: the second moment of a linear or quadratic landscape is exact at every N, there is "
            "nothing to test",
            mixture.spec()));
    const double annealed = complexity_density(mixture, IndexClass::total(), u).value;
    const auto excess = [&](double q) { return equal_pairs(mixture, q, u) - 2.0 * annealed; };
    const auto scaled = [&](double q) { return excess(q) / (q * q); };
    const auto node = [](int j) { return std::cos(std::numbers::pi * j / scanned_nodes); };
    int best = 1;
    for (int j = 1; j < scanned_nodes; ++j)
        if (j != scanned_nodes / 2 && scaled(node(j)) > scaled(node(best))) best = j;
    // Golden section between the neighbours of the best node, which stay on its side of q = 0.
    const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
    double low = node(best + 1 == scanned_nodes / 2 ? best : best + 1);
    double high = node(best - 1 == scanned_nodes / 2 ? best : best - 1);
    if (best == scanned_nodes - 1) low = node(best);
    if (best == 1) high = node(best);
    for (int step = 0; step < 60; ++step) {
        const double left = high - golden * (high - low);
        const double right = low + golden * (high - low);
        if (scaled(left) > scaled(right))
            high = right;
        else
            low = left;
    }
    const double q = 0.5 * (low + high);
    const double largest = scaled(q);
    return {std::max(0.0, excess(q)), q, largest, largest <= rounding};
}

}  // namespace glasscape
