#include "glasscape/mixture/resnet.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace glasscape {
namespace {

int lowest_order(Field field) {
    return field == Field::keep ? 1 : 2;
}

// Terms c_r of neighbour ratio c_{r+1}/c_r = scale (p - r)/r for r = lowest..p, relative to the largest one.
// Going outward from the mode every ratio is at most 1, so nothing overflows.
std::vector<long double> binomial_terms(int p, double scale, int lowest) {
    const auto ratio = [&](int r) {
        return static_cast<long double>(scale) * static_cast<long double>(p - r) /
               static_cast<long double>(r);
    };
    std::vector<long double> terms(static_cast<std::size_t>(p) + 1, 0.0L);
    const auto term = [&](int r) -> long double& { return terms[static_cast<std::size_t>(r)]; };
    const long double centre = std::ceil(p * (scale / (1.0L + scale)));
    const int mode = std::clamp(static_cast<int>(centre), lowest, p);
    term(mode) = 1.0L;
    for (int r = mode; r < p && term(r) > 0.0L; ++r)
        term(r + 1) = term(r) * ratio(r);
    for (int r = mode; r > lowest && term(r) > 0.0L; --r)
        term(r - 1) = term(r) / ratio(r - 1);
    return terms;
}

}  // namespace

Mixture resnet_mixture(std::string spec, int p, double beta, Field field) {
    const int lowest = lowest_order(field);
    const auto terms = binomial_terms(p, beta, lowest);
    std::vector<MixtureTerm> list;
    for (int r = lowest; r <= p; ++r)
        list.push_back({r, static_cast<double>(terms[static_cast<std::size_t>(r)]), 0.0});
    return {std::move(spec), std::move(list)};
}

Mixture paths_mixture(std::string spec, int p, double b, Field field) {
    const int lowest = lowest_order(field);
    const auto terms = binomial_terms(p, b, lowest);
    std::vector<MixtureTerm> list;
    for (int r = lowest; r <= p; ++r)
        list.push_back({r, static_cast<double>(std::sqrt(terms[static_cast<std::size_t>(r)])), 0.0});
    return {std::move(spec), std::move(list)};
}

std::vector<double> elementary_symmetric(std::span<const double> b) {
    std::vector<double> e{1.0};
    for (const double scale : b) {
        const double unit = std::max(1.0, std::abs(scale));
        e.push_back(0.0);
        for (std::size_t k = e.size() - 1; k > 0; --k)
            e[k] = e[k] / unit + e[k - 1] * (scale / unit);
        e[0] /= unit;
        double largest = 0.0;
        for (const double value : e)
            largest = std::max(largest, std::abs(value));
        for (double& value : e)
            value /= largest;
    }
    return e;
}

Mixture layers_mixture(std::string spec, std::span<const double> b, Field field) {
    const auto e = elementary_symmetric(b);
    std::vector<MixtureTerm> list;
    for (std::size_t k = field == Field::keep ? 0 : 1; k < e.size(); ++k)
        list.push_back({static_cast<int>(k) + 1, e[k], 0.0});
    return {std::move(spec), std::move(list)};
}

}  // namespace glasscape
