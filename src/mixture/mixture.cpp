#include "glasscape/mixture/mixture.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace glasscape {
namespace {

constexpr double pure_tolerance = 1e-12;
constexpr double tie_tolerance = 1e-12;

double squared(double x) {
    return x * x;
}

void normalise(std::vector<MixtureTerm>& terms) {
    double largest = 0.0;
    for (const auto& term : terms)
        largest = std::max(largest, std::abs(term.epsilon));
    long double sum = 0.0L;
    for (auto& term : terms) {
        term.epsilon /= largest;
        sum += static_cast<long double>(term.epsilon) * static_cast<long double>(term.epsilon);
    }
    for (auto& term : terms) {
        const auto epsilon = static_cast<long double>(term.epsilon);
        term.weight = static_cast<double>(epsilon * epsilon / sum);
        term.epsilon = static_cast<double>(epsilon / std::sqrt(sum));
    }
}

// r (r - 1) ... (r - d + 1)
double falling_factorial(int r, int d) {
    double product = 1.0;
    for (int i = 0; i < d; ++i)
        product *= r - i;
    return product;
}

}  // namespace

Mixture::Mixture(std::string spec, std::vector<MixtureTerm> terms)
    : spec_(std::move(spec)), terms_(std::move(terms)) {
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        if (terms_[i].order < 1 || (i > 0 && terms_[i].order <= terms_[i - 1].order))
            throw std::invalid_argument(
                fmt::format("mixture '{}': orders must be positive and strictly increasing", spec_));
        if (!std::isfinite(terms_[i].epsilon))
            throw std::invalid_argument(
                fmt::format("mixture '{}': the weight of order {} is not finite", spec_, terms_[i].order));
    }
    std::erase_if(terms_, [](const MixtureTerm& term) { return term.epsilon == 0.0; });
    if (terms_.empty())
        throw std::invalid_argument(
            fmt::format("mixture '{}' has no term left: at least one weight must be positive", spec_));
    normalise(terms_);

    long double mean = 0.0L;
    long double second = 0.0L;
    for (const auto& [order, epsilon, weight] : terms_) {
        mean += static_cast<long double>(order) * static_cast<long double>(weight);
        second += static_cast<long double>(falling_factorial(order, 2)) * static_cast<long double>(weight);
    }
    nu1_ = static_cast<double>(mean);
    nu2_ = static_cast<double>(second);
    double variance = 0.0;
    for (const auto& term : terms_)
        variance += term.weight * squared(static_cast<double>(static_cast<long double>(term.order) - mean));
    depth_std_ = std::sqrt(variance);
    alpha2_ = variance < pure_tolerance * squared(nu1_) ? 0.0 : variance;
}

double Mixture::nu(double t, int derivative) const {
    double sum = 0.0;
    double power = 0.0;  // t^(order - derivative) of the previous term
    int last = -1;
    for (const auto& [order, epsilon, weight] : terms_) {
        if (order < derivative) continue;
        const int exponent = order - derivative;
        if (last < 0 || exponent - last > 1) {
            power = std::pow(t, exponent);
        } else {
            power *= t;
        }
        last = exponent;
        sum += weight * falling_factorial(order, derivative) * power;
    }
    return sum;
}

int Mixture::depth_mode() const {
    double largest = 0.0;
    for (const auto& term : terms_)
        largest = std::max(largest, std::abs(term.epsilon));
    const auto mode = std::find_if(terms_.begin(), terms_.end(), [&](const MixtureTerm& term) {
        return std::abs(term.epsilon) >= largest * (1.0 - tie_tolerance);
    });
    return mode->order;
}

Mixture weighted_mixture(std::string spec, std::span<const double> weights) {
    std::vector<MixtureTerm> terms;
    for (std::size_t r = 0; r < weights.size(); ++r)
        terms.push_back({static_cast<int>(r) + 1, std::sqrt(weights[r]), 0.0});
    return {std::move(spec), std::move(terms)};
}

Mixture pure_mixture(int order) {
    return {fmt::format("pure:{}", order), {{order, 1.0, 1.0}}};
}

}  // namespace glasscape
