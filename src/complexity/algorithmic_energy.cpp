#include <cmath>

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/tools/roots.hpp>

#include "glasscape/complexity/ground_state.hpp"

namespace glasscape {
namespace {

// nu'' ~ q^s at 0 with s possibly odd: q = v^2 makes the root smooth.
double integral_of_root(const Mixture& mixture, double from) {
    boost::math::quadrature::tanh_sinh<double> quadrature;
    const auto integrand = [&](double v) { return 2.0 * v * std::sqrt(mixture.nu(v * v, 2)); };
    return quadrature.integrate(integrand, std::sqrt(from), 1.0, 1e-14);
}

// qhat solves nu'(q) = q nu''(q), i.e. sum_{r>=2} r(r-2) eps_r^2 q^(r-1) = eps_1^2, whose left side
// increases.
double field_overlap(const Mixture& mixture) {
    const auto excess = [&](double log_q) {
        const double q = std::exp(log_q);
        return q * mixture.nu(q, 2) - mixture.nu(q, 1);
    };
    double low = -1.0;
    while (excess(low) > 0.0)
        low *= 2.0;
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        excess, low, 0.0, boost::math::tools::eps_tolerance<double>(52), iterations);
    return std::exp(0.5 * (bracket.first + bracket.second));
}

}  // namespace

AlgorithmicEnergy algorithmic_energy(const Mixture& mixture) {
    if (mixture.is_trivial()) return {-std::sqrt(mixture.nu1()), 1.0};
    if (mixture.field_weight() == 0.0) return {-integral_of_root(mixture, 0.0), 0.0};
    const double qhat = field_overlap(mixture);
    return {-qhat * std::sqrt(mixture.nu(qhat, 2)) - integral_of_root(mixture, qhat), qhat};
}

}  // namespace glasscape
