#include "stats/jackknife.hpp"

#include <cmath>

namespace glasscape {

double jackknife_error(std::span<const double> values) {
    const auto count = static_cast<double>(values.size());
    double mean = 0.0;
    for (const double value : values)
        mean += value / count;
    double square = 0.0;
    for (const double value : values)
        square += (value - mean) * (value - mean);
    return std::sqrt(square * (count - 1.0) / count);
}

}  // namespace glasscape
