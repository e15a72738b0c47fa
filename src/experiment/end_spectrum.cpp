#include "glasscape/experiment/end_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "glasscape/explore/critical_point.hpp"

namespace glasscape {
namespace {

double eigenvalue_or_edge(const std::vector<double>& values, std::size_t k, double edge) {
    return k < values.size() ? values[k] : edge;
}

}  // namespace

EndSpectrum end_spectrum(const Landscape& landscape, std::span<const double> state) {
    const auto values = tangent_spectrum(landscape, state);
    EndSpectrum end;
    end.lowest = values.front();
    if (values.size() > 1) end.second = values[1];
    end.highest = values.back();
    end.negative =
        static_cast<double>(std::count_if(values.begin(), values.end(), [](double x) { return x < 0.0; }));
    end.negative_error = 0.0;
    return end;
}

EndSpectrum end_spectrum(const ConditionalLandscape& landscape, const Mixture& mixture,
                         std::span<const double> point, std::uint64_t seed) {
    EndSpectrum end;
    if (mixture.nu2() == 0.0) return end;
    const auto matrix = landscape.tangent_hessian(point, seed);
    BorderedSpectrum spectrum(matrix, seed);
    end.lowest = spectrum.from_below(0);
    if (spectrum.dimension() > 1.0) end.second = spectrum.from_below(1);
    end.highest = spectrum.from_above(0);
    const auto negative = spectrum.count_below(0.0);
    end.negative = negative.count;
    end.negative_error = negative.error;
    end.outliers = static_cast<double>(outliers(matrix).below.size());
    return end;
}

EndSpectrum end_spectrum_at_infinity(const ConditionalLandscape& landscape, const Mixture& mixture,
                                     std::span<const double> point, std::uint64_t seed) {
    EndSpectrum end;
    if (mixture.nu2() == 0.0) return end;
    const auto matrix = landscape.tangent_hessian(point, seed);
    const auto outside = outliers(matrix);
    const double radius = 2.0 * std::sqrt(mixture.nu2());
    const double edge = matrix.shift - radius;
    end.lowest = eigenvalue_or_edge(outside.below, 0, edge);
    end.second = eigenvalue_or_edge(outside.below, 1, edge);
    end.highest = outside.above.empty() ? matrix.shift + radius : outside.above.back();
    end.outliers = static_cast<double>(outside.below.size());
    if (edge < 0.0) return end;
    end.negative = static_cast<double>(
        std::count_if(outside.below.begin(), outside.below.end(), [](double z) { return z < 0.0; }));
    end.negative_error = 0.0;
    return end;
}

}  // namespace glasscape
