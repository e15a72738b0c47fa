#include "glasscape/complexity/energy_filter.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {
namespace {

// log of the standard normal tail P(Z > z).
double log_upper_tail(double z) {
    if (z < 30.0) return std::log(0.5 * std::erfc(z / std::numbers::sqrt2));
    double tail = z;  // continued fraction of the Mills ratio
    for (int k = 12; k >= 1; --k)
        tail = z + k / tail;
    return -0.5 * z * z - 0.5 * std::log(2.0 * std::numbers::pi) - std::log(tail);
}

// log P(a <= Z < b), a < b.
double log_between(double a, double b) {
    if (a + b < 0.0) return log_between(-b, -a);  // work in the upper tail
    if (a < 0.0)
        return std::log1p(-0.5 * std::erfc(-a / std::numbers::sqrt2) -
                          0.5 * std::erfc(b / std::numbers::sqrt2));
    if (a == -b) return 0.0;
    const double log_a = log_upper_tail(a);
    if (std::isinf(b)) return log_a;
    return log_a + std::log(-std::expm1(log_upper_tail(b) - log_a));
}

}  // namespace

double log_normal_filter(const EnergyFilter& filter, double mean, double deviation) {
    switch (filter.kind) {
        case EnergyFilter::Kind::all:
            return 0.0;
        case EnergyFilter::Kind::density: {
            const double z = (filter.low - mean) / deviation;
            return -0.5 * z * z - 0.5 * std::log(2.0 * std::numbers::pi) - std::log(deviation);
        }
        case EnergyFilter::Kind::window:
            break;
    }
    const double a = (filter.low - mean) / deviation;
    const double b = (filter.high - mean) / deviation;
    if (std::isinf(a) && std::isinf(b)) return 0.0;
    return log_between(a, b);
}

}  // namespace glasscape
