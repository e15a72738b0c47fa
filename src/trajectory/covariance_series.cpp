#include "trajectory/covariance_series.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace glasscape {

CovarianceSeries::CovarianceSeries(const Mixture& mixture) {
    weights_.assign(static_cast<std::size_t>(mixture.terms().back().order) + 1, 0.0);
    for (const auto& term : mixture.terms())
        weights_[static_cast<std::size_t>(term.order)] = term.weight;
}

void CovarianceSeries::derivatives(std::span<const double> q, std::span<double> first,
                                   std::span<double> second) const {
    constexpr std::size_t block = 64;  // Horner's chains side by side
    std::array<double, block> x{};
    std::array<double, block> d1{};
    std::array<double, block> d2{};
    for (std::size_t begin = 0; begin < q.size(); begin += block) {
        const std::size_t count = std::min(block, q.size() - begin);
        x.fill(0.0);
        d1.fill(0.0);
        d2.fill(0.0);
        std::copy_n(q.begin() + static_cast<std::ptrdiff_t>(begin), count, x.begin());
        for (std::size_t r = weights_.size() - 1; r >= 1; --r) {
            const double a1 = static_cast<double>(r) * weights_[r];
            const double a2 = static_cast<double>(r - 1) * a1;
            for (std::size_t i = 0; i < block; ++i)
                d1[i] = d1[i] * x[i] + a1;
            if (r < 2) continue;
            for (std::size_t i = 0; i < block; ++i)
                d2[i] = d2[i] * x[i] + a2;
        }
        std::copy_n(d1.begin(), count, first.begin() + static_cast<std::ptrdiff_t>(begin));
        std::copy_n(d2.begin(), count, second.begin() + static_cast<std::ptrdiff_t>(begin));
    }
}

double CovarianceSeries::value(double q) const {
    double sum = 0.0;
    for (std::size_t r = weights_.size(); r-- > 0;)
        sum = sum * q + weights_[r];
    return sum;
}

double CovarianceSeries::third(double q) const {
    double sum = 0.0;
    for (std::size_t r = weights_.size(); r-- > 3;)
        sum = sum * q + static_cast<double>(r * (r - 1) * (r - 2)) * weights_[r];
    return sum;
}

}  // namespace glasscape
