#include "complexity/field_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/special_functions/gamma.hpp>

#include "core/log_gamma.hpp"

namespace glasscape {
namespace {

// P(|J|^2 > N u^2) for u <= 0, i.e. P(minimum below u).
double below(int size, double u) {
    if (u >= 0.0) return 1.0;
    if (std::isinf(u)) return 0.0;
    return boost::math::gamma_q(0.5 * size, 0.5 * size * u * u);
}

}  // namespace

double log_field_minima(int size, const EnergyFilter& filter) {
    if (filter.kind == EnergyFilter::Kind::all) return 0.0;
    if (filter.kind == EnergyFilter::Kind::window)
        return std::log(std::max(0.0, below(size, filter.high) - below(size, filter.low)));
    const double u = filter.low;
    if (u >= 0.0) return -std::numeric_limits<double>::infinity();
    const double n = size;  // density of |J|/sqrt N at |u|
    return std::numbers::ln2 + 0.5 * n * std::log(0.5 * n) - log_gamma(0.5 * n) + (n - 1.0) * std::log(-u) -
           0.5 * n * u * u;
}

}  // namespace glasscape
