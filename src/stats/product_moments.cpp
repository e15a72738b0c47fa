#include "stats/product_moments.hpp"

#include <limits>
#include <numeric>
#include <vector>

#include "stats/jackknife.hpp"

namespace glasscape {

ProductMoments product_moments(std::span<const double> a, std::span<const double> b) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(a.size());
    const double sum_a = std::accumulate(a.begin(), a.end(), 0.0);
    const double sum_b = std::accumulate(b.begin(), b.end(), 0.0);
    const double sum_ab = std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    const auto covariance = [](double m, double mean_a, double mean_b, double mean_ab) {
        return (mean_ab - mean_a * mean_b) * m / (m - 1.0);
    };
    ProductMoments product{sum_ab / n, unknown, unknown, unknown, unknown};
    if (sum_a > 0.0 && sum_b > 0.0) product.ratio = sum_ab * n / (sum_a * sum_b);
    if (a.size() < 3) return product;
    product.covariance = covariance(n, sum_a / n, sum_b / n, sum_ab / n);
    std::vector<double> covariances;
    std::vector<double> ratios;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double m = n - 1.0;
        const double mean_a = (sum_a - a[i]) / m;
        const double mean_b = (sum_b - b[i]) / m;
        const double mean_ab = (sum_ab - a[i] * b[i]) / m;
        covariances.push_back(covariance(m, mean_a, mean_b, mean_ab));
        if (mean_a > 0.0 && mean_b > 0.0) ratios.push_back(mean_ab / (mean_a * mean_b));
    }
    product.covariance_error = jackknife_error(covariances);
    if (ratios.size() == a.size()) product.ratio_error = jackknife_error(ratios);
    return product;
}

}  // namespace glasscape
