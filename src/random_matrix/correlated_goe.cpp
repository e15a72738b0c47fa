#include "random_matrix/correlated_goe.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/random/normal_distribution.hpp>

namespace glasscape {

CorrelatedGoe::CorrelatedGoe(int n)
    : n_(n),
      sum_(static_cast<std::size_t>(n) * static_cast<std::size_t>(n + 1) / 2),
      difference_(sum_.size()) {}

void CorrelatedGoe::draw(RandomStream& stream) {
    boost::random::normal_distribution<double> normal;
    for (auto* matrix : {&sum_, &difference_}) {
        auto entry = matrix->begin();
        for (int i = 0; i < n_; ++i) {
            for (int j = 0; j < i; ++j)
                *entry++ = normal(stream);
            *entry++ = std::numbers::sqrt2 * normal(stream);
        }
    }
}

void CorrelatedGoe::pair(double rho, double scale, std::span<double> first, std::span<double> second) const {
    const double common = scale * std::sqrt(std::max(0.0, 0.5 * (1.0 + rho)));
    const double apart = scale * std::sqrt(std::max(0.0, 0.5 * (1.0 - rho)));
    for (std::size_t i = 0; i < sum_.size(); ++i) {
        first[i] = common * sum_[i] + apart * difference_[i];
        second[i] = common * sum_[i] - apart * difference_[i];
    }
}

}  // namespace glasscape
